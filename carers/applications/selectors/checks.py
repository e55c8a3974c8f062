"""Which checks an application still waits for (SI 2011/581 reg 26 and Schedule 3): each person's own."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from carers.applications.selectors.named_people import needed, not_said, people_of, whose
from carers.models import Application, ApplicationPerson, Check, PersonFact
from carers.people.selectors.settings import settings_of

Kind = Check.Kind
# Part 1 of Schedule 3: what stage 1 is complete with. The rest belongs to the assessment.
PART_ONE = (Kind.DBS, Kind.MEDICAL, Kind.AUTHORITY)
LEAST_REFERENCES = 2


def _missing(application: Application, references: int) -> list[str]:
    """Once it has ended, an application waits for nothing."""
    if not application.is_open:
        return []
    people, checks, today = people_of(application), list(application.checks.all()), timezone.localdate()
    missing = not_said(application, people, today)
    wanted = needed(people, today)
    for kind in PART_ONE:
        missing += _of_kind(kind, [person for one, person in wanted if one == kind], checks, people)
    missing += _references(references, checks, people)
    others = [check for check in checks if check.kind not in (*PART_ONE, Kind.REFERENCE, Kind.HOME_SAFETY)]
    return missing + [f"{check.get_kind_display()}: {check.person}" for check in others if check.received_on is None]


def _of_kind(
    kind: Kind, wanted: Sequence[ApplicationPerson], checks: Sequence[Check], people: Sequence[ApplicationPerson]
) -> list[str]:
    """Whose check of this kind is open, or was never asked for; and open ones that nobody's name fits."""
    of_kind = [(check, whose(check, people)) for check in checks if check.kind == kind]
    lacking, open_ones = [], []
    for person in wanted:
        mine = [check for check, owner in of_kind if owner is person]
        if not mine:
            lacking.append(person.name)
        elif all(check.received_on is None for check in mine):
            open_ones.append(person.name)
    open_ones += [
        check.person
        for check, owner in of_kind
        if check.received_on is None and check.about_id is None and owner is None
    ]
    found = [f"{kind.label}: {', '.join(open_ones)}"] if open_ones else []
    return found + [f"{kind.label}: not asked for {name}" for name in lacking]


def _references(wanted: int, checks: Sequence[Check], people: Sequence[ApplicationPerson]) -> list[str]:
    """Those of a referee who was taken off the list do not count; those from before people were named do."""
    of_kind = [check for check in checks if check.kind == Kind.REFERENCE]
    standing = [check for check in of_kind if check.about_id is None or whose(check, people)]
    received = sum(check.received_on is not None for check in standing)
    if received >= wanted:
        return []
    named = {person.name for person in people if person.role == ApplicationPerson.Role.REFEREE}
    loose = [check for check in standing if whose(check, people) is None]
    missing = [f"references: {received} of {wanted} received"]
    if len(named) + len(loose) < wanted:
        missing.append(f"referees: {len(named) + len(loose)} of {wanted} named")
    return missing


def not_asked_for(application: Application) -> list[tuple[str, ApplicationPerson]]:
    """(kind, about whom) of the checks that somebody needs and that nobody asked for."""
    people = people_of(application)
    there = {(check.kind, id(whose(check, people))) for check in application.checks.all()}
    return [(k, p) for k, p in needed(people, timezone.localdate()) if (k, id(p)) not in there]


def not_said_whose(application: Application) -> list[Check]:
    """Checks of a kind that belongs to one person, where nobody has said whose they are and no name fits."""
    people = people_of(application)
    own = (*PART_ONE, Kind.REFERENCE)
    return [c for c in application.checks.all() if c.kind in own and c.about_id is None and whose(c, people) is None]


def waiting_for_applicant(application: Application) -> dict[UUID, str]:
    """Open checks that need something of the applicant first, each with what that is."""
    named = ("check.waits_for_applicant", "check.form_received")
    person = application.enquiry_id or application.pk
    rows = PersonFact.objects.filter(agency=application.agency_id, person_id=person, name__in=named).order_by("at")
    last = {row.subject: row for row in rows}
    return {UUID(key): row.source for key, row in last.items() if row.name == named[0]}


def missing_for_stage1(application: Application) -> list[str]:
    """In words, what Part 1 still waits for: the law's two references count here."""
    return _missing(application, LEAST_REFERENCES)


def missing_for_decision(application: Application) -> list[str]:
    """In words, what panel or decision still waits for.

    The agency's own number of references, home safety, and an outcome for each reference that came by itself.
    """
    missing = _missing(application, settings_of(application.agency_id).references_wanted)
    if not application.is_open:
        return missing
    checks = list(application.checks.all())
    if not any(check.kind == Kind.HOME_SAFETY and check.received_on for check in checks):
        missing.append("Home safety: not seen")
    missing += [
        f"{check.get_kind_display()} of {check.person}: read it, and note the outcome"
        for check in checks
        if check.received_on and not check.outcome
    ]
    adverse = [check for check in checks if check.outcome == Check.Outcome.ADVERSE]
    missing += [f"{check.get_kind_display()} of {check.person} is adverse: a brief report is due" for check in adverse]
    return missing
