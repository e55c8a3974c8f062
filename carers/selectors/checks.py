"""Which checks an application still waits for (SI 2011/581 reg 26 and Schedule 3)."""

from uuid import UUID

from carers.models import Application, Check, PersonFact
from carers.selectors.settings import settings_of

Kind = Check.Kind
# Part 1 of Schedule 3: what stage 1 is complete with. The rest belongs to the assessment.
PART_ONE = (Kind.DBS, Kind.MEDICAL, Kind.AUTHORITY)
LEAST_REFERENCES = 2


def _missing(application: Application, references: int) -> list[str]:
    checks = list(application.checks.all())
    missing = []
    for kind in PART_ONE:
        of_kind = [check for check in checks if check.kind == kind]
        open_ones = [check.person for check in of_kind if check.received_on is None]
        if not of_kind:
            missing.append(f"{Kind(kind).label}: not asked for")
        elif open_ones:
            missing.append(f"{Kind(kind).label}: {', '.join(open_ones)}")
    received = sum(check.kind == Kind.REFERENCE and check.received_on is not None for check in checks)
    if received < references:
        missing.append(f"references: {received} of {references} received")
    others = [check for check in checks if check.kind not in (*PART_ONE, Kind.REFERENCE, Kind.HOME_SAFETY)]
    missing += [f"{check.get_kind_display()}: {check.person}" for check in others if check.received_on is None]
    return missing


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
    """In words, what panel or decision still waits for: the agency's own number of references, and home safety."""
    missing = _missing(application, settings_of(application.agency_id).references_wanted)
    safe = [check for check in application.checks.all() if check.kind == Kind.HOME_SAFETY]
    if not any(check.received_on for check in safe):
        missing.append("Home safety: not seen")
    adverse = [check for check in application.checks.all() if check.outcome == Check.Outcome.ADVERSE]
    missing += [f"{check.get_kind_display()} of {check.person} is adverse: a brief report is due" for check in adverse]
    return missing
