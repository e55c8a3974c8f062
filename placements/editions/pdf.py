"""An edition as a tagged PDF (PDF/UA-1: read aloud and searched like a page). Data go in as JSON, never as markup."""

from pathlib import Path
from typing import Any

from accounts import papers
from placements.selectors.shortages.edition import Edition, cell_text

_LAYOUT = Path(__file__).with_name("edition.typ")


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
                    {
                        "title": block.title,
                        "head": [heading for _key, heading in block.columns],
                        "rows": [[cell_text(value) for value in row] for row in block.rows],
                    }
                    for block in section.blocks
                ],
            }
            for section in edition.sections
        ],
    }
