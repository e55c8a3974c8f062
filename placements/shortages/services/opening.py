"""Open figures of a month: gathered council by council, withheld and rounded over all that goes out, kept for good.

All sets of a month are one release (`placements.shortages.disclosure.release`): each says whom it counts in each area,
and where two count the same children they are protected together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import CouncilFigure, Organisation
from accounts.tenancy.scopes import scope
from placements.models import OpenFigures, Snapshot
from placements.shortages.disclosure.publication import Fact, Published
from placements.shortages.disclosure.release import Part, Release, publish_release
from placements.shortages.disclosure.table import TOTAL, Dimension, Key
from placements.shortages.forecasting.categories import BANDS
from placements.shortages.selectors.history import RETURNS
from placements.shortages.selectors.need import living, waiting
from placements.shortages.selectors.now import KINDS, SERVICES
from placements.shortages.selectors.now_blocks import STATES
from placements.shortages.selectors.places import place_rows
from placements.shortages.selectors.snapshots import snapshot_of

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


# Whom a set counts in an area. Two sets with the same words there count the same children, and the release ties them.
WHO_WAIT, LIVING_HERE, OF_THE_RETURN, PLACES_THERE = (
    "children who wait", "children living with carers, as recorded here", "children of the council's return",
    "places of foster homes in the area",
)  # fmt: skip


@dataclass
class Gathered:
    """Exact counts by set and key, whom each set counts in each area, and each forecast a year ahead."""

    leaves: dict[str, Leaves] = field(default_factory=lambda: {name: Counter() for name in BELOW})
    whom: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in BELOW})
    ahead: dict[Key, list[float]] = field(default_factory=dict)

    def count(self, name: str, area: str, whom: str, found: Mapping[Key, int]) -> None:
        """The counts of one set in one area, by what it is broken down by; of two bodies of one area, both."""
        before = self.whom[name].get(area, whom)
        self.whom[name][area] = whom if before == whom else f"{before}; {whom}"
        for key, count in found.items():
            self.leaves[name][(area, *key)] += count


def publish_month(day: date | None = None) -> list[OpenFigures]:
    """Publish the month of `day` (today). Done once a month: a second call changes nothing, and a set that is new
    begins with the next month, since nothing can be added to a release that is out."""
    day = day or timezone.localdate()
    month = day.replace(day=1)
    councils = list(Organisation.objects.filter(is_council=True, area__isnull=False).select_related("area"))
    if not councils or OpenFigures.objects.filter(month=month).exists():
        return []
    found = gather(councils, day)
    regions = {council.area_id or "": (council.area.region if council.area else "") for council in councils}
    shown = release_of(found, regions).parts
    made = []
    with transaction.atomic():
        for name in BELOW:
            row = OpenFigures(name=name, month=month, as_of=day, cells=cells_of(shown[name]))
            row.ahead = shown_ahead(shown[name], found.ahead) if name == Name.FOSTERED else []
            row.save()
            made.append(row)
    return made


def gather(councils: Iterable[Organisation], day: date) -> Gathered:
    """Each council is read in its own scope."""
    found = Gathered()
    services = dict(Organisation.objects.exclude(agency_kind="").values_list("pk", "agency_kind"))
    for council in councils:
        area = council.area_id or ""
        with scope(council.pk):
            waits = Counter[Key]((need.kind, BANDS[need.band]) for need in waiting(council.pk, day))
            found.count(Name.WAITING, area, WHO_WAIT, waits)
            lived = _living(council, day)
            found.count(Name.LIVING, area, LIVING_HERE, lived)
            found.count(Name.PLACES, area, PLACES_THERE, _places(council, services, day))
            _fostered(found, council, day, lived)
    return found


def _living(council: Organisation, day: date) -> Leaves:
    found: Leaves = Counter()
    for lived in living(council.pk, council.area_id or "", day):
        if not lived.adults:
            found[("badly" if lived.met_badly else "as_asked", BANDS[lived.band])] += lived.children
    return found


def _places(council: Organisation, services: Mapping[UUID, str], day: date) -> Leaves:
    found: Leaves = Counter()
    for row in place_rows([council.area_id or ""], day):
        service = "own" if row.agency == council.pk else services.get(row.agency, "")
        for state in BELOW[Name.PLACES][1][1]:
            if service in SERVICES:
                found[(service, state)] += getattr(row.places, state)
    return found


def _fostered(found: Gathered, council: Organisation, day: date, lived: Leaves) -> None:
    """Children in foster care by age: as last known from the council's return, and without one those who live with
    carers here, the very same numbers. In a year: from the newest forecast."""
    area = council.area_id or ""
    row = snapshot_of(council.pk, Snapshot.Kind.FORECAST, {"as_of": day.isoformat()})
    figures = row.figures if row is not None and "now" in row.figures else {}
    whom, counts = LIVING_HERE, Counter[Key]()
    if figures.get("source") == RETURNS:
        whom, counts = OF_THE_RETURN, Counter({(band,): int(n) for band, n in zip(BANDS, figures["now"], strict=True)})
    else:
        for (_met, band), count in lived.items():
            counts[(band,)] += count
    found.count(Name.FOSTERED, area, whom, counts)
    if figures:
        found.ahead |= {(area, band): points for band, points in zip(BANDS, figures["bands"][AHEAD], strict=True)}


def release_of(found: Gathered, regions: Mapping[str, str]) -> Release:
    """All sets as they go out, withheld and rounded as one. `regions`: each council's, by the area's code."""
    return publish_release(parts_of(found, regions), known_totals(found.leaves[Name.FOSTERED]))


def parts_of(found: Gathered, regions: Mapping[str, str]) -> list[Part]:
    """England, regions of several councils, councils, and the fixed drill-down of each set."""
    groups: dict[str, tuple[str, ...]] = {}
    for region in sorted(set(regions.values())):
        members = tuple(code for code in sorted(regions) if regions[code] == region)
        if len(members) > 1:
            groups[region] = members
    area = Dimension("council", tuple(sorted(regions)), groups)
    return [
        Part(name, (area, *(Dimension(*one) for one in below)), found.leaves[name], found.whom[name])
        for name, below in BELOW.items()
    ]


def known_totals(fostered: Mapping[Key, int]) -> list[Fact]:
    """What DfE has published exactly: a council's children in foster care, where that is the total here too."""
    totals: Counter[str] = Counter()
    for (area, *_below), count in fostered.items():
        totals[area] += count
    figures = CouncilFigure.objects.filter(council__in=list(totals), measure="foster_placements", value__isnull=False)
    equal = {area for area, value in figures.values_list("council", "value") if totals[area] == value}
    return [Fact({(Name.FOSTERED.value, area, TOTAL): 1}, totals[area], totals[area]) for area in sorted(equal)]


def cells_of(shown: Published) -> list[list[Any]]:
    return [[*key, cell.value] for key, cell in shown.cells.items()]


def shown_ahead(shown: Published, ahead: Mapping[Key, list[float]]) -> list[list[Any]]:
    """Forecasts rounded as counts are, and only beside an observed cell that is shown and is not nought."""
    rule, out = shown.rule, []
    for key, points in ahead.items():
        if TOTAL not in key and shown.cells[key].value:
            out.append([*key, *(rule.rounded(round(point)) for point in points)])
    return out
