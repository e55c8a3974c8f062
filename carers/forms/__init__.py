from carers.forms.enquiry import PersonFields, ReachForm, ServicesForm, WhereYouLiveForm, YouForm
from carers.forms.staff import ApprovalForm, StepForm

__all__ = [
    "ApprovalForm",
    "PersonFields",
    "ReachForm",
    "ServicesForm",
    "StepForm",
    "WhereYouLiveForm",
    "YouForm",
]
