"""Dated facts for follow-ups, read from the rows of a person. Days become the London morning they began."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditEntry
from carers.law.followup_history import Fact
from carers.law.sending_hours import Channel
from carers.law.working_days import london_date, london_moment
from carers.models import (
    Application,
    Booking,
    Check,
    Decision,
    Duty,
    Enquiry,
    Household,
    InformationSession,
    Place,
    Unavailability,
)
from carers.people.selectors.form_facts import chased_by_link

if TYPE_CHECKING:
    from carers.people.selectors.persons import Person

# Other packages know facts of households that carers must not import: (agency, households) -> facts by household.
Source = Callable[[UUID, Sequence[UUID]], Mapping[UUID, Sequence[Fact]]]
SOURCES: list[Source] = []

_MORNING = time(9)
_State, _Stage = Enquiry.State, Application.Stage
_GONE = {
    _Stage.WITHDRAWN: "application.withdrawn",
    _Stage.DECLINED: "application.declined",
    _Stage.TRANSFERRED: "person.transferred",
}
_ASKED = {Check.Kind.REFERENCE: "reference", Check.Kind.MEDICAL: "medical", Check.Kind.DBS: "dbs"}
_PAST = {"enquiry.visit_booked": "visit.booked", "enquiry.contacted": "contact.made"}
_CAME_BACK = {_State.WITHDRAWN, _State.CLOSED_NO_CONTACT, _State.NOT_NOW}


# SI 2011/581: reg 26(1B) at stage 1, reg 27(5) approval, reg 27(6) determination, reg 27(9) the final decision.
_TOLD_IN_WRITING = {
    (Decision.Kind.STAGE1, Decision.Outcome.NOT_SUITABLE),
    (Decision.Kind.DETERMINATION, Decision.Outcome.NOT_SUITABLE),
    (Decision.Kind.DECISION_MAKER, Decision.Outcome.SUITABLE),
    (Decision.Kind.DECISION_MAKER, Decision.Outcome.NOT_SUITABLE),
}


def _day(day: date, at: time = _MORNING) -> datetime:
    return london_moment(day, at)


def of_rows(enquiry: Enquiry | None, application: Application | None, household: Household | None) -> list[Fact]:
    """What the rows themselves say, as they stand now."""
    facts = _of_enquiry(enquiry) if enquiry else []
    facts += _of_application(application) if application else []
    return facts + (_of_household(household) if household else [])


def _of_enquiry(row: Enquiry) -> list[Fact]:
    key, since = str(row.pk), row.state_since
    facts = [Fact("enquiry.received", row.received_at, key, historical=row.historical)]
    if row.first_contact_at:
        facts.append(Fact("contact.made", row.first_contact_at, f"{key}.contact"))
    if row.marketing_consent:
        # One box was ticked, for the address that was given with it: texts need a consent of their own.
        facts.append(Fact("consent.given", row.received_at, f"{key}.consent", channel=Channel.EMAIL))
    if row.state in (_State.WITHDRAWN, _State.DECLINED, _State.CLOSED_NO_CONTACT):
        facts.append(Fact(f"enquiry.{row.state}", since, f"{key}.{row.state}"))
    elif row.state == _State.VISIT_BOOKED:
        facts.append(Fact("visit.booked", since, f"{key}.visit"))
    elif row.state == _State.APPLIED:
        facts.append(Fact("application.submitted", since, f"{key}.applied"))
    elif row.state == _State.NOT_NOW:
        facts += _of_not_now(row)
    return facts


def _of_not_now(row: Enquiry) -> list[Fact]:
    """Since when, and until which day, they want to be left alone: being quiet counts from that day."""
    key, since, named = str(row.pk), row.state_since, row.contact_after
    quiet = max(since, _day(named)) if named else since
    facts = [
        Fact("enquiry.not_now", since, f"{key}.not_now.{since:%Y%m%d}", until=named),
        Fact("enquiry.quiet", quiet, f"{key}.quiet.{quiet:%Y%m%d}"),
    ]
    return [*facts, Fact("enquiry.wait_over", _day(named), f"{key}.wait.{named}")] if named else facts


def _of_application(row: Application) -> list[Fact]:
    key, since = str(row.pk), row.stage_since
    facts = [Fact("application.submitted", _day(row.registered_on, time(0)), f"{key}.registered")]
    if row.is_open:
        facts.append(Fact("stage.changed", since, f"{key}.{row.stage}.{london_date(since):%Y%m%d}"))
    elif row.stage in _GONE:
        facts.append(Fact(_GONE[_Stage(row.stage)], since, f"{key}.{row.stage}"))
    elif row.stage == _Stage.APPROVED:
        facts.append(Fact("decision.final", since, f"{key}.approved"))
    if row.stage1_complete_on:
        facts.append(Fact("stage_1.complete", _day(row.stage1_complete_on), f"{key}.stage1"))
    if row.told_on:
        facts.append(Fact("decision.told", _day(row.told_on, time(23, 59)), f"{key}.told.{row.told_on}"))
    if row.paused_on and row.is_open:
        facts.append(Fact("person.paused", _day(row.paused_on, time(0)), f"{key}.paused.{row.paused_on}"))
    return facts


def _of_household(row: Household) -> list[Fact]:
    key = str(row.pk)
    facts = [Fact("household.approved", _day(row.approved_on), f"{key}.approved")]
    if row.availability_confirmed_at and row.status == Household.Status.OPEN:
        day = london_date(row.availability_confirmed_at)
        facts.append(Fact("vacancy.confirmed", row.availability_confirmed_at, f"{key}.vacancy.{day:%Y%m%d}"))
    if row.ended_on and row.ended_on <= timezone.localdate():
        facts.append(Fact("household.approval_ended", _day(row.ended_on, time(0)), f"{key}.ended"))
    return facts


def add_past(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """States an enquiry has passed through are gone from its row; the audit trail has them."""
    entries = AuditEntry.objects.filter(organisation=agency_id, subject_id__in=list(people), action__in=_PAST)
    for pk, subject, action, at, data in entries.values_list("id", "subject_id", "action", "at", "data"):
        facts = people[subject].facts
        facts.append(Fact(_PAST[action], at, str(pk)))
        if data.get("before") in _CAME_BACK:
            facts.append(Fact("person.returned", at, f"{pk}.back"))


def add_checks(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """Checks asked for and received; decisions, and those of which the applicant must be told in writing."""
    for check in Check.objects.filter(agency=agency_id, application__in=list(people)):
        _add_check(people[check.application_id], check)
    for decision in Decision.objects.filter(agency=agency_id, application__in=list(people)):
        at, key, facts = _day(decision.decided_on), str(decision.pk), people[decision.application_id].facts
        if decision.kind == Decision.Kind.STAGE1:
            facts.append(Fact("stage_1.decided", at, key))
        elif decision.kind == Decision.Kind.DECISION_MAKER and decision.outcome != Decision.Outcome.DEFERRED:
            facts.append(Fact("decision.final", at, key))
        if (decision.kind, decision.outcome) in _TOLD_IN_WRITING:
            facts.append(Fact("decision.notice_ready", at, f"{key}.notice"))


def _add_check(person: "Person", check: Check) -> None:
    key, facts = str(check.pk), person.facts
    person.whats.setdefault(key, check.person)
    word = _ASKED.get(Check.Kind(check.kind))
    by_link = check.kind == Check.Kind.REFERENCE and chased_by_link(person, check.person)
    if check.asked_on and word and not by_link:
        facts.append(Fact(f"{word}.asked", _day(check.asked_on), f"{key}.{check.asked_on:%Y%m%d}", key))
    if check.received_on:
        received = _day(check.received_on)
        facts.append(Fact("check.received", received, f"{key}.in", key))
        if word:
            facts.append(Fact(f"{word}.received", received, f"{key}.received", key))


def add_duties(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """Reviews and DBS renewals with their days; and what other packages know of these homes."""
    names = {Duty.Kind.REVIEW: ("review.planned", "review.held"), Duty.Kind.DBS: ("dbs.expiry_set", "dbs.renewed")}
    for duty in Duty.objects.filter(agency=agency_id, household__in=list(people), kind__in=names):
        planned, done = names[Duty.Kind(duty.kind)]
        facts, key = people[duty.household_id].facts, str(duty.pk)
        facts.append(Fact(planned, _day(duty.since), f"{key}.{duty.due_on:%Y%m%d}", until=duty.due_on))
        if duty.done_on:
            facts.append(Fact(done, _day(duty.done_on), f"{key}.done"))
    _add_places(agency_id, people)
    for source in SOURCES:
        for household, known in source(agency_id, list(people)).items():
            people[household].facts.extend(known)


def _add_places(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """A home all of whose places are closed or out of use is not asked whether there is room."""
    today = timezone.localdate()
    rows = {"agency": agency_id, "period__contains": today}
    waiting = [key for key, person in people.items() if any(fact.name == "vacancy.confirmed" for fact in person.facts)]
    slots: dict[UUID, set[int]] = defaultdict(set)
    off: dict[UUID, dict[int, Unavailability]] = defaultdict(dict)
    for place in Place.objects.filter(household__in=waiting, **rows):
        slots[place.household_id].add(place.slot)
    for row in Unavailability.objects.filter(household__in=waiting, **rows):
        off[row.household_id][row.slot] = row
    for key in waiting:
        if not slots[key]:
            people[key].facts.append(Fact("place.closed", timezone.now(), f"{key}.closed"))
        elif slots[key] <= set(off[key]):
            last = max(_made_at(row.pk) for row in off[key].values())
            people[key].facts.append(Fact("place.unavailable", last, f"{key}.unavailable"))


def _made_at(key: UUID) -> datetime:
    """A row's id (RFC 9562, version 7) begins with the milliseconds of its making."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def add_sessions(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """Information sessions to come concern everybody whose enquiry is open; bookings their own person."""
    open_ones = [p for p in people.values() if p.enquiry and (p.enquiry.is_open or p.enquiry.state == _State.NOT_NOW)]
    coming = list(InformationSession.objects.filter(agency=agency_id, starts_at__gt=timezone.now()))
    if not coming or not open_ones:
        return
    for session in coming:
        key, until = str(session.pk), london_date(session.starts_at)
        announced = Fact("event.announced", _made_at(session.pk), key, key, until)
        gone = [Fact("event.cancelled", session.cancelled_at, f"{key}.off", key)] if session.cancelled_at else []
        for person in open_ones:
            person.whats[key] = session.title
            person.facts += [announced, *gone]
    for booking in Booking.objects.filter(agency=agency_id, session__in=coming):
        booked = people.get(booking.enquiry_id)
        if booked is not None:
            booked.facts.append(Fact("event.booked", booking.booked_at, str(booking.pk), str(booking.session_id)))
