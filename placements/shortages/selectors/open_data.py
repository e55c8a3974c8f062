"""Open figures as pages, files and the API show them. Made from what went out and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Council
from carers.law.vocabulary import KindOfCare
from placements.models import OpenFigures
from placements.shortages.disclosure.publication import WITHHELD, Cell, Published
from placements.shortages.disclosure.suppression import DEFAULT_RULE
from placements.shortages.disclosure.table import TOTAL, Key
from placements.shortages.forecasting.categories import BAND_LABELS, BANDS
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.now import SERVICES
from placements.shortages.selectors.now_blocks import state_words

MET = {"as_asked": gettext_lazy("as asked"), "badly": gettext_lazy("met badly")}


@dataclass(frozen=True)
class Release:
    """One set of one month beside the month before it, if there was one."""

    row: OpenFigures
    before: OpenFigures | None

    def value(self, key: Key) -> Value:
        found = self.shown.cells.get((self.row.month.isoformat(), *key))
        return "" if found is None else found.value if found.value is not None else WITHHELD

    @property
    def shown(self) -> Published:
        """Both months in one, each key with its month first."""
        cells: dict[Key, Cell] = {}
        for row in (self.row, self.before):
            for *key, value in row.cells if row else []:
                cells[(row.month.isoformat() if row else "", *key)] = Cell(value, "" if value is not None else WITHHELD)
        return Published(cells, (), frozenset(), DEFAULT_RULE)

    def rows(self, area: str = "") -> list[tuple[Key, Cell, Value]]:
        """(key, cell, change since the month before) of one area, or of everything."""
        shown, month = self.shown, self.row.month.isoformat()
        earlier = self.before.month.isoformat() if self.before else ""
        out: list[tuple[Key, Cell, Value]] = []
        for (when, *rest), cell in shown.cells.items():
            key = tuple(rest)
            if when != month or (area and key[0] != area):
                continue
            change: Value = ""
            if earlier and (earlier, *key) in shown.cells:
                moved = shown.change((earlier, *key), (month, *key))
                change = moved.value if moved.value is not None else WITHHELD
            out.append((key, cell, change))
        return out


def release(name: str, month: str = "") -> Release | None:
    """The newest, or that of a month (yyyy-mm); None for a set or a month that never went out."""
    rows = OpenFigures.objects.filter(name=name)
    day = _month(month)
    if month and day is None:
        return None
    row = (rows.filter(month=day) if day else rows).order_by("-month").first()
    if row is None:
        return None
    return Release(row, rows.filter(month__lt=row.month).order_by("-month").first())


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def months_out() -> list[str]:
    """Months with a publication, newest first, as yyyy-mm."""
    days = OpenFigures.objects.order_by("-month").values_list("month", flat=True).distinct()
    return [f"{day:%Y-%m}" for day in days]


def areas_in(found: Release) -> list[tuple[str, str]]:
    """(key, words) of England, regions and councils in the set."""
    names = dict(Council.objects.values_list("code", "name"))
    keys = dict.fromkeys(key[0] for key, _cell, _change in found.rows())
    words = {key: _("England, councils that use this service") if key == TOTAL else names.get(key, key) for key in keys}
    order = sorted(keys, key=lambda key: (key != TOTAL, key in names, words[key]))
    return [(key, words[key]) for key in order]


def open_block(found: Release, area: str = "") -> Block:
    """One set as a table: of one area, or the whole of it."""
    names = dict(areas_in(found))
    parts = _parts(found.row.name)
    rows: list[list[Value]] = []
    for key, cell, change in sorted(found.rows(area), key=lambda one: _order(found.row.name, names, one[0])):
        words = [_word(part, level) for part, level in zip(parts, key[1:], strict=True)]
        shown: Value = cell.value if cell.value is not None else WITHHELD
        rows.append([names[key[0]], *words, shown, change, *_ahead(found, key)])
    heads = {"kind": _("Kind of care"), "band": _("Age"), "met": _("Home"), "service": _("Service"),
             "state": _("State")}  # fmt: skip
    columns = [("area", _("Area")), *((part, str(heads[part])) for part in parts), ("count", _("Count")),
               ("change", _("Change since the month before"))]  # fmt: skip
    if found.row.name == OpenFigures.Name.FOSTERED:
        columns += [("low", _("In a year, 1 in 10: fewer than")), ("middle", _("In a year, most likely")),
                    ("high", _("In a year, 1 in 10: more than"))]  # fmt: skip
    title = f"{found.row.get_name_display()}, {found.row.month:%B %Y}"
    return Block(f"open_{found.row.name}", title, columns, rows, found.row.as_of, _coverage(names), notes())


def notes() -> list[str]:
    return [
        _("c: withheld. Counts from 1 to 5 are withheld, and as many others as it takes that nobody can work them "
          "out, now and then a nought too; a shown nought is a true nought; all others are rounded to 5, so totals "
          "need not add up."),
        _("A change is that of the two shown figures, and withheld if either is."),
    ]  # fmt: skip


def _parts(name: str) -> list[str]:
    return {"waiting": ["kind", "band"], "living": ["met", "band"], "places": ["service", "state"],
            "fostered": ["band"]}[name]  # fmt: skip


def _order(name: str, names: Mapping[str, str], key: Key) -> tuple[Any, ...]:
    areas = list(names)
    return (areas.index(key[0]), *((level != TOTAL, _rank(level)) for level in key[1:]))


def _rank(level: str) -> int:
    everything = [*KindOfCare.values, *MET, *SERVICES, *state_words(), *BANDS]
    return everything.index(level) if level in everything else -1


def _word(part: str, level: str) -> str:
    if level == TOTAL:
        return _("All")
    words: dict[str, Mapping[str, Any]] = {
        "kind": {kind.value: kind.label for kind in KindOfCare}, "met": MET, "service": SERVICES,
        "state": state_words(), "band": dict(zip(BANDS, BAND_LABELS, strict=True)),
    }  # fmt: skip
    return str(words[part][level])


def _ahead(found: Release, key: Key) -> list[Value]:
    if found.row.name != OpenFigures.Name.FOSTERED:
        return []
    ahead = {tuple(one[: len(key)]): one[len(key) :] for one in found.row.ahead}
    return list(ahead.get(key, ["", "", ""]))


def _coverage(names: Mapping[str, str]) -> str:
    councils = Council.objects.filter(code__in=list(names)).count()
    return _("%(n)s of 153 councils, as recorded in this service") % {"n": councils}
