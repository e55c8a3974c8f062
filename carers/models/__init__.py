from carers.models.application import Application, ApplicationPerson, Check, Decision
from carers.models.application_form import ApplicationForm, Feedback, Respondent, Section
from carers.models.carer import Carer, Preference
from carers.models.coming_back import EnquiryDraft, WayBackRequest
from carers.models.enquiry import Enquiry
from carers.models.followup import (
    FollowUp,
    FollowUpKind,
    FollowUpStep,
    FollowUpWords,
    PersonFact,
    SendingRules,
)
from carers.models.household import Approval, Household
from carers.models.note import Note
from carers.models.place import Place, Unavailability
from carers.models.register import Departure, Duty, TemporaryApproval
from carers.models.session import Booking, InformationSession
from carers.models.settings import AgencySettings

__all__ = [
    "AgencySettings",
    "Application",
    "ApplicationForm",
    "ApplicationPerson",
    "Approval",
    "Booking",
    "Carer",
    "Check",
    "Decision",
    "Departure",
    "Duty",
    "Enquiry",
    "EnquiryDraft",
    "Feedback",
    "FollowUp",
    "FollowUpKind",
    "FollowUpStep",
    "FollowUpWords",
    "Household",
    "InformationSession",
    "Note",
    "PersonFact",
    "Place",
    "Preference",
    "Respondent",
    "Section",
    "SendingRules",
    "TemporaryApproval",
    "Unavailability",
    "WayBackRequest",
]
