"""A pool with newer facts of some of its homes: their rows are made again, the others' are taken over."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .distance import Places
from .facts import Household
from .pool import Pool, Words

Rows = NDArray[np.intp]
APART = frozenset(
    {"agencies", "index", "id_order", "_all_unserved", "_la_code", "homes", "la"}
)  # as before, or made below


def patched(pool: Pool, fresh: Iterable[Household]) -> Pool:
    """A pool equal to one made of the same homes with those `fresh` in their places. KeyError: a home not there.

    `pool` is left as it was: somebody may be ranking it.
    """
    newer = {home.id: home for home in fresh}
    rows = np.array([pool.index[name] for name in newer], np.intp)
    homes = list(pool.homes)
    for row, home in zip(rows.tolist(), newer.values(), strict=True):
        homes[row] = home
    if any(home.la not in pool._la_code for home in newer.values()):
        return Pool(homes, pool.agencies)  # councils are numbered among the homes' own
    part, made = Pool(newer.values(), pool.agencies), copy(pool)
    for name, before in vars(pool).items():
        if name not in APART:
            setattr(made, name, _NEWER.get(name, _rows)(before, getattr(part, name), rows))
    made.homes = tuple(homes)
    made.la = pool.la.copy()
    made.la[rows] = [pool.la_code(home.la) for home in newer.values()]
    return made


def _rows(before: Any, part: Any, rows: Rows) -> Any:
    """One entry per home: an array, words, places, or a table of arrays by name."""
    if isinstance(before, Words | Places):
        return before.patched(rows, part)
    if isinstance(before, dict):
        return {name: _array(array, part[name], rows) for name, array in before.items()}
    return _array(before, part, rows)


def _array(before: NDArray[Any], part: NDArray[Any], rows: Rows) -> NDArray[Any]:
    after = before.copy()
    after[rows] = part
    return after


def _blocked(before: NDArray[Any], part: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """Periods as columns of (home, first day, day after), in the order of homes."""
    again = part.copy()
    again[0] = rows[part[0]]
    both = np.concatenate((before[:, ~np.isin(before[0], rows)], again), axis=1)
    return both[:, np.argsort(both[0], kind="stable")]


def _exempt(before: NDArray[Any], part: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """Numbers of the homes with an exemption."""
    return np.union1d(np.setdiff1d(before, rows), rows[part])


_NEWER: dict[str, Callable[[Any, Any, Rows], Any]] = {
    "blocked": _blocked,
    "exempt": _exempt,
}
