"""What the attacker finds over many published sample tables, in chunks that several processes can share."""

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from placements.shortages.disclosure.publication import Published, small_limits
from placements.shortages.disclosure.suppression import DEFAULT_RULE, publish
from placements.shortages.disclosure.table import Key, Table
from tests.proofs.disclosure.attack import PinnedCell, attack
from tests.proofs.disclosure.samples import sample

CHUNK = 50
PLAIN_EVERY = 10


@dataclass
class Tally:
    """What the attacker found over many tables."""

    tables: int = 0
    cells: int = 0
    withheld: int = 0
    secondary: int = 0
    safe: int = 0
    safe_visible: int = 0
    pinned_plain: int = 0
    pinned_told: int = 0
    pinned_exactly: int = 0
    wrong_cells: int = 0
    noughts_of_three: int = 0
    tables_pinned: list[int] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def visible(self) -> float:
        """The share of safe cells, true noughts and counts above the threshold, that are shown."""
        return self.safe_visible / self.safe if self.safe else 1.0


def tally(seeds: Iterable[int], secondary: bool = True) -> Tally:
    """Publish and attack the sample tables of these seeds."""
    found = Tally()
    for seed in seeds:
        table = sample(seed).table
        published = publish(table, secondary=secondary)
        told = small_limits(table, DEFAULT_RULE)
        strong = attack(published, told=told, start=table.counts)
        # What the told attacker cannot pin the plain one cannot either; one table in ten is checked too.
        plain = attack(published, start=table.counts) if seed % PLAIN_EVERY == 0 else []
        noughts = {cell.key for cell in (*strong, *plain) if _only_a_nought(cell, table)}
        strong, plain = [[cell for cell in cells if cell.key not in noughts] for cells in (strong, plain)]
        found.noughts_of_three += len(noughts)
        found.tables += 1
        found.pinned_told += len(strong)
        found.pinned_plain += len(plain)
        found.pinned_exactly += sum(cell.exact for cell in strong)
        found.tables_pinned += [seed] if strong or plain else []
        _count(found, table, published, told)
    return found


def _only_a_nought(cell: PinnedCell, table: Table) -> bool:
    """A withheld true nought that can be 0, 1 or 2: the attacker leaves out 0, and so the truth."""
    return table.counts[cell.key] == 0 and cell.high - cell.low + 1 >= DEFAULT_RULE.choices


def _count(found: Tally, table: Table, published: Published, told: dict[Key, int]) -> None:
    rule = published.rule
    for key, cell in published.cells.items():
        count = table.counts[key]
        safe = count == 0 or count > rule.threshold
        found.cells += 1
        found.withheld += cell.value is None
        found.secondary += cell.value is None and key not in told
        found.safe += safe
        found.safe_visible += safe and cell.value is not None
        small_shown = not safe and cell.value is not None
        misrounded = cell.value is not None and cell.value != rule.rounded(count)
        found.wrong_cells += small_shown or misrounded or (cell.value == 0 and count != 0)


def tally_in_chunks(tables: int, workers: int, keep: Path | None = None) -> Tally:
    """The tally of seeds 0 to `tables`. Finished chunks are kept as files in `keep`: a run that was stopped goes on
    where it was. A chunk of another version of this package is never taken over."""
    chunks = [range(first, min(first + CHUNK, tables)) for first in range(0, tables, CHUNK)]
    found = Tally()
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(_kept_tally, chunks, [keep] * len(chunks)):
            found.add(part)
    return found


def _kept_tally(seeds: range, keep: Path | None) -> Tally:
    if keep is None:
        return tally(seeds)
    path = keep / f"small-counts-{version()}-{seeds.start}-{seeds.stop}.json"
    if path.exists():
        return Tally(**json.loads(path.read_text()))
    found = tally(seeds)
    keep.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(f".{os.getpid()}")
    begun.write_text(json.dumps(asdict(found)))
    begun.rename(path)
    return found


def version() -> str:
    """Changes with every change of what publishes, attacks or draws the tables."""
    seen = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        seen.update(path.read_bytes() if path.name != "proofs.py" else b"")
    return seen.hexdigest()[:12]
