"""Each person as follow-ups see them: who they are, how they are reached, and every dated fact known of them.

A person's id is that of their first row: the enquiry, else the application, else the household. The number of
queries is the same for one person and for all of an agency's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import Suppression
from accounts.outbox.addresses import is_mobile, normal
from carers.law.followup_history import Fact, History
from carers.law.sending_hours import Channel
from carers.models import Application, Enquiry, Household, PersonFact, Respondent
from carers.people.selectors import form_facts, person_facts

# Nobody is followed up so long after the last thing that happened to them.
_QUIET_FOR = timedelta(days=400)


@dataclass
class Person:
    """One person with their rows. `facts` are gathered by `people_of`."""

    id: UUID
    name: str
    enquiry: Enquiry | None = None
    application: Application | None = None
    household: Household | None = None
    facts: list[Fact] = field(default_factory=list)
    whats: dict[str, str] = field(default_factory=dict)
    # Addresses of referees by subject, their names, and the person's own postal address where a letter is to go.
    others: dict[str, str] = field(default_factory=dict)
    referees: list[str] = field(default_factory=list)
    # By subject, who was sent a link of their own: a reminder carries it.
    asked_by_link: dict[str, Respondent] = field(default_factory=dict)
    postal: str = ""
    # The form that the person's page of their application is about.
    form_id: UUID | None = None

    @property
    def email(self) -> str:
        return self.enquiry.email if self.enquiry else ""

    @property
    def telephone(self) -> str:
        return self.enquiry.telephone if self.enquiry else ""

    def address(self, channel: str) -> str:
        return {"email": self.email, "sms": self.telephone, "letter": self.postal}.get(channel, "")

    @property
    def reachable(self) -> frozenset[Channel]:
        found = {Channel.EMAIL} if self.email else set()
        if is_mobile(self.telephone) and settings.MESSAGE_GATEWAYS.get("sms", "none") != "none":
            found.add(Channel.SMS)
        if self.postal:
            found.add(Channel.LETTER)
        return frozenset(found)

    def history(self, sent: Iterable[tuple[str, str, str, str]] = ()) -> History:
        others = form_facts.reachable_others(self)
        return History(str(self.id), tuple(self.facts), self.reachable, frozenset(sent), others)


def people_of(agency_id: UUID, only: Sequence[UUID] | None = None) -> dict[UUID, Person]:
    """The people an agency may owe something, or just those named, with their facts."""
    people = _rows(agency_id, only, timezone.now() - _QUIET_FOR)
    by_application = {p.application.pk: p for p in people.values() if p.application}
    by_household = {p.household.pk: p for p in people.values() if p.household}
    for person in people.values():
        person.facts += person_facts.of_rows(person.enquiry, person.application, person.household)
    person_facts.add_past(agency_id, people)
    form_facts.add_forms(agency_id, {p.enquiry.pk: p for p in people.values() if p.enquiry})
    person_facts.add_checks(agency_id, by_application)
    form_facts.add_postal_addresses(agency_id, by_application)
    person_facts.add_duties(agency_id, by_household)
    person_facts.add_sessions(agency_id, people)
    _add_suppressions(agency_id, people.values())
    _add_noted(agency_id, people)
    return people


def _rows(agency_id: UUID, only: Sequence[UUID] | None, since: datetime) -> dict[UUID, Person]:
    """Three queries: enquiries, applications, households, joined into people."""
    enquiries = Enquiry.objects.filter(agency=agency_id, merged_into=None, forgotten_on=None)
    applications = Application.objects.filter(agency=agency_id, forgotten_on=None)
    households = Household.objects.filter(agency=agency_id, forgotten_on=None)
    if only is None:
        enquiries = enquiries.filter(Q(state_since__gte=since) | Q(application__household__isnull=False))
        applications = applications.filter(Q(stage_since__gte=since) | Q(household__isnull=False))
        households = households.exclude(status=Household.Status.ENDED)
    else:
        enquiries = enquiries.filter(pk__in=only)
        applications = applications.filter(Q(pk__in=only) | Q(enquiry__in=only))
        households = households.filter(Q(pk__in=only) | Q(application__in=only) | Q(application__enquiry__in=only))
    people = {row.pk: Person(row.pk, row.name, enquiry=row) for row in enquiries}
    root: dict[UUID, UUID] = {}
    for application in applications:
        person_id = application.enquiry_id if application.enquiry_id in people else application.pk
        assert person_id is not None
        root[application.pk] = person_id
        people.setdefault(person_id, Person(person_id, application.name)).application = application
    for household in households:
        person_id = root.get(household.application_id or household.pk, household.pk)
        people.setdefault(person_id, Person(person_id, household.name)).household = household
    return people


_SUPPRESSED = {
    Suppression.Why.BOUNCED: "address.bounced",
    Suppression.Why.STOP: "contact.objected",
    Suppression.Why.OBJECTED: "contact.objected",
    Suppression.Why.UNSUBSCRIBED: "consent.withdrawn",
    Suppression.Why.COMPLAINED: "consent.withdrawn",
}


def _add_suppressions(agency_id: UUID, people: Iterable[Person]) -> None:
    owners: dict[tuple[str, str], list[tuple[Person, str]]] = defaultdict(list)
    for person in people:
        for subject, email in person.others.items():
            owners["email", normal("email", email)].append((person, subject))
        for channel in ("email", "sms"):
            if person.address(channel):
                owners[channel, normal(channel, person.address(channel))].append((person, ""))
    standing = Suppression.objects.filter(organisation=agency_id, ended_at=None)
    if len(owners) <= 200:
        standing = standing.filter(address__in={address for _, address in owners})
    for row in standing:
        for person, subject in owners.get((row.channel, row.address), ()):
            name = _SUPPRESSED[Suppression.Why(row.why)]
            person.facts.append(Fact(name, row.at, str(row.pk), subject, channel=Channel(row.channel)))


def _add_noted(agency_id: UUID, people: dict[UUID, Person]) -> None:
    noted = PersonFact.objects.filter(agency=agency_id)
    if len(people) <= 200:
        noted = noted.filter(person_id__in=list(people))
    for row in noted:
        person = people.get(row.person_id)
        if person is not None:
            channel = Channel(row.channel) if row.channel else None
            if row.name == "check.waits_for_applicant":
                person.whats[row.subject] = row.source
            person.facts.append(Fact(row.name, row.at, str(row.pk), row.subject, row.until, channel))
