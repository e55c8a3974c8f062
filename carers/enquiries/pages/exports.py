"""Lists as a spreadsheet would open them (CSV): sessions, who came, what homes are owed, what went out."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from accounts.pages.sheets import sheet
from carers.followups.defaults import NAMES
from carers.followups.selectors import followups as selectors
from carers.homes.selectors.duties import duties_of
from carers.models import Booking, InformationSession


@needs("people.read")
@require_GET
def sessions_export(request: StaffRequest) -> HttpResponseBase:
    rows = InformationSession.objects.filter(agency=request.caller.organisation_id).order_by("-starts_at")
    counted = rows.annotate(
        booked=Count("bookings"),
        came=Count("bookings", filter=Q(bookings__attended=True)),
        stayed_away=Count("bookings", filter=Q(bookings__attended=False)),
    )
    heads = ["title", "where", "starts_at", "seats", "booked", "came", "did_not_come", "cancelled"]
    return sheet(
        "sessions",
        heads,
        (
            [one.title, one.where, f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}", one.seats, one.booked,
             one.came, one.stayed_away, "yes" if one.cancelled_at else "no"]
            for one in counted
        ),
    )  # fmt: skip


@needs("people.read")
@require_GET
def session_export(request: StaffRequest, session_id: UUID) -> HttpResponseBase:
    """Who is coming to one session, or came."""
    row = get_object_or_404(InformationSession, pk=session_id, agency=request.caller.organisation_id)
    booked = Booking.objects.filter(session=row).select_related("enquiry").order_by("enquiry__name")
    said = {None: "", True: "yes", False: "no"}
    heads = ["name", "email", "telephone", "booked_on", "came"]
    return sheet(
        "session",
        heads,
        (
            [one.enquiry.name, one.enquiry.email, one.enquiry.telephone, timezone.localdate(one.booked_at),
             said[one.attended]]
            for one in booked
        ),
    )  # fmt: skip


@needs("homes.read")
@require_GET
def duties_export(request: StaffRequest) -> HttpResponseBase:
    """What homes are owed and what was done: supervision, visits, reviews, renewals. `kind` and `open` as the API."""
    found = duties_of(request.caller.organisation_id, request.GET.get("kind", ""), request.GET.get("open", ""))
    heads = ["home", "reference", "kind", "counted_from", "due_on", "done_on", "outcome"]
    rows = (
        [one.household.name, one.household.reference, one.get_kind_display(), one.since, one.due_on, one.done_on,
         one.outcome]
        for one in found
    )  # fmt: skip
    return sheet("duties", heads, rows)


@needs("followups.read")
@require_GET
def followups_export(request: StaffRequest) -> HttpResponseBase:
    """What went out, as the page filters it."""
    heads = ["due_at", "name", "kind", "step", "to", "channel", "state", "sent_at", "delivery", "reason"]
    rows = []
    for one in selectors.log(request.caller.organisation_id, request.GET.get("kind", "")):
        who, message = one.enquiry or one.application or one.household, one.message
        state = message.get_state_display() if message and one.state == "message" else one.get_state_display()
        rows.append([
            _moment(one.due_at), who.name if who else "", NAMES.get(one.kind, one.kind), one.step, one.whom,
            one.channel, state, _moment(message.sent_at) if message and message.sent_at else "",
            message.get_delivery_display() if message else "", (message.reason if message else "") or one.reason,
        ])  # fmt: skip
    return sheet("follow-ups", heads, rows)


def _moment(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]
