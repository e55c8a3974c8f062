"""A subject-access export is an act: who gave what out, and when."""

from accounts.acts.audit import record
from accounts.tenancy.caller import CallerAt
from carers.models import Enquiry


def note_export(by: CallerAt, enquiry: Enquiry) -> None:
    record(by, "person.exported", enquiry)
