"""Any block of the dashboard by its name, for downloads and the API."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Organisation
from placements.models import Snapshot
from placements.shortages.selectors.asked import of_own_area
from placements.shortages.selectors.blocks import Block
from placements.shortages.selectors.children import outcomes_block
from placements.shortages.selectors.england import england_block, peers_block
from placements.shortages.selectors.funnel import FUNNEL_BLOCKS, funnel_asked
from placements.shortages.selectors.kept_now import now_asked
from placements.shortages.selectors.now_blocks import NOW_BLOCKS
from placements.shortages.selectors.outlook_blocks import OUTLOOK_BLOCKS
from placements.shortages.selectors.reason_blocks import REASON_BLOCKS
from placements.shortages.selectors.snapshots import snapshot_of
from placements.shortages.selectors.what_ifs import what_ifs_block

Make = Callable[[Organisation, Mapping[str, Any]], Block | None]


def _now(name: str) -> Make:
    def make(council: Organisation, asked: Mapping[str, Any]) -> Block | None:
        now = now_asked(council, asked)
        return NOW_BLOCKS[name](now) if now else None

    return make


def _recruitment(name: str) -> Make:
    def make(council: Organisation, asked: Mapping[str, Any]) -> Block | None:
        return funnel_asked(council.pk, name, asked)

    return make


def _what_ifs(council: Organisation, asked: Mapping[str, Any]) -> Block | None:
    row = snapshot_of(council.pk, Snapshot.Kind.FORECAST, asked)
    return what_ifs_block(row, asked) if row else None


def _kept(kind: str, made: Callable[[Snapshot], Block]) -> Make:
    """A block of the newest snapshot of a kind, or of the one known on the day asked for."""

    def make(council: Organisation, asked: Mapping[str, Any]) -> Block | None:
        row = snapshot_of(council.pk, kind, asked)
        return made(row) if row else None

    return make


BLOCKS: dict[str, Make] = {
    **{name: _now(name) for name in NOW_BLOCKS},
    **{name: _kept(Snapshot.Kind.REASONS, made) for name, made in REASON_BLOCKS.items()},
    **{name: _kept(Snapshot.Kind.FORECAST, made) for name, made in OUTLOOK_BLOCKS.items()},
    **{name: _recruitment(name) for name in FUNNEL_BLOCKS},
    "children": _kept(Snapshot.Kind.CHILDREN, outcomes_block),
    "next_what_ifs": _what_ifs,
    "england": england_block,
    "peers": peers_block,
}


NOW_FILTERS = frozenset({"as_of", "kind", "band", "service", "size"})
_AMONG_COUNCILS = {"england": frozenset({"as_of", "measure", "year"}), "peers": frozenset()}


def filters_of_block(name: str) -> frozenset[str]:
    """What the block of that name can be narrowed by; whoever asks for more must be told, not answered in full."""
    if name in NOW_BLOCKS:
        return NOW_FILTERS
    return _AMONG_COUNCILS.get(name, frozenset({"as_of"}))


def block_of(council: Organisation, name: str, asked: Mapping[str, Any]) -> Block | None:
    """The block with the filters of an address, or None where there is none of that name or day. Invalid where the
    address asks for another area's."""
    of_own_area(council, asked)
    make = BLOCKS.get(name)
    return make(council, asked) if make else None
