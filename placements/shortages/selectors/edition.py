"""The two-page edition for the sufficiency strategy (Children Act 1989 s22G), in two marked kinds.

Both are made of blocks and sentences that the pages show, so the figures cannot differ. The officers' edition holds
the council's own exact counts; the one for publication holds open figures and DfE's alone. An edition holds every
table whole. Where it is printed, a long table stands in brief, says so, and is whole in the appendix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from placements.models import OpenFigures, Snapshot
from placements.shortages.selectors.asked import of_own_area
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.children import children_sentence
from placements.shortages.selectors.england import england_block
from placements.shortages.selectors.files import NOW_FILTERS, block_of, filters_of_block
from placements.shortages.selectors.kept_now import now_asked
from placements.shortages.selectors.open_data import notes, open_block, release
from placements.shortages.selectors.outlook_blocks import outlook_sentence, score_words
from placements.shortages.selectors.reason_blocks import change_sentences, closing_sentence, why_sentence
from placements.shortages.selectors.snapshots import snapshot_of

OFFICERS, PUBLICATION = "officers", "publication"
MARKS = {
    OFFICERS: gettext_lazy("For officers of the council. Exact counts: not for publication."),
    PUBLICATION: gettext_lazy("For publication. Small counts withheld, others rounded to 5."),
}
MOST_ROWS = 20  # of a table among the sentences; a longer one is whole in the appendix
AHEAD = (3, 6, 12, 24)
# What each edition can be narrowed by.
FILTERS_OF_EDITION = {OFFICERS: NOW_FILTERS, PUBLICATION: filters_of_block("england")}


@dataclass(frozen=True)
class Section:
    title: str
    sentences: Sequence[str]
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Edition:
    """`mark` stands on each page."""

    kind: str
    title: str
    mark: str
    as_of: date
    sections: Sequence[Section]
    notes: Sequence[str]

    @property
    def blocks(self) -> list[Block]:
        return [block for section in self.sections for block in section.blocks]

    @property
    def appendix(self) -> list[Block]:
        """The tables that stand in brief among the sentences, whole."""
        return [block for block in self.blocks if in_brief(block)]

    def notes_of(self, block: Block) -> list[str]:
        """What a reader must know of one table: its own notes, and whether it is all of it."""
        own = [note for note in block.notes if note not in self.notes]
        shown = in_brief(block)
        if shown:
            facts = {"shown": len(shown.rows), "all": len(block.rows)}
            own.append(_("%(shown)s of %(all)s rows: the whole table is in the appendix.") % facts)
        return own

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "title": self.title, "mark": self.mark, "as_of": self.as_of.isoformat(),
            "sections": [
                {"title": one.title, "sentences": list(one.sentences), "blocks": [b.as_json() for b in one.blocks]}
                for one in self.sections
            ],
            "notes": list(self.notes),
        }  # fmt: skip


def in_brief(block: Block) -> Block | None:
    """The part of a long table that is read first; None for a table that is short enough to stand whole.

    Of open figures the upper levels of the drill-down, else the first rows.
    """
    rows = list(block.rows)
    if len(rows) <= MOST_ROWS:
        return None
    if block.name.startswith("open_"):
        everything = _("All")
        rows = [row for row in rows if everything in row[1:3]]
    return replace(block, rows=rows[:MOST_ROWS])


def edition_of(council: Organisation, kind: str, asked: Mapping[str, Any]) -> Edition | None:
    """None for another kind, a council without an area, or a day of which nothing was kept. Invalid where the address
    asks for another area's."""
    of_own_area(council, asked)
    if kind not in MARKS or council.area is None:
        return None
    title = _("Enough homes for children: %s") % council.area.name
    made = (_officers if kind == OFFICERS else _publication)(council, asked)
    if made is None:
        return None
    day, sections, more = made
    kept = [section for section in sections if section.sentences or section.blocks]
    return Edition(kind, title, str(MARKS[kind]), day, kept, more)


Made = tuple[date, list[Section], list[str]]


def _officers(council: Organisation, asked: Mapping[str, Any]) -> Made | None:
    now = now_asked(council, asked)
    if now is None:
        return None
    kinds = (Snapshot.Kind.CHILDREN, Snapshot.Kind.REASONS, Snapshot.Kind.FORECAST)
    children, reasons, ahead = (snapshot_of(council.pk, kind, asked) for kind in kinds)
    name = council.area.name if council.area else ""
    sections = [
        Section(_("Children first"), [children_sentence(children.figures)] if children else [],
                _blocks(council, asked, "children")),
        Section(_("Need and places"), [now.sentence()], _blocks(council, asked, "need", "places")),
        Section(_("Why"), [why_sentence(reasons.figures), *change_sentences(reasons.figures)[:2]] if reasons else [],
                []),
        Section(_("What would close it"), [closing_sentence(reasons.figures)] if reasons else [],
                _blocks(council, asked, "closing_list")),
        Section(_("Next months"), [outlook_sentence(name, ahead.figures), *score_words(ahead.figures)[-1:]]
                if ahead else [], [_ahead(block) for block in _blocks(council, asked, "next_gap")]),
    ]  # fmt: skip
    return now.day, sections, [now.coverage()]


def _blocks(council: Organisation, asked: Mapping[str, Any], *names: str) -> list[Block]:
    found = [block_of(council, name, asked) for name in names]
    return [block for block in found if block and block.rows]


def _ahead(block: Block) -> Block:
    """Of the months ahead, those that the strategy speaks of; the table says where the others are."""
    rows = [row for row in block.rows if row[0] in AHEAD]
    notes = [*block.notes, _("%(shown)s of %(all)s months: every month stands on the page Next months.")
             % {"shown": len(rows), "all": len(block.rows)}]  # fmt: skip
    return replace(block, rows=rows, notes=notes)


def _publication(council: Organisation, asked: Mapping[str, Any]) -> Made | None:
    """Open figures of the newest month (or of the month of `as_of`), and the council among its neighbours."""
    month = str(asked.get("as_of", ""))[:7]
    area = council.area_id or ""
    blocks: list[Block] = []
    days: list[date] = []
    absent: list[str] = []
    for name in (OpenFigures.Name.WAITING, OpenFigures.Name.LIVING, OpenFigures.Name.PLACES, OpenFigures.Name.FOSTERED):
        found = release(name, month)
        if found is not None:
            block = open_block(found, area)
            blocks += [block] if block.rows else []
            absent = [] if blocks else [_in_none_yet(council, found.row.month)]
            days.append(found.row.as_of)
    if not days:
        return None
    there = england_block(council, asked)
    rows = [row for row in there.rows if row[-1]]
    told = [*there.notes, _("%(shown)s of %(all)s councils: every council stands on the page England.")
            % {"shown": len(rows), "all": len(there.rows)}]  # fmt: skip
    beside = replace(there, rows=rows, notes=told)
    sections = [
        Section(_("Children and homes"), absent, blocks),
        Section(_("Beside neighbours and councils alike"), [], [beside] if beside.rows else []),
    ]
    return max(days), sections, notes()


def _in_none_yet(council: Organisation, month: date) -> str:
    """A council that joined after a month came out is in none of its tables: nothing is added to what is out."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    words = _("%(name)s is not in the figures of %(month)s: it was not yet in this service when they came out. Figures "
              "come out once a month and are never added to; it can be in those of %(next)s.")  # fmt: skip
    name = council.area.name if council.area else council.name
    return words % {"name": name, "month": f"{month:%B %Y}", "next": f"{after:%B %Y}"}


def cell_text(value: Value) -> str:
    """A value as print shows it; the same digits as on the page."""
    return "" if value is None else str(value)
