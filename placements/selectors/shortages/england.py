"""All 153 councils of England on DfE's published figures: for a council without data of its own too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Adjacency, Council, CouncilFigure, Organisation
from placements.selectors.shortages.blocks import Block, Value

YEARS = (2021, 2022, 2023, 2024, 2025)
PEERS = 5
# key -> (words, numerator, denominator); no denominator: change of the numerator since 2021.
MEASURES = {
    "fostered": (gettext_lazy("Looked-after children in foster care, per cent"), "foster_placements", "looked_after"),
    "far": (gettext_lazy("Living more than 20 miles from home, per cent"), "over_20_miles", "looked_after"),
    "outside": (gettext_lazy("Living outside the council's area, per cent"), "outside_council", "looked_after"),
    "older": (gettext_lazy("Aged 10 and over, per cent"), "age_10_15", "looked_after"),
    "change": (gettext_lazy("Change in children looked after since 2021, per cent"), "looked_after", ""),
}


@dataclass(frozen=True)
class England:
    """Councils and one measure of one year; `values` None where DfE prints a symbol."""

    year: int
    measure: str
    councils: Sequence[Council]
    values: Mapping[str, float | None]
    children: Mapping[str, int | None]
    own: str
    neighbours: frozenset[str]

    @cached_property
    def limits(self) -> list[float]:
        """Upper ends of the first four fifths."""
        known = sorted(value for value in self.values.values() if value is not None)
        return [known[len(known) * part // 5 - 1] for part in (1, 2, 3, 4)] if len(known) >= 5 else []

    @property
    def words(self) -> str:
        return str(MEASURES[self.measure][0])

    @cached_property
    def peers(self) -> frozenset[str]:
        """Councils of the same type whose number of looked-after children is nearest."""
        mine = next((council for council in self.councils if council.code == self.own), None)
        size = self.children.get(self.own)
        if mine is None or size is None:
            return frozenset()
        sizes = {c.code: self.children.get(c.code) for c in self.councils if c.council_type == mine.council_type}
        alike = [(abs(n - size), code) for code, n in sizes.items() if n is not None and code != self.own]
        return frozenset(code for _far, code in sorted(alike)[:PEERS])

    def group_of(self, code: str) -> str:
        if code == self.own:
            return _("your council")
        if code in self.neighbours:
            return _("neighbour")
        return _("peer") if code in self.peers else ""


def england(council: Organisation, asked: Mapping[str, Any]) -> England:
    """The measure and year asked for, else foster care in 2025. Four queries whatever is asked."""
    measure = str(asked.get("measure", "")) if str(asked.get("measure", "")) in MEASURES else "fostered"
    wanted = str(asked.get("year", ""))
    year = int(wanted) if wanted in {str(one) for one in YEARS} else YEARS[-1]
    _words, over, under = MEASURES[measure]
    rows = CouncilFigure.objects.filter(measure__in={over, under or over, "looked_after", "age_16_plus"})
    found = {(c, y, m): v for c, y, m, v in rows.values_list("council_id", "year", "measure", "value")}
    councils = list(Council.objects.order_by("name"))
    values = {c.code: _value(found, c.code, year, measure) for c in councils}
    children = {c.code: found.get((c.code, year, "looked_after")) for c in councils}
    own = council.area_id or ""
    beside = Adjacency.objects.filter(council=own).values_list("adjoining", flat=True)
    return England(year, measure, councils, values, children, own, frozenset(beside))


def _value(found: Mapping[tuple[str, int, str], int | None], code: str, year: int, measure: str) -> float | None:
    _words, over, under = MEASURES[measure]
    top = found.get((code, year, over))
    if measure == "older":
        more = found.get((code, year, "age_16_plus"))
        top = None if top is None or more is None else top + more
    below = found.get((code, year, under)) if under else found.get((code, YEARS[0], over))
    if top is None or not below:
        return None
    return round(100 * top / below - (0 if under else 100), 1)


def england_block(council: Organisation, asked: Mapping[str, Any]) -> Block:
    found = england(council, asked)
    rows: list[list[Value]] = [
        [c.name, c.region, found.children[c.code], found.values[c.code], found.group_of(c.code)] for c in found.councils
    ]
    columns = [
        ("council", _("Council")), ("region", _("Region")), ("looked_after", _("Children looked after")),
        ("value", found.words), ("compared", _("Compared with you")),
    ]  # fmt: skip
    known = sum(value is not None for value in found.values.values())
    coverage = _("%(known)s of %(all)s councils; DfE, Children looked after in England, 2025 release") % {
        "known": known, "all": len(found.councils),
    }  # fmt: skip
    notes = [
        _("Blank: DfE withholds counts of 1 to 5, or the council did not exist. Peers: councils of the same type with "
          "the nearest number of children looked after."),
    ]  # fmt: skip
    return Block("england", f"{found.words}, {found.year}", columns, rows, date(found.year, 3, 31), coverage, notes)
