"""The blocks of an agency's yearly figures by name, for the page, its downloads and the API."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from placements.homes.selectors.ofsted import Year, ofsted_block, years_of
from placements.homes.selectors.ofsted_reconciled import reconciled_block
from placements.shortages.selectors.blocks import Block

OFSTED_BLOCKS: dict[str, Callable[[Year], Block]] = {"ofsted": ofsted_block, "ofsted_reconciled": reconciled_block}


def ofsted_figures(name: str, agency: UUID, year: int, today: date) -> Block | None:
    """None for a name or a year that cannot be asked for."""
    if name not in OFSTED_BLOCKS or year not in years_of(today):
        return None
    return OFSTED_BLOCKS[name](Year.of(agency, year, today))
