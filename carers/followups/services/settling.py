"""A worker did a task: called, left a message, dealt with it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.followups.services import facts
from carers.models import Enquiry, FollowUp
from carers.people.services.enquiries import advance_enquiry

Outcome = FollowUp.Outcome


def settle_task(by: CallerAt, follow_up_id: UUID, outcome: str, note: str = "") -> FollowUp:
    """Close a task. Speaking to somebody new moves their enquiry on to “contacted”; after no answer the next
    try comes by plan. Raises DoesNotExist; NotReady where it is closed; Invalid for an unknown outcome."""
    row = FollowUp.objects.select_for_update(of=["self"]).get(pk=follow_up_id, agency=by.organisation_id)
    if outcome not in Outcome.values:
        raise Invalid(_("Choose what happened."), "task.outcome_unknown", {"outcome": _("Choose what happened")})
    if row.state != FollowUp.State.TASK:
        raise NotReady(_("This task is closed already."), "task.closed")
    row.state, row.outcome, row.note = FollowUp.State.DONE, outcome, note[:500]
    row.settled_at, row.settled_by = timezone.now(), by.user
    row.save()
    record(by, f"follow_up.{outcome}", row, step=row.step, person=str(row.person_id))
    if outcome == Outcome.SPOKE and row.whom == "person":
        _spoken_to(by, row)
    return row


def _spoken_to(by: CallerAt, row: FollowUp) -> None:
    """New enquiries move on; for everybody else the contact itself is noted."""
    enquiry = Enquiry.objects.filter(pk=row.enquiry_id).first() if row.enquiry_id else None
    if enquiry is not None and enquiry.state == Enquiry.State.RECEIVED:
        advance_enquiry(by, enquiry.pk, Enquiry.State.CONTACTED)
    else:
        facts.note(by, row.person_id, "contact.made")
