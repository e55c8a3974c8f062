"""Long proofs that the disclosure rule holds, for `manage.py prove NAME`."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from placements.shortages.disclosure.publication import Fact, small_limits
from placements.shortages.disclosure.suppression import DEFAULT_RULE, CannotProtectError, publish
from placements.shortages.disclosure.table import Table
from tests.proofs.disclosure.attack import attack
from tests.proofs.disclosure.enumeration import given_away
from tests.proofs.disclosure.release_tally import tally_releases
from tests.proofs.disclosure.samples import sample
from tests.proofs.disclosure.tally import tally, tally_in_chunks

TABLES = 10_000
RELEASES = 1_000
VISIBLE = 0.9
PLANTED = 300
WORKERS = 2
# A folder where finished parts of the longest proof are kept, so that it can be stopped and go on.
KEEP = "HEARTH_PROOFS_DIR"
# The tables among the 10,000 in which a withheld true nought can be 0, 1 or 2 and nothing else: 64 and 58 of them.
WITH_NOUGHTS_OF_THREE = (3560, 4013)


def small_counts(tables: int = TABLES, workers: int = WORKERS, releases: int = RELEASES) -> dict[str, object]:
    """No withheld cell is pinned in `tables` random publications and `releases` random releases of two tables that
    share children, and nine safe cells in ten stay visible in both."""
    began = time.monotonic()
    folder = os.environ.get(KEEP)
    found = tally_in_chunks(tables, workers, Path(folder) if folder else None)
    planted = tally(range(min(PLANTED, tables)), secondary=False)
    good = not (found.pinned_told or found.pinned_plain or found.wrong_cells) and found.visible >= VISIBLE
    shared = shared_children(releases)
    return {
        "passed": bool(good and planted.pinned_told > 0 and shared["passed"]),
        **{name: value for name, value in vars(found).items() if name != "tables_pinned"},
        "visible_share_of_safe_cells": round(found.visible, 4),
        "first_seeds_pinned": found.tables_pinned[:20],
        "planted_fault": {
            "what": "secondary suppression off",
            "tables": planted.tables,
            "pinned_told": planted.pinned_told,
            "pinned_plain": planted.pinned_plain,
            "pinned_exactly": planted.pinned_exactly,
            "tables_pinned": len(planted.tables_pinned),
        },
        "releases": shared,
        "seconds": round(time.monotonic() - began, 1),
    }


def shared_children(releases: int = RELEASES) -> dict[str, object]:
    """Two tables that count the same children, and exact totals known from national statistics: nothing is pinned.

    Published each by itself, the same tables must be pinned, by a reader who knows no more than what is out.
    """
    began = time.monotonic()
    found, apart = tally_releases(range(releases)), tally_releases(range(min(PLANTED, releases)), apart=True)
    good = not (found.pinned or found.pinned_told) and found.visible >= VISIBLE
    return {
        "passed": good and apart.pinned > 0,
        **{name: value for name, value in vars(found).items() if name != "releases_pinned"},
        "visible_share_of_safe_cells": round(found.visible, 4),
        "first_seeds_pinned": found.releases_pinned[:20],
        "planted_fault": {
            "what": "each table published by itself",
            "releases": apart.releases,
            "pinned": apart.pinned,
            "pinned_told": apart.pinned_told,
            "releases_pinned": len(apart.releases_pinned),
        },
        "seconds": round(time.monotonic() - began, 1),
    }


def noughts_told(seeds: Sequence[int] = WITH_NOUGHTS_OF_THREE) -> dict[str, object]:
    """Even a reader who is told outright that a nought among 0, 1 and 2 is a nought pins no small count by it."""
    began = time.monotonic()
    noughts = pinned = 0
    for seed in seeds:
        table = sample(seed).table
        published, told = publish(table), small_limits(table, DEFAULT_RULE)
        seen = attack(published, told=told, start=table.counts)
        found = [cell for cell in seen if table.counts[cell.key] == 0]
        facts = [Fact({cell.key: 1}, 0, 0) for cell in found]
        noughts += len(found)
        for limits in (told, {}):
            seen = attack(published, told=limits, facts=facts, start=table.counts)
            pinned += sum(table.counts[cell.key] > 0 for cell in seen)
    return {
        "passed": pinned == 0 and noughts > 0,
        "tables": len(seeds),
        "noughts": noughts,
        "small_counts_pinned": pinned,
        "seconds": round(time.monotonic() - began, 1),
    }


def months_apart(tables: int = 1_000) -> dict[str, object]:
    """May goes out first and cannot be taken back; June, and the sums of both, follow. Nothing is pinned."""
    began = time.monotonic()
    pinned = refused = 0
    for seed in range(tables):
        table = sample(seed).table
        may = publish(_only(table, "May"))
        try:
            whole = table
            both = publish(table, already=may)
        except CannotProtectError:
            # The way out that the error names, a coarser table: here without the sums over months.
            refused += 1
            whole = _months(table)
            both = publish(whole, already=may)
        told = small_limits(whole, DEFAULT_RULE)
        pinned += len(attack(both, told=told, start=whole.counts))
        pinned += sum(both.cells[key] != cell for key, cell in may.cells.items() if key in both.cells)
    return {
        "passed": pinned == 0,
        "tables": tables,
        "pinned_or_taken_back": pinned,
        "refused_with_the_sum_of_months": refused,
        "seconds": round(time.monotonic() - began, 1),
    }


def _only(table: Table, month: str) -> Table:
    counts = {key: count for key, count in table.counts.items() if key[0] == month}
    families = tuple(family for family in table.families if family.total in counts)
    return Table(counts, families, frozenset(key for key in table.hidden if key in counts))


def _months(table: Table) -> Table:
    """The same table without what sums over months."""
    counts = {key: count for key, count in table.counts.items() if key[0] in ("May", "June")}
    families = tuple(family for family in table.families if family.total in counts)
    return Table(counts, families, frozenset(key for key in table.hidden if key in counts))


def known_totals(tables: int = 1_000) -> dict[str, object]:
    """Each council's exact monthly total is known from a national publication. Nothing is pinned."""
    began = time.monotonic()
    pinned = unaware = refused = 0
    for seed in range(tables):
        table = sample(seed).table
        facts = [
            Fact({key: 1}, count, count)
            for key, count in table.counts.items()
            if key[1].startswith("council") and key[2:] == ("*", "*") and count > DEFAULT_RULE.threshold
        ]
        told = small_limits(table, DEFAULT_RULE)
        try:
            aware = publish(table, facts=facts)
        except CannotProtectError:
            # A known total of 6 over five counts of 1, say: no table with that total can hide them.
            refused += 1
        else:
            pinned += len(attack(aware, told=told, facts=facts, start=table.counts))
        unaware += len(attack(publish(table), told=told, facts=facts, start=table.counts))
    return {
        "passed": pinned == 0 and unaware > 0,
        "tables": tables,
        "pinned": pinned,
        "refused": refused,
        "pinned_when_published_without_them": unaware,
        "seconds": round(time.monotonic() - began, 1),
    }


def rule_known() -> dict[str, object]:
    """Exhaustion: what someone learns who also knows this very programme, on every small table.

    Passes on one-way tables, where nothing is given away. Two-way tables are counted and reported: there
    the choice of what to withhold can itself tell something, which `docs/disclosure.md` states as a
    limit.
    """
    began = time.monotonic()
    one_way = {"2": given_away((2,), range(13)), "3": given_away((3,), range(13)), "4": given_away((4,), range(8))}
    groups, found = given_away((2, 2), range(8))
    return {
        "passed": not any(cells for _, cells in one_way.values()),
        "one_way": {size: {"publications": many, "given_away": len(cells)} for size, (many, cells) in one_way.items()},
        "two_way": {"publications": groups, "given_away": len(found)},
        "seconds": round(time.monotonic() - began, 1),
    }


def proofs() -> dict[str, Callable[[], dict[str, object]]]:
    """The proofs by the name to run them by; each answers with its figures and whether it `passed`."""
    return {
        "small-counts": small_counts,
        "small-counts-shared-children": shared_children,
        "small-counts-noughts": noughts_told,
        "small-counts-months-apart": months_apart,
        "small-counts-known-totals": known_totals,
        "small-counts-rule-known": rule_known,
    }
