from carers.forms.enquiry import EnquiryForm
from carers.forms.staff import ApprovalForm, StepForm

__all__ = ["ApprovalForm", "EnquiryForm", "StepForm"]
