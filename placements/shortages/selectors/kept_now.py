"""The figures of "Now" as a snapshot keeps them: every row behind them, so that a past day can still be narrowed."""

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any
from uuid import UUID

from accounts.models import Organisation
from placements.models import Snapshot
from placements.shortages.selectors.asked import of_own_area
from placements.shortages.selectors.need import Lived, Waiting
from placements.shortages.selectors.now import Filters, Now, narrowed, shortage_now_for
from placements.shortages.selectors.places import PlaceRow, Places
from placements.shortages.selectors.snapshots import day_asked, snapshot_of


def as_kept(now: Now) -> dict[str, Any]:
    """JSON of a day: counts by what they are alike in, no child and no home by name or number."""
    return {
        "short": now.total.short,
        "sentence": now.sentence(),
        "coverage": now.coverage(),
        "needs": [[need.band, need.kind, need.size, need.urgency] for need in now.needs],
        "homes": [
            [str(row.agency), row.age_min, row.age_max, sorted(row.kinds), row.together, row.homes,
             *astuple(row.places)] for row in now.homes
        ],
        "lived": [astuple(row) for row in now.lived],
        "services": {str(key): kind for key, kind in now.services.items() if key in {row.agency for row in now.homes}},
        "area": [now.area, now.area_name],
        "elsewhere": sorted(now.elsewhere.items()),
    }  # fmt: skip


def from_kept(row: Snapshot, filters: Filters) -> Now:
    """The day's figures again, of the council's own area."""
    kept = row.figures
    area, name = kept["area"]
    homes = [
        PlaceRow(UUID(agency), low, high, frozenset(kinds), together, homes, Places(*places))
        for agency, low, high, kinds, together, homes, *places in kept["homes"]
    ]
    needs = [Waiting(UUID(int=number), *one) for number, one in enumerate(kept["needs"])]
    services = {UUID(key): kind for key, kind in kept["services"].items()}
    lived = [Lived(*one) for one in kept["lived"]]
    return narrowed(
        Now(row.as_of, area, name, Filters(), needs, homes, lived, services, (), dict(kept["elsewhere"])),
        filters,
    )


def now_asked(council: Organisation, asked: Mapping[str, Any]) -> Now | None:
    """Today from the rows; with `as_of`, what was known then, from the newest snapshot of that day or before.

    None where nothing was kept then, or the snapshot is older than the rows it would need.
    """
    of_own_area(council, asked)
    filters = Filters.read(asked)
    if day_asked(asked) is None:
        return shortage_now_for(council, filters=filters)
    row = snapshot_of(council.pk, Snapshot.Kind.NOW, asked)
    return from_kept(row, filters) if row and "homes" in row.figures else None
