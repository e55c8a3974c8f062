"""What other councils' returns add: a prior for rates that one council sees too rarely to know.

The pool is the other councils' children up to the same month, never the council's own. How far it is
trusted is estimated: the strength (in child-months) under which each council's counts are most likely
given the others' (Dirichlet-multinomial likelihood). Councils that behave alike pull together; where
they differ the pool fades.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.counting import COUNT_SHAPE, entrants_seen, month_weights, transition_counts
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.priors import structured_prior

Floats = NDArray[np.float64]

STRENGTHS = (40.0, 150.0, 400.0, 1000.0, 2500.0, 6000.0, 20000.0)
OWN_STRENGTH = 150.0
# An entrant of the pool is worth this many child-months of strength.
CHILD_MONTHS_AN_ENTRANT = 20.0
_log_gamma = np.vectorize(math.lgamma, otypes=[float])


@dataclass(frozen=True)
class Pool:
    """`chances` as in `priors.structured_prior`, worth `strength` child-months; the others' entrants."""

    chances: Floats
    strength: float
    entrant_age: NDArray[np.int32]
    entrant_since: NDArray[np.int32]
    entrant_kind: NDArray[np.int8]


class Pools:
    """Pools for a set of councils at any month; each month is worked out once."""

    def __init__(self, panels: Sequence[Panel]) -> None:
        self.panels = list(panels)
        self._months: dict[int, list[Pool]] = {}

    def of(self, panel: Panel, origin: int) -> Pool | None:
        """The pool of everyone but `panel` at its column `origin`; None with no other council."""
        if len(self.panels) < 2:
            return None
        month = panel.first_month + origin
        if month not in self._months:
            self._months[month] = self._build(month)
        return self._months[month][next(i for i, one in enumerate(self.panels) if one is panel)]

    def _build(self, month: int) -> list[Pool]:
        columns = [min(month - panel.first_month, panel.months - 1) for panel in self.panels]
        counts = [
            transition_counts(panel, column, month_weights(column)) if column > 0 else None
            for panel, column in zip(self.panels, columns, strict=True)
        ]
        empty = np.zeros_like(next((one for one in counts if one is not None), np.zeros(COUNT_SHAPE)))
        own = np.array([empty if one is None else one for one in counts])
        chances = [_others(own.sum(axis=0) - mine) for mine in own]
        strength = _strength(own, chances)
        seen = [entrants_seen(panel, max(column, 0)) for panel, column in zip(self.panels, columns, strict=True)]
        return [Pool(chances[i], strength, *_entrants_of_others(seen, i)) for i in range(len(own))]


def _others(counts: Floats) -> Floats:
    mixed = counts + OWN_STRENGTH * structured_prior(counts)
    return mixed / mixed.sum(axis=3, keepdims=True)


def _entrants_of_others(
    seen: Sequence[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int64]]], own: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    others = [one for i, one in enumerate(seen) if i != own]
    return (
        np.concatenate([one[0] for one in others]),
        np.concatenate([one[1] for one in others]),
        np.concatenate([one[2] for one in others]),
    )


def _strength(own: Floats, chances: Sequence[Floats]) -> float:
    """The most likely of `STRENGTHS`; ties go to the weaker."""
    likelihood = [
        sum(_log_likelihood(mine, chance, strength) for mine, chance in zip(own, chances, strict=True))
        for strength in STRENGTHS
    ]
    return STRENGTHS[int(np.argmax(likelihood))]


def _log_likelihood(counts: Floats, chances: Floats, strength: float) -> float:
    seen = counts.sum(axis=3) > 0
    counts, alpha = counts[seen], strength * chances[seen]
    cells = _log_gamma(alpha + counts) - _log_gamma(alpha)
    return float(cells.sum() - (_log_gamma(strength + counts.sum(axis=1)) - math.lgamma(strength)).sum())
