"""What to do today: overdue and due, new, stuck or waiting for others. A fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from carers.clocks import ClockReading, State
from carers.models import AgencySettings, Application, Check, Duty, Enquiry, TemporaryApproval
from carers.selectors.people import applications, enquiries
from carers.selectors.running import application_clocks, enquiry_clock
from carers.selectors.settings import duty_in_words, settings_of
from carers.selectors.waits import OF_APPLICATION, OF_PERSON, by_step, keys_of, rows_of
from carers.working_days import london_date

Stage = Application.Stage
LANE = 15
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Item:
    """One line of a lane: who, what, since when, which clock, where its page is (`page` names the url)."""

    name: str
    page: str
    pk: UUID
    words: str
    since: datetime | date | None = None
    reading: ClockReading | None = None
    owner: str = ""
    due: date | None = None


@dataclass
class Today:
    due: list[Item] = field(default_factory=list)
    arrived: list[Item] = field(default_factory=list)
    stuck: list[Item] = field(default_factory=list)
    waiting: list[Item] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def today_for(agency_id: UUID, now: datetime, owner: UUID | None = None) -> Today:
    """The lanes for one worker (`owner`) or the whole team. Lanes show the most pressing; counts say how many."""
    chosen = settings_of(agency_id)
    since = now - timedelta(days=chosen.stuck_days)
    open_people = enquiries(agency_id, "open", owner=owner).filter(historical=False)
    open_applications = applications(agency_id, "open", owner=owner)
    people = _people(open_people)
    held = _held(open_applications, since)
    fresh = [row for row in people if row.state == Enquiry.State.RECEIVED]
    called = [row for row in people if row.state == Enquiry.State.CONTACTED]
    made = Today(arrived=[_person(row, chosen, now) for row in sorted(fresh, key=lambda row: row.pk)[::-1][:LANE]])
    waiting = [*_longest(fresh, "state_since"), *_longest(called, "state_since")]
    made.due = _pressing(
        [
            *(_person(row, chosen, now) for row in waiting),
            *(_application(row, chosen, now) for row in held),
            *_duties(agency_id, london_date(now), owner, chosen),
            *_temporary(agency_id, london_date(now), owner),
        ]
    )
    stuck: list[tuple[datetime, Item]] = [
        *((row.state_since, _person(row, chosen, now)) for row in people if row.state_since < since),
        *((row.stage_since, _application(row, chosen, now)) for row in held
          if row.stage_since < since and not row.paused_on),
    ]  # fmt: skip
    made.stuck = [item for _, item in sorted(stuck, key=lambda pair: (pair[0], pair[1].name))[:LANE]]
    made.waiting = _asked(agency_id, owner)
    made.counts = _counts(open_people, open_applications, since)
    return made


def _people(open_people: QuerySet[Enquiry]) -> list[Enquiry]:
    """The newest arrivals, and of each open step those who have waited longest."""
    newest = open_people.filter(state=Enquiry.State.RECEIVED).order_by("-id")[:LANE]
    waits = by_step(open_people, "state", Enquiry.OPEN, "state_since", LANE)
    return rows_of(open_people, keys_of(newest, *waits), *OF_PERSON)


def _held(found: QuerySet[Application], since: datetime) -> list[Application]:
    """Those with a clock of their step, the oldest assessments, and those that stand still."""
    stepped = Q(stage1_complete_on__isnull=False, stage__in=[Stage.REGISTERED, Stage.STAGE1])
    stepped |= Q(brief_report_sent_on__isnull=False, stage=Stage.BRIEF_REPORT)
    stepped |= Q(panel_on__isnull=False, stage=Stage.PANEL) | Q(minutes_on__isnull=False, stage=Stage.DECISION)
    stepped |= Q(stage=Stage.DETERMINATION)
    keys = keys_of(
        found.filter(stepped).order_by("stage_since")[: 2 * LANE],
        found.order_by("registered_on")[:LANE],
        found.filter(stage_since__lt=since, paused_on=None).order_by("stage_since")[:LANE],
    )
    return rows_of(found, keys, *OF_APPLICATION)


def _longest(rows: list[Enquiry], since: str) -> list[Enquiry]:
    return sorted(rows, key=lambda row: getattr(row, since))[:LANE]


def _counts(people: QuerySet[Enquiry], held: QuerySet[Application], since: datetime) -> dict[str, int]:
    counted = people.order_by().aggregate(
        arrived=Count("id", filter=Q(state=Enquiry.State.RECEIVED)), stuck=Count("id", filter=Q(state_since__lt=since))
    )
    standing = held.filter(stage_since__lt=since, paused_on=None).count()
    return {"arrived": counted["arrived"], "stuck": counted["stuck"] + standing}


def _person(row: Enquiry, chosen: AgencySettings, now: datetime) -> Item:
    reading = enquiry_clock(row, chosen, now)
    owner = row.owner.name if row.owner else ""
    words = f"{row.get_state_display()}, {row.get_source_display().lower()}"
    return Item(row.name, "person", row.pk, words, row.state_since, reading, owner, reading.due if reading else None)


def _application(row: Application, chosen: AgencySettings, now: datetime) -> Item:
    reading = next(iter(application_clocks(row, chosen, now)), None)
    owner = row.owner.name if row.owner else ""
    words = str(row.get_stage_display()) + (f", {_('paused')}" if row.paused_on else "")
    return Item(
        row.name, "application", row.pk, words, row.stage_since, reading, owner, reading.due if reading else None
    )


def _duties(agency_id: UUID, today: date, owner: UUID | None, chosen: AgencySettings) -> list[Item]:
    """Reviews, visits and renewals of homes within a fortnight; they are the team's, nobody's own."""
    if owner:
        return []
    rows = Duty.objects.filter(agency=agency_id, done_on=None, due_on__lte=today + AHEAD).select_related("household")
    return [
        Item(
            duty.household.name,
            "home_page",
            duty.household_id,
            duty_in_words(duty, chosen),
            duty.since,
            due=duty.due_on,
        )
        for duty in rows.order_by("due_on")[:LANE]
    ]


def _temporary(agency_id: UUID, today: date, owner: UUID | None) -> list[Item]:
    """Temporary approvals of connected persons that end within four weeks: the law's clock, regulation 24."""
    if owner:
        return []
    rows = TemporaryApproval.objects.filter(agency=agency_id, ended_on=None, ends_on__lte=today + 2 * AHEAD)
    return [
        Item(row.household.name, "home_page", row.household_id, _("Temporary approval ends (law, regulation 24)"),
             row.starts_on, due=row.ends_on)
        for row in rows.select_related("household").order_by("ends_on")[:LANE]
    ]  # fmt: skip


def _pressing(items: list[Item]) -> list[Item]:
    """What is overdue, warns, or has a date within the fortnight that was asked for; the nearest date first."""
    pressing: list[Any] = [
        item
        for item in items
        if item.due and (item.reading is None or item.reading.state in (State.OVERDUE, State.WARNING))
    ]
    return sorted(pressing, key=lambda item: (item.due, item.name))[:LANE]


def _asked(agency_id: UUID, owner: UUID | None) -> list[Item]:
    """Checks that others owe us: asked for, not received, the longest wait first."""
    rows = Check.objects.filter(agency=agency_id, received_on=None, asked_on__isnull=False)
    rows = rows.filter(application__stage__in=Application.OPEN)
    if owner:
        rows = rows.filter(application__owner=owner)
    return [
        Item(check.application.name, "application", check.application_id,
             f"{check.get_kind_display()}: {check.person}", check.asked_on, due=check.due_on)
        for check in rows.select_related("application").order_by(F("due_on").asc(nulls_last=True), "asked_on")[:LANE]
    ]  # fmt: skip
