"""What is kept how long: each package names its kinds of records here, and says how they are found and forgotten.

accounts knows messages alone. Reads only; the writes are in `accounts.records.services`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import RetentionHold, RetentionPeriod, RetentionRun
from accounts.records.policy import Rule, due_before, goes_on
from accounts.tenancy.caller import Caller, CallerAt

Words = str | Promise
SOON = timedelta(days=30)
SHOWN = 50


@dataclass(frozen=True)
class Keeper:
    """One kind of record.

    `rows(organisation, day)` gives the rows whose period ran from before `day`, annotated with that date as `since`.
    `forget(by, rows)` deletes what is about people, or makes it anonymous, and gives the names of files to remove.
    `page` is the name of the page of one row; a record without one can't be held by itself. `held_by` is the field
    that a hold's ids are compared with. `reads` is the capability to read such records: nobody else sees or sets
    anything of this kind. `gives_notice`: nothing goes until a manager has had thirty days to look.
    """

    rule: Rule
    name: Words
    starts: Words
    becomes: Words
    source: Words
    model: type[Model]
    rows: Callable[[UUID, date], QuerySet[Any]]
    forget: Callable[[CallerAt, list[Any]], list[str]]
    page: str = ""
    holder: str = "agency"
    held_by: str = "pk"
    reads: str = ""
    notice: bool = False

    @property
    def gives_notice(self) -> bool:
        return bool(self.page) or self.notice

    def open_to(self, caller: Caller | None) -> bool:
        """None is the service itself."""
        return caller is None or not self.reads or caller.can(self.reads)


@dataclass(frozen=True)
class Always:
    """What no setting changes, said on the page for the sake of completeness."""

    name: Words
    words: Words


KEEPERS: list[Keeper] = []
ALWAYS: list[Always] = []
# Of the ids of held rows, all ids that belong to the same person's record.
CHAINS: list[Callable[[UUID, Iterable[UUID]], set[UUID]]] = []


@dataclass(frozen=True)
class Kept:
    """A keeper with its period at one organisation."""

    keeper: Keeper
    amount: int
    shortened_on: date | None = None

    def begins(self, first: date) -> date | None:
        """Nothing goes before this day: `first` for people's records, and thirty days from a shorter period."""
        days = [first] if self.keeper.gives_notice else []
        return max([*days, self.shortened_on + SOON] if self.shortened_on else days, default=None)

    @property
    def is_own(self) -> bool:
        return self.amount != self.keeper.rule.default

    def rows(self, organisation: UUID, day: date, held: set[UUID]) -> QuerySet[Any]:
        """Due on `day` and not held, the longest due first."""
        rule = self.keeper.rule
        found = self.keeper.rows(organisation, due_before(day, self.amount, rule.unit))
        name = f"{self.keeper.held_by}__in"
        return found.exclude(**{name: held}).order_by("since", "pk") if held else found.order_by("since", "pk")


def kept_at(organisation: UUID, caller: Caller | None = None) -> list[Kept]:
    """Every kind of record that the caller may read, with the organisation's own period or the default."""
    rows = RetentionPeriod.objects.filter(organisation=organisation).values_list("rule", "amount", "shortened_on")
    own = {rule: (amount, shortened) for rule, amount, shortened in rows}
    mine = [keeper for keeper in KEEPERS if keeper.open_to(caller)]
    return [Kept(keeper, *own.get(keeper.rule.key, (keeper.rule.default, None))) for keeper in mine]


def keeper_of(key: str) -> Keeper | None:
    return next((keeper for keeper in KEEPERS if keeper.rule.key == key), None)


def name_of(caller: CallerAt, record_id: UUID) -> str | None:
    """The name on a record that can be held; None for a stranger's, for one that has gone or may not be read."""
    for keeper in KEEPERS:
        if keeper.page and keeper.open_to(caller):
            mine = keeper.model._default_manager.filter(**{keeper.holder: caller.organisation_id}, forgotten_on=None)
            name = mine.filter(pk=record_id).values_list("name", flat=True).first()
            if name is not None:
                return str(name)
    return None


def open_holds(organisation: UUID) -> QuerySet[RetentionHold]:
    return RetentionHold.objects.filter(organisation=organisation, ended_at=None).order_by("review_on", "id")


def holds_open_to(caller: CallerAt) -> QuerySet[RetentionHold]:
    """Holds, ended ones too, on records that the caller may read."""
    shut = [keeper.model._meta.model_name for keeper in KEEPERS if keeper.page and not keeper.open_to(caller)]
    return RetentionHold.objects.filter(organisation=caller.organisation_id).exclude(subject_kind__in=shut)


@dataclass(frozen=True)
class Held:
    """A hold with the name on the record and the name of its page."""

    hold: RetentionHold
    name: str
    page: str


def holds_by_name(caller: CallerAt) -> list[Held]:
    """Open holds, those to be looked at first at the top; one query a kind of record."""
    organisation = caller.organisation_id
    mine = holds_open_to(caller).filter(ended_at=None).order_by("review_on", "id")
    holds = list(mine.select_related("placed_by"))
    named: dict[UUID, tuple[str, str]] = {}
    for keeper in KEEPERS if holds else []:
        if keeper.page:
            rows: Any = keeper.model._default_manager.filter(**{keeper.holder: organisation})
            found = rows.filter(pk__in=[hold.subject_id for hold in holds]).values_list("pk", "name")
            named |= {pk: (name, keeper.page) for pk, name in found}
    return [Held(hold, *named.get(hold.subject_id, ("", ""))) for hold in holds]


def held_ids(organisation: UUID) -> set[UUID]:
    """Everything that an open hold protects: the row that was named and all that belongs to that person's record."""
    named = set(open_holds(organisation).values_list("subject_id", flat=True))
    return named.union(*(chain(organisation, named) for chain in CHAINS)) if named else named


def begins_on(organisation: UUID) -> date:
    """People's records go from this day: thirty days after the service first looked at what is due here."""
    first = RetentionRun.objects.filter(organisation=organisation).order_by("on").values_list("on", flat=True).first()
    return (first or timezone.localdate()) + SOON


@dataclass(frozen=True)
class Line:
    """One record that is to go."""

    pk: UUID
    name: str
    since: date
    goes: date


@dataclass(frozen=True)
class Outlook:
    """What goes of one kind: `tonight`, within thirty days, and the first of those that can be shown by name."""

    kept: Kept
    tonight: int
    soon: int
    lines: list[Line]
    begins: date | None = None


def outlook(organisation: UUID, today: date, caller: Caller | None = None) -> list[Outlook]:
    """A dry run: what the next night does and what the next thirty do. Nothing is changed."""
    held, begins, tonight = held_ids(organisation), begins_on(organisation), today + timedelta(days=1)
    found = []
    for kept in kept_at(organisation, caller):
        rows = kept.rows(organisation, today + SOON, held)
        starts = kept.begins(begins) or tonight
        lines = []
        if kept.keeper.page:
            for row in rows[:SHOWN]:
                goes = max(goes_on(row.since, kept.amount, kept.keeper.rule.unit), starts, tonight)
                lines.append(Line(row.pk, row.name, row.since, goes))
        due = kept.rows(organisation, tonight, held).count() if starts <= tonight else 0
        soon = rows.count() if starts <= today + SOON else 0
        found.append(Outlook(kept, due, soon, lines if soon else [], starts if starts > tonight else None))
    return found


def runs(organisation: UUID) -> QuerySet[RetentionRun]:
    """The nights, newest first."""
    return RetentionRun.objects.filter(organisation=organisation).order_by("-on")
