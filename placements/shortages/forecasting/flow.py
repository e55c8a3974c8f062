"""Maximum flow between a few need groups and place groups (Edmonds-Karp on counts)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

_SOURCE, _SINK = -1, -2
Node = int | tuple[str, int]


def smallest_minimum_cut(needs: Sequence[int], slots: Sequence[tuple[int, frozenset[int]]]) -> tuple[int, list[int]]:
    """(needs left unmet, need groups of the smallest set that shows it: empty when all can be met)."""
    residual = _network(needs, slots)
    flow = 0
    while path := _augmenting_path(residual):
        amount = min(residual[a][b] for a, b in path)
        for a, b in path:
            residual[a][b] -= amount
            residual[b][a] = residual[b].get(a, 0) + amount
        flow += amount
    reached = _reached(residual)
    short = sum(needs) - flow
    return short, [node[1] for node in reached if isinstance(node, tuple) and node[0] == "need"] if short else []


def _network(needs: Sequence[int], slots: Sequence[tuple[int, frozenset[int]]]) -> dict[Node, dict[Node, int]]:
    total = sum(needs)
    residual: dict[Node, dict[Node, int]] = {_SOURCE: {}, _SINK: {}}
    for group, count in enumerate(needs):
        residual[("need", group)] = {}
        residual[_SOURCE][("need", group)] = count
    for at, (count, takes) in enumerate(slots):
        residual[("slot", at)] = {_SINK: count}
        for group in takes:
            if group < len(needs):
                residual[("need", group)][("slot", at)] = total
    return residual


def _augmenting_path(residual: dict[Node, dict[Node, int]]) -> list[tuple[Node, Node]]:
    came: dict[Node, Node] = {_SOURCE: _SOURCE}
    queue: deque[Node] = deque([_SOURCE])
    while queue:
        node = queue.popleft()
        for following, room in residual[node].items():
            if room > 0 and following not in came:
                came[following] = node
                if following == _SINK:
                    return _back(came)
                queue.append(following)
    return []


def _back(came: dict[Node, Node]) -> list[tuple[Node, Node]]:
    path: list[tuple[Node, Node]] = []
    node: Node = _SINK
    while node != _SOURCE:
        path.append((came[node], node))
        node = came[node]
    return path


def _reached(residual: dict[Node, dict[Node, int]]) -> set[Node]:
    reached: set[Node] = {_SOURCE}
    queue: deque[Node] = deque([_SOURCE])
    while queue:
        for following, room in residual[queue.popleft()].items():
            if room > 0 and following not in reached:
                reached.add(following)
                queue.append(following)
    return reached
