"""Reads of the shortage dashboard. A page, its downloads and the API are made from the same blocks."""

from placements.selectors.shortages.blocks import Block
from placements.selectors.shortages.files import BLOCKS, block_of
from placements.selectors.shortages.kept_now import now_asked
from placements.selectors.shortages.now import Filters, Now, shortage_now_for

__all__ = ["BLOCKS", "Block", "Filters", "Now", "block_of", "now_asked", "shortage_now_for"]
