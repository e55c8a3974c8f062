"""Any block of the dashboard by its name, for downloads and the API."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Organisation
from placements.selectors.shortages.blocks import Block
from placements.selectors.shortages.now import Filters, shortage_now_for
from placements.selectors.shortages.now_blocks import NOW_BLOCKS

Make = Callable[[Organisation, Mapping[str, Any]], Block | None]


def _now(name: str) -> Make:
    def make(council: Organisation, asked: Mapping[str, Any]) -> Block:
        return NOW_BLOCKS[name](shortage_now_for(council, filters=Filters.read(asked)))

    return make


BLOCKS: dict[str, Make] = {name: _now(name) for name in NOW_BLOCKS}


def block_of(council: Organisation, name: str, asked: Mapping[str, Any]) -> Block | None:
    """The block with the filters of an address, or None where there is none of that name or day."""
    make = BLOCKS.get(name)
    return make(council, asked) if make else None
