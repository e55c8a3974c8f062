"""How one person may be written to: each channel's address, consent for marketing, and stops that stand."""

from dataclasses import dataclass, field

from accounts.models import Suppression
from accounts.outbox.addresses import normal
from carers.followups.policy import has_consented
from carers.law.sending_hours import Channel
from carers.models import Enquiry, PersonFact
from carers.people.selectors.persons import Person, people_of


@dataclass(frozen=True)
class Standing:
    """One channel. `consents` is about marketing alone: service messages need none. `source`: how we know."""

    channel: str
    address: str
    consents: bool
    source: str
    stops: list[Suppression] = field(default_factory=list)


def standings(enquiry: Enquiry) -> list[Standing]:
    """By e-mail, text and letter. The number of queries is fixed."""
    person = people_of(enquiry.agency_id, [enquiry.pk]).get(enquiry.pk) or Person(enquiry.pk, enquiry.name, enquiry)
    history, stops = person.history(), _stops(enquiry, person)
    noted = PersonFact.objects.filter(agency=enquiry.agency_id, person_id=enquiry.pk, name__startswith="consent.")
    sources = {row.channel: row.source for row in noted.order_by("at")}
    return [
        Standing(
            channel.value,
            person.address(channel.value) or (enquiry.postcode if channel is Channel.LETTER else ""),
            has_consented(history, channel),
            sources.get(channel.value, "") or (_ticked(enquiry) if channel is Channel.EMAIL else ""),
            stops.get(channel.value, []),
        )
        for channel in (Channel.EMAIL, Channel.SMS, Channel.LETTER)
    ]


def _ticked(enquiry: Enquiry) -> str:
    return "ticked in the enquiry form" if enquiry.marketing_consent else ""


def _stops(enquiry: Enquiry, person: Person) -> dict[str, list[Suppression]]:
    addresses = {normal(channel, person.address(channel)) for channel in ("email", "sms") if person.address(channel)}
    found: dict[str, list[Suppression]] = {}
    rows = Suppression.objects.filter(organisation=enquiry.agency_id, ended_at=None, address__in=addresses)
    for row in rows.order_by("at"):
        found.setdefault(row.channel, []).append(row)
    return found
