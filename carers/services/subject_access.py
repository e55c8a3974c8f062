"""A subject-access export is an act: who gave what out, and when."""

from accounts.caller import Caller
from accounts.services.audit import record
from carers.models import Enquiry


def note_export(by: Caller, enquiry: Enquiry) -> None:
    record(by, "person.exported", enquiry)
