from carers.selectors.homes import households
from carers.selectors.people import applications, enquiries, stage_counts

__all__ = ["applications", "enquiries", "households", "stage_counts"]
