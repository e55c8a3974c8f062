"""The lanes of a recruiter's day, whole: how many there are, and any stretch of them in order.

What a page shows and what it counts come from the same rows, so a count is never the number of lines shown. Each lane
is made of parts that are counted by the database and read only as far as a page asks.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from carers.enquiries.selectors.waits import OF_APPLICATION, OF_PERSON, by_step, keys_of, rows_of
from carers.law.clocks import Clock, ClockReading, State, read_clock
from carers.law.working_days import london_date
from carers.models import AgencySettings, Application, Check, Duty, Enquiry, TemporaryApproval
from carers.people.selectors.people import applications, enquiries
from carers.people.selectors.running import application_clocks, enquiry_clock
from carers.people.selectors.settings import clock_of, duty_in_words, settings_of

AHEAD = timedelta(days=14)
NAMES = ("due", "arrived", "stuck", "waiting")
_PRESSING = (State.OVERDUE, State.WARNING)


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


@dataclass(frozen=True)
class Part:
    """Rows of one kind, in the lane's order: how many, and the first so many of them."""

    count: int
    first: Callable[[int], Sequence[Item]]


@dataclass(frozen=True)
class Lane:
    """`order` is the key by which the parts, each sorted already, are merged."""

    parts: Sequence[Part]
    order: Callable[[Item], Any]

    @cached_property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    def stretch(self, start: int, size: int) -> list[Item]:
        """At most `size` items from the `start`-th on."""
        heads = [part.first(start + size) for part in self.parts]
        return list(islice(heapq.merge(*heads, key=self.order), start, start + size))


