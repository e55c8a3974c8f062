"""All 153 councils of England, for a council without data of its own too: DfE's figures, and beside them what of this
service's own is published as open data, withheld and rounded as it went out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Adjacency, Council, CouncilFigure, Organisation
from placements.models import OpenFigures
from placements.shortages.disclosure.publication import WITHHELD
from placements.shortages.disclosure.table import TOTAL
from placements.shortages.selectors import peers
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.open_data import release

YEARS = (2021, 2022, 2023, 2024, 2025)
# key -> (words, numerator, denominator); no denominator: change of the numerator since 2021.
MEASURES = {
    "fostered": (gettext_lazy("Looked-after children in foster care, per cent"), "foster_placements", "looked_after"),
    "far": (gettext_lazy("Living more than 20 miles from home, per cent"), "over_20_miles", "looked_after"),
    "outside": (gettext_lazy("Living outside the council's area, per cent"), "outside_council", "looked_after"),
    "older": (gettext_lazy("Aged 10 and over, per cent"), "age_10_15", "looked_after"),
    "change": (gettext_lazy("Change in children looked after since 2021, per cent"), "looked_after", ""),
}
# What this service publishes of a council: key -> (words, set of open figures, key below the council).
OPEN = {
    "waiting": (gettext_lazy("Children waiting for a home, published here"), OpenFigures.Name.WAITING, (TOTAL, TOTAL)),
    "badly": (gettext_lazy("Children in a home not as asked, published here"), OpenFigures.Name.LIVING,
              ("badly", TOTAL)),
}  # fmt: skip


@dataclass(frozen=True)
class England:
    """Councils and one measure of one year; `values` None where DfE prints a symbol or nothing is published here.
    `published`: council -> the figures of `OPEN` as they went out, "c" where withheld, "" where there is none."""

    year: int
    measure: str
    councils: Sequence[Council]
    values: Mapping[str, float | None]
    children: Mapping[str, int | None]
    own: str
    neighbours: frozenset[str]
    alike: Sequence[peers.Likeness]
    published: Mapping[str, Mapping[str, Value]]
    month: date | None

    @cached_property
    def limits(self) -> list[float]:
        """Upper ends of the first four fifths."""
        known = sorted(value for value in self.values.values() if value is not None)
        return [known[len(known) * part // 5 - 1] for part in (1, 2, 3, 4)] if len(known) >= 5 else []

    @property
    def is_open(self) -> bool:
        return self.measure in OPEN

    @property
    def words(self) -> str:
        return str((OPEN if self.is_open else MEASURES)[self.measure][0])

    @property
    def when(self) -> str:
        """The year of DfE's figures, or the month of those published here."""
        return str(self.year) if not self.is_open else f"{self.month:%B %Y}" if self.month else _("not published yet")

    @cached_property
    def peers(self) -> frozenset[str]:
        return frozenset(one.code for one in self.alike)

    def group_of(self, code: str) -> str:
        if code == self.own:
            return _("your council")
        both = [_("neighbour")] * (code in self.neighbours) + [_("peer")] * (code in self.peers)
        return ", ".join(both)

    def told(self, code: str) -> str:
        """A value in words, or why there is none."""
        value = self.values[code]
        if value is not None:
            return f"{value:g}"
        withheld = self.is_open and self.published.get(code, {}).get(self.measure) == WITHHELD
        return _("withheld") if withheld else _("no figure")


def england(council: Organisation, asked: Mapping[str, Any]) -> England:
    """The measure and year asked for, else foster care in 2025. As many queries whatever is asked."""
    named = str(asked.get("measure", ""))
    measure = named if named in MEASURES or named in OPEN else "fostered"
    wanted = str(asked.get("year", ""))
    year = int(wanted) if wanted in {str(one) for one in YEARS} else YEARS[-1]
    _words, over, under = MEASURES.get(measure, MEASURES["fostered"])
    rows = CouncilFigure.objects.filter(measure__in={over, under or over, *peers.FIGURES})
    found = {(c, y, m): v for c, y, m, v in rows.values_list("council_id", "year", "measure", "value")}
    councils = list(Council.objects.order_by("name"))
    children = {c.code: found.get((c.code, year, "looked_after")) for c in councils}
    own = council.area_id or ""
    beside = Adjacency.objects.filter(council=own).values_list("adjoining", flat=True)
    published, month = _published(asked)
    values = {
        c.code: _open_value(published, c.code, measure) if measure in OPEN else _value(found, c.code, year, measure)
        for c in councils
    }
    alike = peers.nearest({c.code: peers.measured(found, c.code) for c in councils}, own)
    return England(year, measure, councils, values, children, own, frozenset(beside), alike, published, month)


