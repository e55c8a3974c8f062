from carers.models.application import Application, Check, Decision
from carers.models.enquiry import Enquiry
from carers.models.household import Approval, Household
from carers.models.place import Place, Unavailability

__all__ = [
    "Application",
    "Approval",
    "Check",
    "Decision",
    "Enquiry",
    "Household",
    "Place",
    "Unavailability",
]
