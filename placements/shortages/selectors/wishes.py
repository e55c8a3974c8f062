"""Whether homes meet what children wished for: the referral's wishes against the home they live in, on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy.scopes import role
from placements.matching.facts import Household, Resident
from placements.matching.score import wish_met
from placements.shortages.selectors.need import NOT_BY_MAIL

# Whose wishes: the council's own rows.
_STAYS = f"""
SELECT p.household_id, c.sibling_set, array_to_string(r.wishes, ','), coalesce(r.wishes_words, '') <> ''
FROM placements_placement p
JOIN placements_child c ON c.id = p.child_id
LEFT JOIN placements_referral r ON r.id = p.referral_id
WHERE p.council_id = %(council)s AND p.kind = 'main' AND p.state IN ('placed', 'ended') AND p.period @> %(day)s
    AND {NOT_BY_MAIL}
"""  # noqa: S608
# One row for each mixture of wishes and homes. Brothers and sisters of the child are no "other children".
_HOMES = """
SELECT stay.wishes, h.pets, h.carers, h.rural, jsonb_array_length(coalesce(h.own_children, '[]')) > 0 OR EXISTS (
        SELECT 1 FROM placements_placement o LEFT JOIN placements_child c ON c.id = o.child_id
        WHERE o.household_id = stay.household AND o.state IN ('placed', 'ended') AND o.period @> %(day)s
            AND c.sibling_set IS DISTINCT FROM stay.family
    ) AS others, count(*)
FROM unnest(%(homes)s::uuid[], %(families)s::uuid[], %(wishes)s::text[]) AS stay (household, family, wishes)
JOIN carers_household h ON h.id = stay.household
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class WishesMet:
    """Children who live with carers on a day: `recorded` have wishes in their referral, in words or to choose from;
    `judged` of these have wishes that the facts of their home answer; `met` of these live in a home that meets all."""

    living: int = 0
    recorded: int = 0
    judged: int = 0
    met: int = 0


def wishes_met(council: UUID, day: date) -> WishesMet:
    """Homes are judged by their facts as they stand; other children there as of the day."""
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, {"council": council, "day": day})
        stays = cursor.fetchall()
    chosen = [(home, family, wishes) for home, family, wishes, _said in stays if wishes]
    homes, families, wished = ([one[at] for one in chosen] for at in range(3))
    asked: dict[str, Any] = {"day": day, "homes": homes, "families": families, "wishes": wished}
    with role("hearth_shortage"), connection.cursor() as cursor:
        cursor.execute(_HOMES, asked)
        rows = cursor.fetchall()
    judged = met = 0
    for wishes, pets, carers, rural, others, count in rows:
        known = None if pets is None else frozenset(pets)
        answer = _all_met(tuple(wishes.split(",")), known, carers, rural, others)
        judged += count * (answer is not None)
        met += count * (answer is True)
    return WishesMet(len(stays), sum(bool(wishes or said) for _home, _family, wishes, said in stays), judged, met)


@cache
def _all_met(
    wishes: Sequence[str], pets: frozenset[str] | None, carers: str, rural: bool | None, others: bool
) -> bool | None:
    """True where every wish is met, False where one is not, None where none is there or a fact is missing."""
    found = [wish_met(wish, _home(pets, carers, rural, others)) for wish in wishes]
    if False in found:
        return False
    return None if None in found or not found else True


def _home(pets: frozenset[str] | None, carers: str, rural: bool | None, others: bool) -> Household:
    there: Any = (Resident(None, None),) if others else ()
    return Household("", "", "", None, None, None, "open", there, (), rural, carers or None, pets=pets)
