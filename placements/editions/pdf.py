"""An edition as a tagged PDF (PDF/UA-1: read aloud and searched like a page). Data go in as JSON, never as markup."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from placements.selectors.shortages.edition import Edition, cell_text

_LAYOUT = Path(__file__).with_name("edition.typ")


@cache
def _layout() -> bytes:
    return _LAYOUT.read_bytes()


def as_pdf(edition: Edition) -> bytes:
    data = json.dumps(_told(edition))
    made = typst.compile(
        _layout(), format="pdf", sys_inputs={"edition": data}, ignore_system_fonts=True, pdf_standards="ua-1"
    )
    assert isinstance(made, bytes)
    return made


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
