"""Children first, recruitment, and England."""

from dataclasses import replace
from itertools import pairwise

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from accounts.pages.charts import Funnel, FunnelStep, Tile, TileMap
from placements.models import Snapshot
from placements.shortages.pages.outcomes import outcome_stats
from placements.shortages.pages.shortage_reasons import kept
from placements.shortages.pages.shortages import council_of, day_query, figure_of, sections
from placements.shortages.selectors.children import children_sentence, outcomes_block
from placements.shortages.selectors.england import (
    MEASURES,
    OPEN,
    YEARS,
    England,
    block_of_england,
    block_of_peers,
    england,
    england_sentence,
)
from placements.shortages.selectors.funnel import FUNNEL_BLOCKS, funnel_asked
from placements.shortages.selectors.snapshots import day_asked


@needs("shortages.read")
@require_GET
def children(request: StaffRequest) -> HttpResponseBase:
    context = kept(request, Snapshot.Kind.CHILDREN, _("Children first"))
    row = context["snapshot"]
    if row:
        context |= {
            "sentence": children_sentence(row.figures),
            "outcomes": outcome_stats(row.figures),
            "figure_found": figure_of(outcomes_block(row), day_query(request)),
        }
    return render(request, "placements/shortages/children.html", context)


@needs("shortages.read")
@require_GET
def funnel(request: StaffRequest) -> HttpResponseBase:
    """Recruitment of the council's own fostering service."""
    council = council_of(request)
    blocks = [block for name in FUNNEL_BLOCKS if (block := funnel_asked(council.pk, name, request.GET))]
    charts = []
    for row in blocks[0].rows if blocks else []:
        period, _forms, people, applied, approved, _year_on, caring, _hours, _day = row
        counts = [int(value or 0) for value in (people, applied, approved, caring)]
        labels = (_("People who enquired"), _("Applied"), _("Approved"), _("Caring a year on"))
        steps = [FunnelStep(label, count) for label, count in zip(labels, counts, strict=True)]
        charts.append((str(period), Funnel(str(period), steps, _("people"))))
    context = {
        "page_title": _("Recruitment"),
        "sections": sections(request.path, day_query(request)),
        "known_on": blocks[0].as_of if blocks and day_asked(request.GET) else None,
        "charts": charts[-1:],
        "figures": [figure_of(block, day_query(request)) for block in blocks],
        "has_service": council.is_agency,
    }
    return render(request, "placements/shortages/funnel.html", context)


@needs("shortages.read")
@require_GET
def england_page(request: StaffRequest) -> HttpResponseBase:
    """The tile map and table on published figures; useful without any data of one's own."""
    council = council_of(request)
    found = england(council, request.GET)
    query = f"measure={found.measure}&year={found.year}"
    block, own_day = block_of_england(found), day_query(request)
    query = "&".join(filter(None, [query, own_day]))
    context = {
        "page_title": _("England"),
        "sections": sections(request.path, day_query(request)),
        "found": found,
        "tiles": _tiles(found),
        "sentence": england_sentence(found),
        "figure_found": figure_of(block, query),
        "beside": replace(
            block, title=_("You, your neighbours and councils like yours"), rows=[row for row in block.rows if row[-1]]
        ),
        "alike": figure_of(block_of_peers(found), own_day),
        "measures": [(key, str(words)) for key, (words, *_rest) in {**MEASURES, **OPEN}.items()],
        "years": YEARS,
    }
    return render(request, "placements/shortages/england.html", context)


def _tiles(found: England) -> TileMap:
    tiles = []
    for council in found.councils:
        band = TileMap.band_of(found.values[council.code], found.limits)
        tiles.append(Tile(council.name, council.tile_column, council.tile_row, band, found.told(council.code),
                          own=council.code == found.own))  # fmt: skip
    limits = found.limits
    if not limits:  # too few for fifths: shown or not is all that a colour can say
        return TileMap(found.words, tiles, [_("a figure is published")])
    edges = [_("up to %g") % limits[0], *(f"{a:g} – {b:g}" for a, b in pairwise(limits)),
             _("over %g") % limits[-1]]  # fmt: skip
    return TileMap(found.words, tiles, edges)
