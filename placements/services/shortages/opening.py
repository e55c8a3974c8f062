"""Open figures of a month: gathered council by council, withheld and rounded over all that goes out, kept for good."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.tenancy import scope
from placements.disclosure.publication import Published
from placements.disclosure.suppression import DEFAULT_RULE, publish
from placements.disclosure.table import TOTAL, Dimension, Key, cross_table, nested_margins
from placements.forecasting.categories import BANDS
from placements.models import OpenFigures, Snapshot
from placements.selectors.shortages.need import living, waiting
from placements.selectors.shortages.now import KINDS, SERVICES
from placements.selectors.shortages.now_blocks import STATES
from placements.selectors.shortages.places import place_rows
from placements.selectors.shortages.snapshots import snapshot_of

Name = OpenFigures.Name
Leaves = Counter[Key]
AHEAD = "12"  # months
# name -> the drill-down below the council, in order. Nothing else is ever shown, so nothing else can be subtracted.
BELOW: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Name.WAITING.value: (("kind", KINDS), ("band", BANDS)),
    Name.LIVING.value: (("met", ("as_asked", "badly")), ("band", BANDS)),
    Name.PLACES.value: (("service", tuple(SERVICES)), ("state", tuple(one for one in STATES if one != "approved"))),
    Name.FOSTERED.value: (("band", BANDS),),
}


def publish_month(day: date | None = None) -> list[OpenFigures]:
    """Publish what of the month of `day` (today) is not out yet. Done once a month: a second call changes nothing."""
    day = day or timezone.localdate()
    month = day.replace(day=1)
    out = set(OpenFigures.objects.filter(month=month).values_list("name", flat=True))
    missing = [name for name in BELOW if name not in out]
    councils = list(Organisation.objects.filter(is_council=True, area__isnull=False).select_related("area"))
    if not missing or not councils:
        return []
    leaves, ahead = gather(councils, day)
    regions = {council.area_id or "": (council.area.region if council.area else "") for council in councils}
    made = []
    with transaction.atomic():
        for name in missing:
            shown = published(name, leaves[name], regions)
            row = OpenFigures(name=name, month=month, as_of=day, cells=cells_of(shown))
            row.ahead = shown_ahead(shown, ahead) if name == Name.FOSTERED else []
            row.save()
            made.append(row)
    return made


def gather(councils: Iterable[Organisation], day: date) -> tuple[dict[str, Leaves], dict[Key, list[float]]]:
    """Exact counts by set and key, and each forecast a year ahead; each council is read in its own scope."""
    leaves: dict[str, Leaves] = {name: Counter() for name in BELOW}
    ahead: dict[Key, list[float]] = {}
    services = dict(Organisation.objects.exclude(agency_kind="").values_list("pk", "agency_kind"))
    for council in councils:
        area = council.area_id or ""
        with scope(council.pk):
            for need in waiting(council.pk, day):
                leaves[Name.WAITING][(area, need.kind, BANDS[need.band])] += 1
            for lived in living(council.pk, area, day):
                met = "badly" if lived.met_badly else "as_asked"
                leaves[Name.LIVING][(area, met, BANDS[lived.band])] += lived.children
            _places(leaves[Name.PLACES], council, services, day)
            _fostered(leaves[Name.FOSTERED], ahead, council, day)
    return leaves, ahead


def _places(found: Leaves, council: Organisation, services: Mapping[UUID, str], day: date) -> None:
    area = council.area_id or ""
    for row in place_rows([area], day):
        service = "own" if row.agency == council.pk else services.get(row.agency, "")
        for state in BELOW[Name.PLACES][1][1]:
            if service in SERVICES:
                found[(area, service, state)] += getattr(row.places, state)


def _fostered(found: Leaves, ahead: dict[Key, list[float]], council: Organisation, day: date) -> None:
    """From the newest forecast: children in foster care by age as last known, and in a year."""
    row = snapshot_of(council.pk, Snapshot.Kind.FORECAST, {"as_of": day.isoformat()})
    if row is None or "now" not in row.figures:
        return
    area = council.area_id or ""
    for band, count, points in zip(BANDS, row.figures["now"], row.figures["bands"][AHEAD], strict=True):
        found[(area, band)] += int(count)
        ahead[(area, band)] = points


def published(name: str, leaves: Mapping[Key, int], regions: Mapping[str, str]) -> Published:
    """The whole set as it goes out: England, regions of several councils, councils, and the fixed drill-down."""
    groups: dict[str, tuple[str, ...]] = {}
    for region in sorted(set(regions.values())):
        members = tuple(code for code in sorted(regions) if regions[code] == region)
        if len(members) > 1:
            groups[region] = members
    dimensions = [Dimension("council", tuple(sorted(regions)), groups)]
    dimensions += [Dimension(what, values) for what, values in BELOW[name]]
    margins = nested_margins([dimension.name for dimension in dimensions])
    return publish(cross_table(leaves, dimensions, margins), DEFAULT_RULE)


def cells_of(shown: Published) -> list[list[Any]]:
    return [[*key, cell.value] for key, cell in shown.cells.items()]


def shown_ahead(shown: Published, ahead: Mapping[Key, list[float]]) -> list[list[Any]]:
    """Forecasts rounded as counts are, and only beside an observed cell that is shown and is not nought."""
    rule, out = shown.rule, []
    for key, points in ahead.items():
        if TOTAL not in key and shown.cells[key].value:
            out.append([*key, *(rule.rounded(round(point)) for point in points)])
    return out
