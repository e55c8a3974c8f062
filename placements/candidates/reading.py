"""What a match reads of homes, in five statements whatever their number: for all of them, or for one under its lock.

The same text serves both, so a home is judged by the same facts on the list and at the instant of placing. Run as
the narrow matcher role. A hold whose time is up is nobody (`over`), although its row may still be there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from accounts.tenancy.scopes import run_as

HOME = (
    "id", "agency_id", "area_id", "lat", "lon", "status", "approved_on", "carers", "rural", "languages",
    "identity_support", "skills", "parent_and_child_trained", "sharing_ok", "bedrooms", "smoker", "pets",
    "own_children", "away", "kind",
)  # fmt: skip
TERMS = ("household_id", "starts", "ends", "max_children", "age_min", "age_max", "sex", "kinds", "sibling_max")
PLACES = ("household_id", "slot", "basis", "since", "until", "off", "off_from", "off_until", "ended")
STAYS = (
    "household_id", "slot", "child_id", "sibling_set", "starts", "ends", "state", "over", "referral_id", "id",
    "birth_month", "sex", "not_with", "only_child",
)  # fmt: skip
EXEMPT = ("household_id", "exemption_id", "child_id", "council", "starts", "ends")

_OF_HOMES = (
    "SELECT household_id, lower(period), upper(period), max_children, age_min, age_max, sex, kinds, sibling_max "
    "FROM carers_approval WHERE {household} AND period && %(period)s::daterange ORDER BY household_id, period",
    "SELECT p.household_id, p.slot, p.basis, lower(p.period), upper(p.period), u.id IS NOT NULL, lower(u.period), "
    "upper(u.period), (SELECT max(upper(s.occupies)) FROM placements_placement s WHERE s.household_id = p.household_id "
    " AND s.slot = p.slot AND upper(s.occupies) <= %(day)s::date) "
    "FROM carers_place p LEFT JOIN carers_unavailability u "
    "ON u.household_id = p.household_id AND u.slot = p.slot AND u.period && %(period)s::daterange "
    "WHERE {p.household} AND p.period @> %(day)s::date ORDER BY p.household_id, p.slot",
    "SELECT s.household_id, s.slot, s.child_id, s.sibling_set, lower(s.period), upper(s.period), s.state, "
    "s.state = 'held' AND s.expires_at <= clock_timestamp(), s.referral_id, s.id, "
    "c.birth_month, c.sex, c.not_with, c.only_child "
    "FROM placements_placement s JOIN placements_child c ON c.id = s.child_id "
    "WHERE {s.household} AND s.occupies && %(period)s::daterange ORDER BY s.household_id, s.slot",
    "SELECT e.household_id, e.id, x.child_id, e.granted_by_id, lower(e.period), upper(e.period) "
    "FROM placements_exemption e JOIN placements_exemptionchild x ON x.exemption_id = e.id "
    "WHERE {e.household} AND e.period && %(period)s::daterange ORDER BY e.id",
)
_HOMES = f"SELECT {', '.join(HOME)} FROM carers_household "  # noqa: S608
_MAINSTREAM = "kind = 'mainstream' AND status <> 'ended'"


@dataclass(frozen=True)
class Asked:
    """Which homes, on which day; `until` (exclusive) where a whole stay matters and not its first day alone.

    `without`: children whose own rows are left out; `bases`: which places are room.
    """

    day: date
    homes: Sequence[UUID] | None = None
    without: Sequence[UUID] = ()
    bases: Sequence[str] = ("approved",)
    until: date | None = None
    whole_stay: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        homes = [] if self.homes is None else list(self.homes)
        return {"day": self.day, "period": self._period(), "homes": homes, "home": homes[0] if homes else None}

    def _period(self) -> str:
        until = self.until if self.whole_stay else self.day + timedelta(days=1)
        return f"[{self.day},{until or ''})"


def _texts(test: str) -> list[str]:
    found = []
    for text in _OF_HOMES:
        for alias in ("p.", "s.", "e.", ""):
            text = text.replace(f"{{{alias}household}}", test.format(alias=alias))
        found.append(text)
    return found


ALL = [f"{_HOMES} WHERE {_MAINSTREAM} ORDER BY id", *_texts("TRUE")]
SOME = [
    f"{_HOMES} WHERE {_MAINSTREAM} AND id = ANY(%(homes)s::uuid[]) ORDER BY id",
    *_texts("{alias}household_id = ANY(%(homes)s::uuid[])"),
]
# Locking the home gives its facts: whoever waited reads them as the one before left them.
LOCK = (
    "UPDATE carers_household SET vacancy_version = vacancy_version + 1 WHERE id = %(home)s::uuid "  # noqa: S608
    f"RETURNING {', '.join(HOME)}"
)
LOCKED = [LOCK, *_texts("{alias}household_id = %(home)s::uuid")]
_NAMES = (HOME, TERMS, PLACES, STAYS, EXEMPT)
Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """What was read, statement by statement; each row by the names of its columns."""

    homes: list[Row]
    terms: list[Row]
    places: list[Row]
    stays: list[Row]
    exempt: list[Row]


def read(asked: Asked) -> Rows:
    """The rows of the five statements, in one message to the server."""
    return named(run_as("hearth_matcher", ALL if asked.homes is None else SOME, asked.parameters))


def named(results: Sequence[Sequence[tuple[Any, ...]]]) -> Rows:
    """The first five results with names to their columns."""
    return Rows(
        *([dict(zip(names, row, strict=True)) for row in rows] for names, rows in zip(_NAMES, results, strict=False))
    )


def is_candidate(home: Mapping[str, Any]) -> bool:
    """Family and friends carers are approved for a named child, and an approval that ended is none."""
    return bool(home["kind"] == "mainstream" and home["status"] != "ended")
