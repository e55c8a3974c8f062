"""Saved what-ifs beside "no change": today as they stand, of a day past as they were kept then."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from placements.models import Scenario, Snapshot
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.outlook_blocks import outlook_coverage
from placements.shortages.selectors.snapshots import day_asked

SHOWN_MONTHS = (3, 6, 12, 24)
Points = Sequence[Sequence[float]]


def what_ifs_now(council: UUID) -> list[tuple[str, Points]]:
    """(name, points by month) of every saved what-if."""
    return list(Scenario.objects.filter(council=council).order_by("name").values_list("name", "points"))


def what_ifs_block(row: Snapshot, asked: Mapping[str, Any]) -> Block:
    """Middle and range 3, 6, 12 and 24 months ahead, no change first."""
    kept = row.figures.get("what_ifs", []) if day_asked(asked) else what_ifs_now(row.council_id)
    everything = [(_("No change"), row.figures["gap"]), *kept]
    rows: list[list[Value]] = [
        [name, *(_told(points[month - 1]) for month in SHOWN_MONTHS)] for name, points in everything
    ]
    columns = [
        ("what_if", _("What if")), ("months_3", _("In 3 months")), ("months_6", _("In 6 months")),
        ("months_12", _("In 12 months")), ("months_24", _("In 24 months")),
    ]  # fmt: skip
    title, coverage = _("Places short, compared"), outlook_coverage(row.figures)
    notes = [_("The most likely number, and in brackets the range that eight in ten fall into.")]
    return Block("next_what_ifs", title, columns, rows, row.as_of, coverage, notes)


def _told(point: Sequence[float]) -> str:
    low, mid, high, _chance = point
    return _("%(mid)s (%(low)s to %(high)s)") % {"mid": f"{mid:.0f}", "low": f"{low:.0f}", "high": f"{high:.0f}"}
