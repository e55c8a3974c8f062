"""An edition as a tagged PDF (PDF/UA-1: read aloud and searched like a page). Data go in as JSON, never as markup."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.documents import papers
from placements.shortages.selectors.blocks import Block
from placements.shortages.selectors.edition import Edition, cell_text, in_brief

_LAYOUT = Path(__file__).with_name("edition.typ")
MOST_APPENDIX = 110  # rows of small print in two columns that the second page holds


def as_pdf(edition: Edition) -> bytes:
    return papers.as_pdf(_told(edition), _LAYOUT)


def _told(edition: Edition) -> dict[str, Any]:
    return {
        "title": edition.title,
        "mark": edition.mark,
        "as_of": f"{edition.as_of:%-d %B %Y}",
        "notes": list(edition.notes),
        "sections": [
            {
                "title": section.title,
                "sentences": list(section.sentences),
                "blocks": [
                    _table(in_brief(block) or block) | {"notes": edition.notes_of(block)} for block in section.blocks
                ],
            }
            for section in edition.sections
        ],
        "appendix": _appendix(edition),
    }


def _table(block: Block) -> dict[str, Any]:
    return {
        "title": block.title,
        "head": [heading for _key, heading in block.columns],
        "rows": [[cell_text(value) for value in row] for row in block.rows],
        "words": block.words,
    }


def _appendix(edition: Edition) -> dict[str, Any]:
    """The whole tables, as many as two pages hold; what does not fit is named, with where it stands."""
    room, tables, left = MOST_APPENDIX, [], []
    for block in edition.appendix:
        if len(block.rows) <= room:
            room -= len(block.rows)
            tables.append(_table(block))
        else:
            words = _("%(title)s: all %(rows)s rows are in the spreadsheet and the JSON of this edition.")
            left.append(words % {"title": block.title, "rows": len(block.rows)})
    return {"title": _("Appendix: every figure"), "tables": tables, "left": left}
