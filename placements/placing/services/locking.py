"""Lock a home and read in the same message all that decides whether children may live there.

Whoever waited for the lock reads what the one before left: each statement of the message looks anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.tenancy.scopes import run_as
from carers.models import Household
from placements.candidates.homes import facts_of, holds
from placements.candidates.reading import LOCKED, Asked, Row, Rows, is_candidate, named
from placements.candidates.waiting import FOUND
from placements.matching.facts import Agency
from placements.matching.facts import Household as HomeFacts
from placements.models import Placement, Referral
from placements.search.services.rules import NEWEST, InForce, read_in_force

_AGENCY = """
SELECT o.agency_kind, o.area_id, ARRAY(SELECT s.council_id FROM accounts_organisation_serves s
WHERE s.organisation_id = o.id) FROM accounts_organisation o
WHERE o.id = nullif(current_setting('hearth.home_of', true), '')::uuid
"""
# The agency is public, the home is not the caller's to read: its id is kept in a setting between the two.
_HOME_OF = (
    "SELECT set_config('hearth.home_of', coalesce((SELECT agency_id::text FROM carers_household "
    "WHERE id = %(home)s::uuid), ''), true)"
)
_TOUCH = "UPDATE placements_referral SET touched_at = statement_timestamp() WHERE id = %(referral)s::uuid"


@dataclass(frozen=True)
class Locked:
    """One home, locked: its rows as they are now, over the whole stay that was asked about.

    `found`: children of the referral that was asked about who have a home by now.
    """

    household: UUID
    agency_id: UUID
    area: str
    asked: Asked
    rows: Rows
    rules: InForce
    agency: Agency
    found: frozenset[UUID] = frozenset()

    def facts(self, without: Sequence[UUID], bases: Sequence[str]) -> HomeFacts | None:
        """The home as the engine sees it on the first day; None where it is no candidate."""
        if not is_candidate(self.rows.homes[0]):
            return None
        asked = Asked(self.asked.day, [self.household], list(without), list(bases))
        return facts_of(self.rows, asked)[0]

    @property
    def run_out(self) -> bool:
        """Is there a hold whose time is up? Its row must be let go before another is written."""
        return any(stay["over"] for stay in self.rows.stays)

    def free(self, bases: Sequence[str]) -> list[int]:
        """Numbers of places that exist, can be used and are not occupied through the whole stay."""
        until = self.asked.until
        taken = {stay["slot"] for stay in self.rows.stays if not stay["over"]}
        taken |= {place["slot"] for place in self.rows.places if place["off_from"] is not None}
        slots = {
            place["slot"]
            for place in self.rows.places
            if place["basis"] in bases and (place["until"] is None or (until is not None and place["until"] >= until))
        }
        return sorted(slots - taken)

    def held_for(self, referral: Referral, children: Sequence[UUID]) -> list[Row]:
        """Live holds of these children for the referral in this home."""
        return [
            stay
            for stay in self.rows.stays
            if stay["state"] == Placement.State.HELD
            and not stay["over"]
            and stay["referral_id"] == referral.pk
            and stay["child_id"] in children
        ]

    def exemption_naming(self, children: Sequence[UUID]) -> UUID | None:
        """A notice in force on the first day that names every one of the children (Schedule 7 para 4)."""
        named_by: dict[UUID, set[UUID]] = {}
        for row in (row for row in self.rows.exempt if holds(row["starts"], row["ends"], self.asked.day)):
            named_by.setdefault(row["exemption_id"], set()).add(row["child_id"])
        return next((notice for notice, names in named_by.items() if set(children) <= names), None)


def lock_and_read(
    household_id: UUID,
    day: date,
    until: date | None,
    council_id: UUID,
    touch: UUID | None = None,
    need: UUID | None = None,
) -> Locked:
    """Lock the home (its version rises) and read it. `touch` is a referral of the caller's that was acted on.

    `need` is the referral whose children's homes are read too (`found`).

    The referral is touched first: everybody locks the referral before any home. Raises Household.DoesNotExist.
    """
    asked = Asked(day, [household_id], until=until, whole_stay=True)
    parameters = {**asked.parameters, "council": council_id, "referral": touch, "referrals": [need] if need else []}
    before = [_TOUCH] if touch else []
    results = run_as("hearth_matcher", [*LOCKED, FOUND, NEWEST, _HOME_OF], parameters, before, [_AGENCY])
    rows = named(results)
    if not rows.homes:
        raise Household.DoesNotExist("No such home.")
    home = rows.homes[0]
    agency = _agency_of(home["agency_id"], results[-1])
    found, rules = frozenset(child for _, child in results[-4]), read_in_force(results[-3])
    return Locked(household_id, home["agency_id"], home["area_id"] or "", asked, rows, rules, agency, found)


def _agency_of(agency_id: UUID, found: Sequence[tuple[Any, ...]]) -> Agency:
    kind, area, serves = found[0] if found else ("", "", [])
    councils = frozenset({*serves, area or ""}) - {""}
    return Agency(str(agency_id), "LA" if kind == "council_service" else "IFA", councils, area or "")
