"""Facts about people that follow-ups go by: those that have rows of their own, and those noted here."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from carers.models import PersonFact

# What `note` takes. Everything else that policy knows is read from enquiries, applications, checks and homes.
NAMES = frozenset({
    "consent.given", "consent.withdrawn", "contact.made", "contact.objected", "contact.allowed", "address.changed",
    "person.paused", "person.resumed", "person.returned", "person.died", "visit.offered", "visit.booked",
    "check.waits_for_applicant", "check.form_received",
})  # fmt: skip
_PER_CHANNEL = frozenset({"consent.given", "consent.withdrawn", "contact.objected", "contact.allowed"})


def note(
    by: CallerAt, person_id: UUID, name: str, *, subject: str = "", until: date | None = None, channel: str = "",
    source: str = "",
) -> PersonFact:  # fmt: skip
    """Write a fact about a person, now. Raises Invalid for a name that policy does not know."""
    if name not in NAMES:
        raise Invalid(_("That is not something follow-ups go by."), "fact.unknown")
    if name in _PER_CHANNEL and channel not in ("email", "sms", "letter"):
        raise Invalid(_("Say by which channel."), "fact.channel_missing", {"channel": _("Choose a channel")})
    fact = PersonFact(
        agency_id=by.organisation_id, person_id=person_id, name=name, subject=subject, until=until,
        channel=channel, source=source, recorded_by=by.user,
    )  # fmt: skip
    fact.save()
    record(by, f"person.{name.replace('.', '_')}", fact, person=str(person_id), channel=channel)
    return fact
