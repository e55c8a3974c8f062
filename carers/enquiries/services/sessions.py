"""Information sessions: planned, booked, attended."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.days import SOON, must_lie_in
from accounts.input.errors import NotReady
from accounts.outbox.services.messages import enqueue
from accounts.tenancy.caller import CallerAt
from carers.models import Booking, Enquiry, InformationSession
from carers.texts.enquiries import session_booked


@transaction.atomic
def plan_session(by: CallerAt, title: str, where: str, starts_at: datetime, seats: int) -> InformationSession:
    """A day at most five years ahead. Raises Invalid."""
    must_lie_in(SOON, starts_at=timezone.localdate(starts_at))
    session = InformationSession(
        agency_id=by.organisation_id, title=title, where=where, starts_at=starts_at, seats=seats
    )
    session.save()
    record(by, "session.planned", session)
    return session


@transaction.atomic
def book(by: CallerAt, session_id: UUID, enquiry: Enquiry) -> Booking:
    """Give a person a seat, under the session's lock, and confirm it by e-mail where they have one.

    Raises NotReady when it is full, over or cancelled, or they are booked already.
    """
    session = InformationSession.objects.select_for_update().get(pk=session_id, agency=by.organisation_id)
    if session.cancelled_at or session.starts_at <= timezone.now():
        raise NotReady(_("This session is over or cancelled. Choose another."), "session.closed")
    if session.bookings.filter(enquiry=enquiry).exists():
        raise NotReady(
            _("%(name)s is booked for that session already.") % {"name": enquiry.name},
            "booking.already",
        )
    if session.bookings.count() >= session.seats:
        raise NotReady(_("This session is full. Choose another, or give it more seats."), "session.full")
    booking = Booking(agency_id=by.organisation_id, session=session, enquiry=enquiry)
    booking.save()
    record(by, "session.booked", enquiry, session=str(session.pk))
    if enquiry.email:
        enqueue(
            by, enquiry, "session.booked", "email", enquiry.email, lambda: session_booked(enquiry, session),
            cycle=str(session.pk),
        )  # fmt: skip
    return booking


@transaction.atomic
def note_attendance(by: CallerAt, booking_id: UUID, attended: bool) -> Booking:
    booking = Booking.objects.select_for_update().select_related("enquiry", "session").get(
        pk=booking_id, agency=by.organisation_id
    )  # fmt: skip
    if booking.session.starts_at > timezone.now():
        raise NotReady(_("The session has not begun yet."), "session.not_begun")
    booking.attended = attended
    booking.save(update_fields=["attended"])
    record(by, f"session.{'attended' if attended else 'missed'}", booking.enquiry, session=str(booking.session_id))
    return booking
