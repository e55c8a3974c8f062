"""What an agency's homes are owed, and what was done."""

from uuid import UUID

from django.db.models import QuerySet

from carers.models import Duty


def duties_of(agency_id: UUID, kind: str = "", only_open: str = "") -> QuerySet[Duty]:
    """The nearest date first. `kind` is one of Duty.Kind, or empty; `only_open` of "yes" leaves out the done."""
    found = Duty.objects.filter(agency=agency_id).select_related("household").order_by("due_on", "id")
    found = found.filter(kind=kind) if kind else found
    return found.filter(done_on=None) if only_open == "yes" else found
