"""Long proofs of the forecast, for `manage.py prove NAME`; the tests run small versions of each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.backtest import HORIZONS, Score
from placements.shortages.forecasting.categories import ADULT_MONTHS, BANDS, KINDS, LEFT, age_band
from placements.shortages.forecasting.counting import COUNT_SHAPE
from placements.shortages.forecasting.demand import simulate
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.rates import Entrants, Rates
from placements.shortages.forecasting.table import BacktestTable, backtest_table, read_councils

MOST_ERROR = {3: 0.84, 6: 0.81, 12: 0.82}
COVERAGE = (0.75, 0.85)


def proofs() -> dict[str, Callable[[], dict[str, object]]]:
    """Each proof returns `passed` and what was found."""
    return {"backtest": backtest_proof, "clockwork": clockwork_proof}


def backtest_proof(councils: int = 12, years: int = 7, first_seed: int = 501) -> dict[str, object]:
    """Twelve synthetic councils of 300 to 2,000 children in care, every quarter with two years behind it."""
    with tempfile.TemporaryDirectory() as folder:
        folders = []
        for number in range(councils):
            out = Path(folder) / str(number)
            size = round((750 + 350 * number) * years / 5)
            write_returns(out, Recipe(children=size, years=years, seed=first_seed + number))
            folders.append(out)
        table = backtest_table(read_councils(folders))
    return {"passed": good_enough(table), "table": table.as_text(), **table.as_json()}


def good_enough(table: BacktestTable) -> bool:
    """Errors no larger than `MOST_ERROR`, coverage within `COVERAGE`, at every horizon."""
    return all(_good(table.hearth[horizon], MOST_ERROR[horizon]) for horizon in HORIZONS)


def _good(score: Score, most: float) -> bool:
    if score.relative_mae is None or score.coverage80 is None:
        return False
    return score.relative_mae <= most and COVERAGE[0] <= score.coverage80 <= COVERAGE[1]


def clockwork_proof() -> dict[str, object]:
    """A council where nobody moves or comes in is forecast exactly, birthdays and all."""
    panel = clockwork_council(children=500)
    drawn = simulate(panel, 24, 24, draws=50, rates=clockwork_rates())
    wrong = int((drawn.stock != clockwork_truth(panel)[None, 25:49]).sum())
    return {"passed": wrong == 0, "cells": int(drawn.stock.size), "wrong": wrong}


def clockwork_council(children: int = 60, months: int = 49) -> Panel:
    """Children of every age who stay where they are until they turn 18."""
    first = 2021 * 12 + 3
    born = first - (np.arange(children) * 211 // children).astype(np.int32)
    ages = first + np.arange(months)[None] - born[:, None]
    kinds = (np.arange(children) % len(KINDS)).astype(np.int8)
    state = np.where(ages < ADULT_MONTHS, kinds[:, None], LEFT).astype(np.int8)
    since = np.broadcast_to(born[:, None], state.shape).astype(np.int32)
    return Panel(state, since, born, np.zeros(months, np.int64), first, 0)


def clockwork_truth(panel: Panel) -> NDArray[np.int64]:
    """Children by month, band and kind, counted one by one from birthdays alone."""
    truth = np.zeros((panel.months, len(BANDS), len(KINDS)), np.int64)
    for child, born in enumerate(panel.birth_month.tolist()):
        for month in range(panel.months):
            age = panel.first_month + month - born
            if age < ADULT_MONTHS:
                truth[month, int(age_band(np.array(age))), child % len(KINDS)] += 1
    return truth


def clockwork_rates() -> Rates:
    """Rates under which nothing happens by chance."""
    posterior = np.full(COUNT_SHAPE, 1e-12)
    index = np.arange(len(KINDS))
    posterior[:, :, index, index] = 1e9
    nobody = np.zeros(0, np.int32)
    entrants = Entrants(nobody, nobody, nobody.astype(np.int8), np.zeros(0))
    return Rates(posterior, 0.0, 1e6, 0.0, entrants, 0.0)
