"""Why children wait: at which test homes fall, and the smallest change that would give each a home.

The plan for all open referrals at once says who is left without a home. For each of those, homes that the plan
leaves free are looked at in order of how few tests they fail. Each is used for one group at most, so that the
changes added up are possible together: "would be placed" is a promise the plan can keep.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from placements.matching.assign import assign
from placements.matching.facts import Group
from placements.matching.ranking import Ranking, rank
from placements.matching.rules import CODES
from placements.shortages.services.world import World

SECONDS = 60.0  # of looking for a proof of the plan; a job of the night waits no longer
TRIED = 6  # homes explained in words for each group: the nearest to fitting


@dataclass(frozen=True)
class Way:
    """A home one or more changes away from fitting a group."""

    group: str
    children: int
    household: str
    codes: tuple[str, ...]
    sentences: tuple[str, ...]


def reasons(world: World) -> dict[str, Any]:
    """Figures of the page "Why", ready for JSON."""
    plan = assign(world.instance, world.rules, seconds=SECONDS)
    placed: dict[str, int] = defaultdict(int)
    for one in plan.assignments:
        placed[one.group] += len(one.children)
    used = {one.household for one in plan.assignments}
    waiting = [group for group in world.instance.groups if placed[group.id] < len(group.children)]
    rankings = {group.id: rank(group, world.pool, world.rules) for group in waiting}
    ways = _ways(world, waiting, rankings, used)
    return {
        "children": world.children,
        "placed": int(plan.metrics["placed"]),
        "homes": len(world.pool),
        "funnel": _funnel(waiting, rankings, len(world.pool)),
        "needs": [_need(world, group, rankings[group.id], ways.get(group.id), placed[group.id]) for group in waiting],
        "changes": _added_up(ways),
    }


def _funnel(waiting: list[Group], rankings: dict[str, Ranking], homes: int) -> list[list[Any]]:
    """For each test: homes that fall at it first, on average over the unmet needs, and homes left."""
    falls = Counter[str]()
    for group in waiting:
        for code, first, _left in rankings[group.id].funnel():
            falls[code] += first
    left, out = float(homes), []
    for code in CODES:
        fall: float = falls[code] / max(1, len(waiting))
        left -= fall
        if fall:
            out.append([code, round(fall), round(left)])
    return out


def _need(world: World, group: Group, ranking: Ranking, way: Way | None, placed: int) -> dict[str, Any]:
    falls = {code: fall for code, fall, _left in ranking.funnel() if fall}
    return {
        "referral": group.id,
        "reference": world.references.get(group.id, ""),
        "children": len(group.children),
        "ages": [child.age for child in group.children],
        "kind": group.type,
        "unplaced": len(group.children) - placed,
        "eligible": ranking.eligible,
        "falls": falls,
        "codes": list(way.codes) if way else [],
        "changes": list(way.sentences) if way else [],
    }


def _ways(world: World, waiting: list[Group], rankings: dict[str, Ranking], used: set[str]) -> dict[str, Way]:
    """The nearest free home of each group; groups with the fewest such homes choose first."""
    options = {group.id: _nearest(world, rankings[group.id], used) for group in waiting}
    taken: set[str] = set()
    found: dict[str, Way] = {}
    for group in sorted(waiting, key=lambda group: (len(options[group.id]), group.id)):
        for home, ranking in options[group.id]:
            if home in taken:
                continue
            changes = ranking.explain(home).changes
            if changes:
                taken.add(home)
                codes = tuple(change.code for change in changes)
                words = tuple(change.sentence for change in changes)
                found[group.id] = Way(group.id, len(group.children), home, codes, words)
                break
    return found


def _nearest(world: World, ranking: Ranking, used: set[str]) -> list[tuple[str, Ranking]]:
    """Free homes that fail the fewest tests, best first; a home on hold, full or not serving is no small change."""
    failed = ranking.failed
    count = failed.sum(axis=0)
    closed = failed[CODES.index("H01")] | failed[CODES.index("H16")]
    taken = np.array([home.id in used for home in world.pool.homes], np.bool_)
    free = np.flatnonzero(~closed & ~taken & (count > 0))
    order = free[np.lexsort((world.pool.id_order[free], count[free]))][: TRIED * 4]
    return [(world.pool.homes[i].id, ranking) for i in order]


def _added_up(ways: dict[str, Way]) -> list[dict[str, Any]]:
    """By the tests that would have to give way: children who would be placed, and one example."""
    grouped: dict[tuple[str, ...], list[Way]] = defaultdict(list)
    for way in ways.values():
        grouped[way.codes].append(way)
    rows = [
        {"codes": list(codes), "homes": len(mine), "children": sum(w.children for w in mine),
         "example": " ".join(mine[0].sentences)}
        for codes, mine in grouped.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (len(row["codes"]), -int(row["children"]), row["codes"]))
