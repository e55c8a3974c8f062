"""What the attacker finds over many sample releases: tables that share children, and totals known from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from placements.shortages.disclosure.publication import Cell, Fact, Published, small_limits
from placements.shortages.disclosure.release import Part, joined, publish_release, seen_together
from placements.shortages.disclosure.suppression import DEFAULT_RULE, given_away_by, publish
from placements.shortages.disclosure.table import Key, Table
from tests.proofs.disclosure.attack import attack
from tests.proofs.disclosure.samples import release_sample


@dataclass
class ReleaseTally:
    """Releases attacked. `pinned`: by the reader who holds all of it and the known totals; `pinned_told`: also told
    which cells are small. `told_too_much`: releases that known totals let be safe against every reader but the
    told one. `with_known_totals`: releases with such totals."""

    releases: int = 0
    cells: int = 0
    withheld: int = 0
    safe: int = 0
    safe_visible: int = 0
    pinned: int = 0
    pinned_told: int = 0
    told_too_much: int = 0
    with_known_totals: int = 0
    releases_pinned: list[int] = field(default_factory=list)

    @property
    def visible(self) -> float:
        """The share of safe cells, true noughts and counts above the threshold, that are shown."""
        return self.safe_visible / self.safe if self.safe else 1.0


def tally_releases(seeds: Iterable[int], *, apart: bool = False) -> ReleaseTally:
    """Publish and attack the sample releases of these seeds; `apart` plants the fault: each table by itself."""
    found = ReleaseTally()
    for seed in seeds:
        sample = release_sample(seed)
        table = joined(sample.parts)
        if apart:
            seen, told = published_apart(sample.parts, table), True
        else:
            release = publish_release(sample.parts, sample.facts)
            seen, told = release.together, not release.untold
        plain, strong = _pinned(seen, table, sample.facts, told)
        found.releases += 1
        found.pinned += plain
        found.pinned_told += strong
        found.told_too_much += not told
        found.with_known_totals += bool(sample.facts)
        found.releases_pinned += [seed] if plain or strong else []
        _count(found, table, seen.cells)
    return found


def published_apart(parts: Sequence[Part], table: Table) -> Published:
    """Each table safe by itself, as a reader sees them who lays them side by side."""
    return seen_together({part.name: publish(part.table()) for part in parts}, table)


def _pinned(seen: Published, table: Table, facts: Sequence[Fact], told: bool) -> tuple[int, int]:
    """Small counts pinned by the plain attacker and by the told one, less what the known totals say by themselves."""
    known = given_away_by(facts, table, DEFAULT_RULE) if facts else frozenset()
    limits: list[Mapping[Key, int]] = [{}, small_limits(table, DEFAULT_RULE)] if told else [{}]
    counts = [
        sum(table.counts[cell.key] > 0 and cell.key not in known for cell in attack(
            seen, told=limit, facts=facts, start=table.counts)) for limit in limits
    ]  # fmt: skip
    return counts[0], counts[1] if told else 0


def _count(found: ReleaseTally, table: Table, cells: Mapping[Key, Cell]) -> None:
    for key, cell in cells.items():
        safe = table.counts[key] == 0 or table.counts[key] > DEFAULT_RULE.threshold
        found.cells += 1
        found.withheld += cell.value is None
        found.safe += safe
        found.safe_visible += safe and cell.value is not None