def _published(asked: Mapping[str, Any]) -> tuple[dict[str, dict[str, Value]], date | None]:
    """Of every council in the newest open figures, or in those of the month of `as_of`, as they went out."""
    out: dict[str, dict[str, Value]] = {}
    month = None
    for key, (_words, name, below) in OPEN.items():
        found = release(name, str(asked.get("as_of", ""))[:7])
        if found is None:
            continue
        month = found.row.month
        for (area, *rest), cell, _change in found.rows():
            if tuple(rest) == below:
                out.setdefault(area, {})[key] = WITHHELD if cell.value is None else cell.value
    return out, month


def _open_value(published: Mapping[str, Mapping[str, Value]], code: str, measure: str) -> float | None:
    value = published.get(code, {}).get(measure)
    return float(value) if isinstance(value, int) else None


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


def england_sentence(found: England) -> str:
    """The first line: the own council among England's and among those like it, whatever it records here."""
    known = sorted((value for value in found.values.values() if value is not None), reverse=True)
    name = next((c.name for c in found.councils if c.code == found.own), "")
    if not known:
        return _("No figure is published of any council.")
    facts = {"name": name, "middle": _middle(known), "all": len(known), "words": found.words, "when": found.when}
    value = found.values.get(found.own)
    if value is None:
        return _("%(words)s, %(when)s: the middle one of %(all)s councils has %(middle)s.") % facts
    like = [one for code in found.peers if (one := found.values[code]) is not None]
    facts |= {"value": f"{value:g}", "rank": known.index(value) + 1, "like": _middle(like) if like else ""}
    words = _("%(words)s, %(when)s: %(name)s has %(value)s, number %(rank)s of %(all)s councils from the highest; "
              "the middle one has %(middle)s.")  # fmt: skip
    return (words + (" " + _("Among councils like yours the middle one has %(like)s.") if like else "")) % facts


def _middle(values: Sequence[float]) -> str:
    return f"{round(median(values), 1):g}"


def england_block(council: Organisation, asked: Mapping[str, Any]) -> Block:
    return block_of_england(england(council, asked))


def block_of_england(found: England) -> Block:
    rows: list[list[Value]] = [
        [c.name, c.region, found.children[c.code], found.values[c.code],
         *(found.published.get(c.code, {}).get(key, "") for key in OPEN), found.group_of(c.code)]
        for c in found.councils
    ]  # fmt: skip
    columns = [
        ("council", _("Council")), ("region", _("Region")), ("looked_after", _("Children looked after")),
        ("value", found.words), *((key, str(words)) for key, (words, _name, _below) in OPEN.items()),
        ("compared", _("Compared with you")),
    ]  # fmt: skip
    known = sum(value is not None for value in found.values.values())
    source = (
        _("open figures of this service") if found.is_open else _("DfE, Children looked after in England, 2025 release")
    )
    coverage = _("%(known)s of %(all)s councils; %(source)s") % {
        "known": known, "all": len(found.councils), "source": source,
    }  # fmt: skip
    notes = [
        _("Blank: DfE withholds counts of 1 to 5, the council did not exist, or it does not use this service. "
          "c: withheld here, as in the open figures; the others published here are rounded to 5."),
    ]  # fmt: skip
    day = found.month if found.is_open and found.month else date(found.year, 3, 31)
    return Block("england", f"{found.words}, {found.when}", columns, rows, day, coverage, notes)


def peers_block(council: Organisation, asked: Mapping[str, Any]) -> Block:
    return block_of_peers(england(council, asked))


def block_of_peers(found: England) -> Block:
    """Councils alike with what they are alike in: how far apart, and every measure as published."""
    names = {council.code: council.name for council in found.councils}
    rows: list[list[Value]] = [[names[one.code], one.distance, *one.values] for one in found.alike]
    columns = [("council", _("Council")), ("distance", _("Distance")),
               *((key, str(words)) for key, words in peers.MEASURES.items())]  # fmt: skip
    notes = [
        _("Peers: the ten councils nearest to yours on these seven measures, each set against its spread over England; "
          "0 would be the same in all. They say what a council has to deal with, not what it makes of it."),
        _("This is no official statistical-neighbour model: those rest on the census (population, deprivation, "
          "ethnicity), which is not carried here. Postcodes stand for population."),
    ]  # fmt: skip
    coverage = _("DfE, Children looked after in England, 2025 release; OS Code-Point Open 2025")
    return Block("peers", _("Councils like yours"), columns, rows, date(peers.YEAR, 3, 31), coverage, notes)
