"""Papers as tagged PDF (PDF/UA-1): read aloud and searched like the page they stand for.

A layout is a typst file; data go in as JSON, never as markup, so that nothing in a name can become a command.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

_HERE = Path(__file__).parent


@cache
def _layout(path: Path) -> bytes:
    return path.read_bytes()


def as_pdf(data: dict[str, Any], layout: Path = _HERE / "paper.typ") -> bytes:
    """`data` laid out by `layout`, which reads it as the input `data`. The usual layout wants what `Paper` holds."""
    made = typst.compile(
        _layout(layout), format="pdf", sys_inputs={"data": json.dumps(data, default=str)}, ignore_system_fonts=True,
        pdf_standards="ua-1",
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
