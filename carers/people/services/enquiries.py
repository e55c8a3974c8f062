"""From a first contact to an application: each verb guards, changes, records, announces on commit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady, Stale
from accounts.models import Sector
from accounts.reference.selectors import sector_of
from accounts.tenancy.caller import CallerAt
from carers.models import Application, Enquiry
from carers.people.services.inviting import invite_to_apply

State = Enquiry.State
# What answers a new enquiry in the same transaction; follow-ups register here (carers.apps).
ANSWERS: list[Callable[[CallerAt, Enquiry], object]] = []
_NEED_REASON = {State.WITHDRAWN}


@transaction.atomic
def receive_enquiry(by: CallerAt, facts: dict[str, Any], spoken: bool = False) -> Enquiry:
    """Write one enquiry at `by.organisation` and its acknowledgement. `facts` are cleaned form values.

    Who was `spoken` with already is not told that somebody will get in touch.
    """
    sector = _sector(facts.get("postcode", ""))
    enquiry = Enquiry(agency_id=by.organisation_id, sector=sector, **facts)
    enquiry.save()
    record(by, "enquiry.received", enquiry, source=enquiry.source)
    if not spoken:
        for answer in ANSWERS:
            answer(by, enquiry)
    return enquiry


@transaction.atomic
def take_enquiry(
    by: CallerAt, facts: dict[str, Any], spoken: bool = False, mine: bool = True, long_ago: datetime | None = None
) -> Enquiry:
    """An enquiry that a worker took by telephone or at an event.

    `spoken` moves it on to contacted at once; `long_ago` is when an entry made later really arrived: it is kept
    out of the clocks, and nothing is sent.
    """
    more: dict[str, Any] = {"contact_by": "email" if facts.get("email") else "telephone"}
    if mine and by.user_id:
        more["owner_id"] = by.user_id
    if long_ago:
        more |= {"historical": True, "received_at": long_ago, "state_since": long_ago}
    enquiry = receive_enquiry(by, facts | more, spoken)
    return advance_enquiry(by, enquiry.pk, State.CONTACTED) if spoken else enquiry


def _sector(postcode: str) -> Sector | None:
    return sector_of(postcode) if postcode else None


def locked(enquiry_id: UUID, version: int | None = None) -> Enquiry:
    """The enquiry, locked for this transaction. Raises Stale where it changed since it was read."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
    if version is not None and enquiry.version != version:
        raise Stale(
            _(
                "Somebody else changed this enquiry since you opened it. Nothing of yours was saved: "
                "look at what changed, then try again."
            )
        )
    return enquiry


@transaction.atomic
def advance_enquiry(by: CallerAt, enquiry_id: UUID, to: str, reason: str = "", version: int | None = None) -> Enquiry:
    """Move an enquiry to `to`. Raises NotReady (in words) where that step can't follow, Stale, DoesNotExist."""
    enquiry = locked(enquiry_id, version)
    before = enquiry.state
    if to not in State.values:
        raise Invalid(
            _("That is not a step. Choose one from the list."), "enquiry.step_unknown", {"to": _("Choose a step")}
        )
    if to not in Enquiry.NEXT.get(before, ()):
        raise NotReady(
            _("An enquiry that is “%(state)s” can't become “%(next)s”.")
            % {"state": enquiry.get_state_display(), "next": State(to).label},
            "enquiry.step_not_possible",
        )
    if to in _NEED_REASON and not reason:
        raise NotReady(_("Say why the person withdrew."), "enquiry.reason_missing", {"reason": _("Choose a reason")})
    now = timezone.now()
    enquiry.state, enquiry.state_since, enquiry.reason = to, now, reason
    enquiry.first_contact_at = enquiry.first_contact_at or (now if to == State.CONTACTED else None)
    enquiry.version += 1
    enquiry.save(update_fields=["state", "state_since", "reason", "first_contact_at", "version"])
    record(by, f"enquiry.{to}", enquiry, before=before)
    if to == State.APPLIED:
        _register(by, enquiry)
    elif to == State.INVITED:
        invite_to_apply(by, enquiry)
    return enquiry


def _register(by: CallerAt, enquiry: Enquiry) -> Application:
    """The application, received today: the eight months of NMS 14.4 run from here."""
    application = Application(agency_id=enquiry.agency_id, enquiry=enquiry, name=enquiry.name)
    application.save()
    record(by, "application.registered", application, enquiry=str(enquiry.pk))
    return application
