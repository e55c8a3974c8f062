"""What the rates would be with less noise: main effects of age, time in care and kind of care.

A council has a few dozen moves a month spread over 125 kinds of child. The chance of leaving and the
chance of moving are each modelled as base x age x time in care x kind (Poisson main effects, fitted by
iterative proportional scaling with a pull towards 1); where a move leads depends on age first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import KINDS, LEFT

Floats = NDArray[np.float64]

MAIN_EFFECT_PULL = 3.0
DESTINATION_BY_AGE_PULL = 10.0
DESTINATION_PULL = 20.0
ROUNDS = 12


def structured_prior(counts: Floats) -> Floats:
    """Chances of next month's state from weighted counts; both (bands, durations, kinds, kinds + 1)."""
    at_risk = counts.sum(axis=3)
    moves = counts[..., : len(KINDS)].copy()
    index = np.arange(len(KINDS))
    moves[:, :, index, index] = 0
    chance = np.zeros(counts.shape)
    moving = main_effects(moves.sum(axis=3), at_risk)
    chance[..., : len(KINDS)] = moving[..., None] * _destinations(moves)[:, None]
    chance[..., LEFT] = main_effects(counts[..., LEFT], at_risk)
    chance /= np.maximum(1.0, chance.sum(axis=3, keepdims=True) / 0.95)
    chance[:, :, index, index] = 1 - chance.sum(axis=3)
    return chance


def main_effects(events: Floats, at_risk: Floats) -> Floats:
    """Chance of an event in each cell of a three-way table, from main effects alone."""
    base = (events.sum() + 0.5) / (at_risk.sum() + 20.0)
    effects = [np.ones(size) for size in events.shape]
    for _ in range(ROUNDS):
        for axis in range(3):
            others = tuple(other for other in range(3) if other != axis)
            expected = base * at_risk
            for other in others:
                expected = expected * _along(effects[other], other)
            pulled = events.sum(axis=others) + MAIN_EFFECT_PULL
            effects[axis] = pulled / (expected.sum(axis=others) + MAIN_EFFECT_PULL)
    product = base * _along(effects[0], 0) * _along(effects[1], 1) * _along(effects[2], 2)
    return np.clip(product, 1e-4, 0.9)


def _along(values: Floats, axis: int) -> Floats:
    return values.reshape([-1 if at == axis else 1 for at in range(3)])


def _destinations(moves: Floats) -> Floats:
    """Where a child who moves goes, shape (bands, kinds from, kinds to), zero on the diagonal."""
    index = np.arange(len(KINDS))
    everyone = moves.sum(axis=(0, 1, 2)) + 0.5
    by_age = moves.sum(axis=(1, 2)) + DESTINATION_BY_AGE_PULL * everyone / everyone.sum()
    guess = np.repeat(by_age[:, None], len(KINDS), axis=1)
    guess[:, index, index] = 0
    guess /= guess.sum(axis=2, keepdims=True)
    mixed = moves.sum(axis=1) + DESTINATION_PULL * guess
    return mixed / mixed.sum(axis=2, keepdims=True)
