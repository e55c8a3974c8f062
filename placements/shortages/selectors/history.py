"""A council's children in care as the forecast reads them: from its returns, else from placements made here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from accounts.tenancy.scopes import role
from placements.models import Return
from placements.shortages.forecasting.history import (
    CareHistory,
    empty_history,
    first_ending,
    last_month_end,
    month_number,
    with_cut_off,
)
from placements.shortages.selectors.need import NOT_BY_MAIL

RETURNS, PLACEMENTS = "returns", "placements"
LONGEST = 60  # months of placements read back
_EPISODES = """
SELECT child, birth_month, starts_on - DATE '0001-01-01' + 1,
    coalesce(ends_on - DATE '0001-01-01' + 1, 0), kind, new_placement
FROM placements_episode WHERE source_id = %s ORDER BY id
"""
_PLACEMENTS = f"""
SELECT c.id::text, (extract(year FROM c.birth_month) * 12 + extract(month FROM c.birth_month) - 1)::int,
    lower(p.period) - DATE '0001-01-01' + 1,
    CASE WHEN upper(p.period) <= %(day)s THEN upper(p.period) - DATE '0001-01-01' + 1 ELSE 0 END,
    CASE h.kind WHEN 'mainstream' THEN 1 ELSE 0 END, true
FROM placements_placement p
JOIN placements_child c ON c.id = p.child_id
JOIN carers_household h ON h.id = p.household_id
WHERE p.council_id = %(council)s AND p.kind = 'main' AND p.state IN ('placed', 'ended') AND lower(p.period) <= %(day)s
    AND {NOT_BY_MAIL}
ORDER BY c.id, lower(p.period), upper(p.period) NULLS LAST
"""  # noqa: S608


@dataclass(frozen=True)
class Sourced:
    """A history and what it was made from."""

    history: CareHistory
    source: str


def newest_return(council: UUID) -> Return | None:
    return Return.objects.filter(council=council, state=Return.State.ACCEPTED).order_by("-uploaded_at").first()


def history_of(council: UUID, day: date) -> Sourced:
    """The newest accepted return; without one, foster placements recorded in this service."""
    newest = newest_return(council)
    if newest is not None:
        with connection.cursor() as cursor:
            cursor.execute(_EPISODES, [newest.pk])
            rows = cursor.fetchall()
        return Sourced(with_cut_off(_history(rows, newest.first_month, newest.last_month)), RETURNS)
    with role("hearth_shortage"), connection.cursor() as cursor:
        cursor.execute(_PLACEMENTS, {"council": council, "day": day})
        rows = cursor.fetchall()
    return Sourced(_history(rows, *_window(rows, day)), PLACEMENTS)


def _window(rows: Sequence[Any], day: date) -> tuple[int, int]:
    """From the first endings on everybody in care is known, as with a return; before them only those who stayed."""
    last = last_month_end(day)
    ends = [row[3] for row in rows if row[3]]
    opening = month_number(date.fromordinal(first_ending(np.array(ends)))) if ends else last
    return max(opening, last - LONGEST + 1), last


def _history(rows: Sequence[Any], first_month: int, last_month: int) -> CareHistory:
    """Arrays from rows that stand together by child."""
    if not rows:
        return empty_history(first_month, last_month)
    hashes = np.array([row[0] for row in rows])
    child = np.concatenate([[0], np.cumsum(hashes[1:] != hashes[:-1])]).astype(np.int32)
    opening = np.concatenate([[True], child[1:] != child[:-1]])
    numbers = np.array([row[1:5] for row in rows], np.int64)
    return CareHistory(
        tuple(hashes[opening].tolist()), numbers[opening, 0].astype(np.int32), child,
        numbers[:, 1].astype(np.int32), numbers[:, 2].astype(np.int32), numbers[:, 3].astype(np.int8),
        np.array([row[5] for row in rows], bool), first_month, last_month,
    )  # fmt: skip
