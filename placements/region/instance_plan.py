"""A matching instance turned into rows: which council area stands for which, ids in the file's order, dates.

The order of ids is the last tie-break of a ranking, so homes get ids that sort as the file's names do. Ages in a
file are those of its day whatever the day asked about: whoever lives in a home was born in the month of that day
and keeps their age for a year; a referred child has their age on the day the home is needed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from time import time_ns
from uuid import UUID

from accounts.input.errors import Invalid
from placements.matching.distance import hectometres
from placements.matching.facts import Council, Household, Instance, Resident
from placements.region.bulk import uuid_at

_EARLIER = 3_600_000  # milliseconds: room for an import's ids before those made after it
LONGEST_NEED = timedelta(days=330)  # whoever lives in a home keeps their age that long


class Ids:
    """Ids of one import that sort in the order they are made: UUID version 7, a millisecond for each.

    Ids that differ in their last bytes alone would be one and the same to a GiST index, which then reads all of
    itself for each row (measured: commits of 33,000 homes took minutes).
    """

    def __init__(self) -> None:
        self.milliseconds = time_ns() // 1_000_000 - _EARLIER

    def next(self) -> UUID:
        self.milliseconds += 1
        return uuid_at(self.milliseconds)


def ids_in_order(names: Iterable[str], ids: Ids) -> dict[str, UUID]:
    return {name: ids.next() for name in sorted(names)}


@dataclass(frozen=True)
class Area:
    """A council area of the service: code and centre."""

    code: str
    lat: float
    lon: float


def areas_for(councils: Iterable[Council], free: Iterable[Area]) -> dict[str, str]:
    """For each council of the file an area of the service that nobody works in yet, the nearest first."""
    left, found = {area.code: area for area in free}, {}
    wanted = list(councils)
    if len(wanted) > len(left):
        raise Invalid(
            f"The file has {len(wanted)} councils and {len(left)} council areas are free. Load the reference data "
            "(`manage.py load_reference`), or start with a new data folder.",
            "import.areas",
        )
    for council in wanted:
        near = min(left.values(), key=lambda a: (hectometres((council.lat, council.lon), (a.lat, a.lon)), a.code))
        found[council.id] = left.pop(near.code).code
    return found


def born(age: int | None, day: date) -> date:
    """The month of birth of somebody who is `age` on `day` and stays so for the longest time after it."""
    return date(day.year - (age or 0), day.month, 1)


def check(instance: Instance) -> None:
    """Raise Invalid, in words, for what a register cannot hold."""
    wrong = [f"Home {home.id}: {why}" for home in instance.households if (why := _wrong(home, instance.today))]
    early, late = instance.today, instance.today + LONGEST_NEED
    wrong += [
        f"Referral {group.id}: needed by {group.needed_by}, which is not within eleven months of the file's day."
        for group in instance.groups
        if not early <= group.needed_by <= late
    ]
    wrong += [
        f"Referral {group.id}: a child's age or sex is missing; a register needs both."
        for group in instance.groups
        if any(child.age is None or child.sex is None for child in group.children)
    ]
    if wrong:
        more = f" And {len(wrong) - 5} more." if len(wrong) > 5 else ""
        raise Invalid("The file cannot be loaded. " + " ".join(wrong[:5]) + more, "import.facts")


def _wrong(home: Household, today: date) -> str:
    places = (home.vacant or 0) + len(home.placed)
    if home.vacant is None or home.types is None or home.available_from is None:
        return "a register needs vacancies, kinds of care and the day the home is free from."
    if home.max_children is not None and places > max(1, home.max_children):
        return (
            f"{len(home.placed)} children and {home.vacant} vacancies are more than the {home.max_children} approved."
        )
    if (home.status == "open" and not home.vacant) or (home.status == "full" and home.vacant):
        return f"“{home.status}” with {home.vacant} vacancies."
    if any(child.age is None or child.sex is None for child in home.placed):
        return "the age or sex of a child placed there is missing."
    return ""


def sibling_sets(home: Household, ids: Ids) -> tuple[list[UUID], bool]:
    """A set for each child placed there, and whether they have the home to themselves.

    Beyond three, or with an only child among them, they can only be there as brothers and sisters.
    """
    alone = len(home.placed) > 3 or any(child.only_child for child in home.placed)
    one = ids.next()
    return [one if alone else ids.next() for _ in home.placed], alone


def own_children(home: Household, today: date) -> list[Mapping[str, object]]:
    return [_own(child, today) for child in home.own_children or ()]


def _own(child: Resident, today: date) -> Mapping[str, object]:
    month = {} if child.age is None else {"birth_month": f"{born(child.age, today):%Y-%m}"}
    return {**month, "sex": child.sex, "not_with": list(child.not_with), "only_child": child.only_child}
