"""The shortage dashboard: what is missing now, with every figure to take away."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from accounts.pages.access import StaffRequest, needs
from accounts.pages.charts import GapBars, GapRow
from carers.law.vocabulary import KindOfCare
from placements.models import Snapshot
from placements.shortages.forecasting.categories import BAND_LABELS, BANDS
from placements.shortages.pages.downloads import addresses, answer_with
from placements.shortages.pages.outcomes import leading_stats
from placements.shortages.selectors.blocks import Block
from placements.shortages.selectors.children import worse_words
from placements.shortages.selectors.files import block_of
from placements.shortages.selectors.kept_now import now_asked
from placements.shortages.selectors.now import SERVICES, SIZES, Now
from placements.shortages.selectors.now_blocks import NOW_BLOCKS
from placements.shortages.selectors.outlook_blocks import outlook_sentence
from placements.shortages.selectors.reason_blocks import why_sentence
from placements.shortages.selectors.snapshots import day_asked, snapshot_of

SECTIONS = (
    ("shortages", gettext_noop("Now")),
    ("shortages_why", gettext_noop("Why")),
    ("shortages_closing", gettext_noop("What would close it")),
    ("shortages_next", gettext_noop("Next months")),
    ("shortages_children", gettext_noop("Children first")),
    ("shortages_funnel", gettext_noop("Recruitment")),
    ("shortages_england", gettext_noop("England")),
    ("shortage_edition", gettext_noop("To print")),
)


def sections(path: str, query: str = "") -> list[dict[str, Any]]:
    """Pages of the dashboard, as its own navigation shows them; a day past is kept from page to page."""
    shown = []
    for name, words in SECTIONS:
        href = reverse(name, args=["officers"]) if name == "shortage_edition" else reverse(name)
        shown.append({"href": f"{href}?{query}" if query else href, "text": _(words), "active": href == path})
    return shown


def council_of(request: StaffRequest) -> Organisation:
    """The council asked for. A regional body has no area of its own: it starts at England."""
    return request.caller.organisation


def figure_of(block: Block, query: str = "") -> dict[str, Any]:
    """What the figure macro needs beside the picture."""
    return {"block": block, **addresses(lambda form: reverse("shortage_file", args=[block.name, form]), query)}


def day_query(request: StaffRequest) -> str:
    """ "as_of=2026-10-01" where a day past is asked for, for every link and download of the page."""
    day = day_asked(request.GET)
    return f"as_of={day.isoformat()}" if day else ""


@needs("shortages.read")
@require_GET
def shortages(request: StaffRequest) -> HttpResponseBase:
    council = council_of(request)
    if not council.area_id:
        return redirect("shortages_england")
    now = now_asked(council, request.GET)
    if now is None:
        return _nothing_kept(request)
    day = day_asked(request.GET)
    query = "&".join(part for part in (now.filters.query(), day_query(request)) if part)
    reasons = snapshot_of(council.pk, Snapshot.Kind.REASONS, request.GET)
    children = snapshot_of(council.pk, Snapshot.Kind.CHILDREN, request.GET)
    ahead = snapshot_of(council.pk, Snapshot.Kind.FORECAST, request.GET)
    blocks = {name: make(now) for name, make in NOW_BLOCKS.items()}
    context = {
        "page_title": _("Shortages"),
        "sections": sections(request.path, day_query(request)),
        "now_figures": now,
        "figures": {name: figure_of(block, query) for name, block in blocks.items()},
        "as_of": day,
        "today": timezone.localdate(),
        "chart": _bars(now, blocks["need"], day_query(request)),
        "choices": _choices(),
        "beside": [(name, f"{reverse('open_data')}?figures=places&area={code}") for code, name in now.beside],
        "outcomes": leading_stats(children.figures) if children else None,
        "worse": worse_words(children.figures) if children else "",
        "ahead": outlook_sentence(now.area_name, ahead.figures) if ahead else "",
        "why_words": why_sentence(reasons.figures) if reasons else "",
        "here": request.build_absolute_uri(f"{request.path}?{query.strip('&')}"),
    }
    return render(request, "placements/shortages/now.html", context)


def _nothing_kept(request: StaffRequest) -> HttpResponse:
    context = {"page_title": _("Shortages"), "sections": sections(request.path), "now_figures": None}
    return render(request, "placements/shortages/now.html", context, status=404)


def _bars(now: Now, block: Block, day: str) -> GapBars:
    rows = []
    for label, waiting, badly, usable, _short in block.rows:
        band = BANDS[BAND_LABELS.index(str(label))]
        words = _("%s met badly") % badly if badly else ""
        href = "?" + "&".join(filter(None, [now.filters.query(band="" if now.filters.band else band), day]))
        rows.append(GapRow(str(label), int(waiting or 0), int(usable or 0), words=words, href=href))
    return GapBars(block.title, rows)


def _choices() -> list[dict[str, Any]]:
    """The filters: name, label, options as (value, words)."""
    everything = ("", _("All"))
    kinds = [(kind.value, str(kind.label)) for kind in KindOfCare]
    return [
        {"name": "kind", "label": _("Kind of care"), "options": [everything, *kinds]},
        {"name": "band", "label": _("Age"),
         "options": [everything, *zip(BANDS, BAND_LABELS, strict=True)]},
        {"name": "service", "label": _("Service"),
         "options": [everything, *((key, str(words)) for key, words in SERVICES.items())]},
        {"name": "size", "label": _("Brothers and sisters"),
         "options": [everything, *((size, _("4 or more") if size == "4" else size) for size in SIZES)]},
    ]  # fmt: skip


@needs("shortages.read")
@require_GET
def shortage_file(request: StaffRequest, block: str, form: str) -> HttpResponseBase:
    """One block as CSV, spreadsheet or JSON, at an address that can be kept."""
    return answer_with(block_of(council_of(request), block, request.GET), form)