@dataclass(frozen=True)
class Lanes:
    """All lanes of one worker (`owner`) or the whole team at one moment. A lane is read when it is asked for."""

    agency: UUID
    now: datetime
    owner: UUID | None = None

    def lane(self, name: str) -> Lane:
        """`name` is one of NAMES: due, arrived, stuck, waiting."""
        return {"due": self._due, "arrived": self._arrived, "stuck": self._stuck, "waiting": self._waiting}[name]()

    @cached_property
    def chosen(self) -> AgencySettings:
        return settings_of(self.agency)

    @cached_property
    def people(self) -> QuerySet[Enquiry]:
        return enquiries(self.agency, "open", owner=self.owner).filter(historical=False)

    @cached_property
    def applications(self) -> list[Application]:
        """Every open application, of its columns only those that clocks read: a few hundred at a large agency."""
        found = applications(self.agency, "open", owner=self.owner).order_by()
        return list(found.select_related(None).select_related("owner").only("id", "owner__name", *OF_APPLICATION))

    @cached_property
    def stuck_since(self) -> datetime:
        return self.now - timedelta(days=self.chosen.stuck_days)

    @cached_property
    def pressing(self) -> dict[str, Q]:
        """Per state with a clock: who has used up the period, or four fifths of it. Later arrivals have not."""
        clocks = {Enquiry.State.RECEIVED: "first_response", Enquiry.State.CONTACTED: "visit_offer"}
        return {
            state: Q(state=state, received_at__lte=pressing_before(clock_of(key, self.chosen), self.now))
            for state, key in clocks.items()
        }

    @cached_property
    def counted(self) -> dict[str, int]:
        """The people of all lanes in one query."""
        parts = {f"due_{state}": Count("id", filter=asked) for state, asked in self.pressing.items()}
        parts["arrived"] = Count("id", filter=Q(state=Enquiry.State.RECEIVED))
        parts["stuck"] = Count("id", filter=Q(state_since__lt=self.stuck_since))
        return dict(self.people.order_by().aggregate(**parts))

    def _due(self) -> Lane:
        parts = [
            Part(self.counted[f"due_{state}"], partial(self._people, self.people.filter(asked), "received_at"))
            for state, asked in self.pressing.items()
        ]
        held = sorted(filter(None, map(self._pressing_application, self.applications)), key=_due_and_name)
        parts.append(Part(len(held), lambda size: held[:size]))
        if self.owner is None:  # homes are the team's, nobody's own
            parts += [self._duties(), self._temporary()]
        return Lane(parts, lambda item: item.due)

    def _arrived(self) -> Lane:
        new = self.people.filter(state=Enquiry.State.RECEIVED)
        return Lane([Part(self.counted["arrived"], partial(self._people, new, "-id"))], lambda item: 0)

    def _stuck(self) -> Lane:
        standing = [row for row in self.applications if row.stage_since < self.stuck_since and not row.paused_on]
        held = [self._application(row) for row in sorted(standing, key=lambda row: (row.stage_since, row.name))]
        late = self.people.filter(state_since__lt=self.stuck_since)
        people = Part(self.counted["stuck"], partial(self._longest_of_each_state, late))
        return Lane([people, Part(len(held), lambda size: held[:size])], lambda item: item.since)

    def _waiting(self) -> Lane:
        """Checks that others owe us: asked for, not received, the longest wait first."""
        rows = Check.objects.filter(agency=self.agency, received_on=None, asked_on__isnull=False)
        rows = rows.filter(application__stage__in=Application.OPEN)
        rows = rows.filter(application__owner=self.owner) if self.owner else rows
        ordered = rows.select_related("application").order_by(F("due_on").asc(nulls_last=True), "asked_on", "id")
        return Lane([Part(rows.count(), lambda size: [_asked(check) for check in ordered[:size]])], lambda item: 0)

    def _people(self, found: QuerySet[Enquiry], order: str, size: int) -> list[Item]:
        keys = list(found.order_by(order, "id").values_list("pk", flat=True)[:size])
        rows = {row.pk: row for row in rows_of(found, keys, *OF_PERSON)}
        return [self._person(rows[key]) for key in keys if key in rows]

    def _longest_of_each_state(self, found: QuerySet[Enquiry], size: int) -> list[Item]:
        keys = keys_of(*by_step(found, "state", Enquiry.OPEN, "state_since", size))
        rows = sorted(rows_of(found, keys, *OF_PERSON), key=lambda row: (row.state_since, row.name, row.pk))
        return [self._person(row) for row in rows[:size]]

    def _person(self, row: Enquiry) -> Item:
        reading = enquiry_clock(row, self.chosen, self.now)
        owner = row.owner.name if row.owner else ""
        words = f"{row.get_state_display()}, {row.get_source_display().lower()}"
        due = reading.due if reading else None
        return Item(row.name, "person", row.pk, words, row.state_since, reading, owner, due)

    def _application(self, row: Application, reading: ClockReading | None = None) -> Item:
        reading = reading or next(iter(application_clocks(row, self.chosen, self.now)), None)
        owner = row.owner.name if row.owner else ""
        words = str(row.get_stage_display()) + (f", {_('paused')}" if row.paused_on else "")
        due = reading.due if reading else None
        return Item(row.name, "application", row.pk, words, row.stage_since, reading, owner, due)

    def _pressing_application(self, row: Application) -> Item | None:
        readings = application_clocks(row, self.chosen, self.now)
        pressing = next((reading for reading in readings if reading.state in _PRESSING), None)
        return self._application(row, pressing) if pressing else None

    def _duties(self) -> Part:
        """Reviews, visits and renewals of homes within a fortnight."""
        until = london_date(self.now) + AHEAD
        rows = Duty.objects.filter(agency=self.agency, done_on=None, due_on__lte=until)
        ordered = rows.select_related("household").order_by("due_on", "id")
        return Part(rows.count(), lambda size: [self._duty(duty) for duty in ordered[:size]])

    def _duty(self, duty: Duty) -> Item:
        words = duty_in_words(duty, self.chosen)
        return Item(duty.household.name, "home_page", duty.household_id, words, duty.since, due=duty.due_on)

    def _temporary(self) -> Part:
        """Temporary approvals of connected persons that end within four weeks: the law's clock, regulation 24."""
        until = london_date(self.now) + 2 * AHEAD
        rows = TemporaryApproval.objects.filter(agency=self.agency, ended_on=None, ends_on__lte=until)
        ordered = rows.select_related("household").order_by("ends_on", "id")
        words = _("Temporary approval ends (law, regulation 24)")
        return Part(rows.count(), lambda size: [
            Item(row.household.name, "home_page", row.household_id, words, row.starts_on, due=row.ends_on)
            for row in ordered[:size]
        ])  # fmt: skip


def _due_and_name(item: Item) -> tuple[Any, str]:
    return item.due, item.name


def _asked(check: Check) -> Item:
    words = f"{check.get_kind_display()}: {check.person}"
    return Item(check.application.name, "application", check.application_id, words, check.asked_on, due=check.due_on)


def pressing_before(clock: Clock, now: datetime) -> datetime:
    """The last moment, to the second, from which the clock has by `now` reached its warning: what began earlier has."""
    low, high = 0, 400 * 24 * 3600  # seconds before now
    while low < high:
        middle = (low + high) // 2
        if read_clock(clock, now - timedelta(seconds=middle), now).state in _PRESSING:
            high = middle
        else:
            low = middle + 1
    return now - timedelta(seconds=low)
