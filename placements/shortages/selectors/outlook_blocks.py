"""The blocks of "Next months", from the day's snapshot."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from placements.models import Snapshot
from placements.shortages.forecasting.categories import BAND_LABELS
from placements.shortages.forecasting.gate import LIMITED
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.history import RETURNS
from placements.shortages.selectors.now import listed


def _range() -> list[tuple[str, str]]:
    return [("low", _("1 in 10: fewer than")), ("middle", _("Most likely")), ("high", _("1 in 10: more than"))]


def shown_words(shown: str) -> str:
    return {"forecast": _("forecast"), "last value": _("last value"), "limited data": _("limited data")}[shown]


def outlook_coverage(figures: dict[str, Any]) -> str:
    day = date.fromisoformat(figures["known_to"])
    known = f"{day:%B %Y}" if (day + timedelta(days=1)).day == 1 else f"{day:%-d %B %Y}"
    if figures["source"] == RETURNS:
        return _("your SSDA903 returns, known to %s") % known
    return _("foster placements recorded here, known to %s (no return has been uploaded)") % known


def outlook_sentence(name: str, figures: dict[str, Any], month: int = 12) -> str:
    """ "Over the next 12 months Leeds is likely to be 23 places short (11 to 38), most of all for 10 to 15." """
    words = _gap_words(name, figures, month)
    verdict = figures["verdicts"].get(str(month))
    if verdict and verdict["shown"] == LIMITED:
        words += " " + _("Limited data: this carries today's children on, and is no forecast.")
    return words


def _gap_words(name: str, figures: dict[str, Any], month: int) -> str:
    low, mid, high, chance = figures["gap"][month - 1]
    if round(high) < 1:
        return _("In %(month)s months there are likely to be enough places in %(name)s, by age alone.") % {
            "month": month, "name": name,
        }  # fmt: skip
    facts = {"month": month, "name": name, "low": round(low), "mid": round(mid), "high": round(high),
             "chance": round(100 * chance)}  # fmt: skip
    if round(mid) < 1:
        words = _(
            "In %(month)s months %(name)s may be up to %(high)s places short: "
            "the chance of any shortage is %(chance)s in 100."
        )
    else:
        words = _("In %(month)s months %(name)s is likely to be %(mid)s places short (%(low)s to %(high)s).")
    bands = [BAND_LABELS[band].lower() for band in figures["tightest"]]
    most = " " + _("Most of all for children aged %s.") % listed(bands) if bands and len(bands) < 5 else ""
    return words % facts + most


def score_words(figures: dict[str, Any]) -> list[str]:
    """The method's own record on this council, in plain words, once for each horizon."""
    return [str(verdict["why"]) for verdict in figures["verdicts"].values()]


def children_block(row: Snapshot) -> Block:
    """Children in foster care month by month."""
    rows: list[list[Value]] = [
        [f"{date.fromisoformat(day):%B %Y}", low, mid, high, shown_words(shown)]
        for day, low, mid, high, shown in row.figures["children"]
    ]
    columns = [("month", _("Month end")), *_range(), ("shown", _("What is shown"))]
    return _block(row, "next_children", _("Children in foster care"), columns, rows, row.figures["notes"])


def bands_block(row: Snapshot) -> Block:
    """Children in foster care by age, 3, 6, 12 and 24 months ahead."""
    rows: list[list[Value]] = [
        [BAND_LABELS[band], int(month), *points]
        for band in range(5)
        for month, found in row.figures["bands"].items()
        for points in [found[band]]
    ]
    columns = [("age", _("Age")), ("months_ahead", _("Months ahead")), *_range()]
    return _block(row, "next_bands", _("Children in foster care, by age"), columns, rows)


def gap_block(row: Snapshot) -> Block:
    """The gap month by month, with homes and places."""
    rows: list[list[Value]] = []
    for at, ((low, mid, high, chance), homes) in enumerate(zip(row.figures["gap"], row.figures["homes"], strict=True)):
        rows.append([at + 1, low, mid, high, round(100 * chance), homes[1], homes[4]])
    columns = [
        ("months_ahead", _("Months ahead")), *_range(), ("chance", _("Chance of any shortage, per cent")),
        ("homes", _("Homes, most likely")), ("places", _("Usable places, most likely")),
    ]  # fmt: skip
    notes = [
        _("Places that children of other councils fill are left out. Children who wait today are counted as waiting "
          "still. By age alone: distance and other needs make it harder."),
    ]  # fmt: skip
    return _block(row, "next_gap", _("Places short"), columns, rows, notes)


def found_block(row: Snapshot) -> Block:
    """New placements to find in each month: entries and moves."""
    rows: list[list[Value]] = [[at + 1, *points] for at, points in enumerate(row.figures["found"])]
    columns = [("months_ahead", _("Months ahead")), *_range()]
    return _block(row, "next_found", _("New foster placements to find in each month"), columns, rows)


def year_ago_block(row: Snapshot) -> Block:
    """The forecast of a year ago beside what happened."""
    names = ("total", "under_1", "1_to_4", "5_to_9", "10_to_15", "16_plus")
    labels = dict(zip(names, (_("All"), *BAND_LABELS), strict=True))
    rows: list[list[Value]] = [
        [labels[name], horizon, before, low, mid, high, actual, _("yes") if inside else _("no"), shown_words(shown)]
        for horizon, name, before, low, mid, high, actual, inside, shown in row.figures["year_ago"]
    ]
    columns = [
        ("age", _("Age")), ("months_ahead", _("Months ahead")), ("before", _("A year ago")), *_range(),
        ("happened", _("What happened")), ("inside", _("Inside the range")), ("shown", _("What was shown")),
    ]  # fmt: skip
    notes = [_("Made again from what was known a year ago and nothing later. One in five falls outside by design.")]
    return _block(row, "next_year_ago", _("The forecast of a year ago, and what happened"), columns, rows, notes)


def _block(
    row: Snapshot, name: str, title: str, columns: list[tuple[str, str]], rows: list[list[Value]],
    notes: list[str] | None = None,
) -> Block:  # fmt: skip
    return Block(name, title, columns, rows, row.as_of, outlook_coverage(row.figures), notes or [])


OUTLOOK_BLOCKS = {
    "next_children": children_block, "next_bands": bands_block, "next_gap": gap_block, "next_found": found_block,
    "next_year_ago": year_ago_block,
}  # fmt: skip
