"""Speed of the forecast: seconds, and growth with size, for `manage.py bench NAME --json`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from placements.shortages.forecasting.demand import simulate
from placements.shortages.forecasting.forecast import make_forecast
from placements.shortages.forecasting.gap import SUBSETS, shortage_draws
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.history import CareHistory
from placements.shortages.forecasting.panel import build_panel
from placements.shortages.forecasting.returns import ImportResult, read_folder
from placements.shortages.forecasting.supply import RANGES

LARGE = 22_000
SIZES = (2_750, 5_500, 11_000, 22_000)
IMPORT_SECONDS, FORECAST_SECONDS = 10.0, 3.0
# Eight times the children should take at most this many times as long.
LINEAR_WITHIN = 12.0
ENGLAND = 153
ENGLAND_MINUTES = 15.0
COUNCIL = 1_450  # children over five years in a council of England's mean size


def benches() -> dict[str, Callable[[], dict[str, object]]]:
    """Each bench returns `ratio` (measured over allowed: 1 or less is good) and what was measured."""
    return {
        "import-903": import_bench,
        "forecast": forecast_bench,
        "forecast-england": england_bench,
        "shortage-draws": shortage_bench,
    }


def import_bench() -> dict[str, object]:
    """Five yearly returns of 22,000 children, read, checked and merged."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for children in (SIZES[0], LARGE):
            out = Path(folder) / str(children)
            write_returns(out, Recipe(children=children))
            seconds[children], result = _timed_import(out)
    growth = seconds[LARGE] / seconds[SIZES[0]]
    return {
        "ratio": round(seconds[LARGE] / IMPORT_SECONDS, 3),
        "seconds": round(seconds[LARGE], 2),
        "children": result.report.children,
        "rows": result.report.episode_rows,
        "growth": round(growth, 2),
        "growth_of_size": LARGE / SIZES[0],
        "linear": growth <= LINEAR_WITHIN,
    }


def _timed_import(folder: Path) -> tuple[float, ImportResult]:
    began = time.perf_counter()
    result = read_folder(folder, b"bench, nothing stored")
    return time.perf_counter() - began, result


@cache
def _history(children: int) -> CareHistory:
    with tempfile.TemporaryDirectory() as folder:
        write_returns(Path(folder), Recipe(children=children))
        return read_folder(Path(folder), b"bench, nothing stored").history


def _forecast_seconds(children: int) -> float:
    history = _history(children)
    began = time.perf_counter()
    panel = build_panel(history)
    simulate(panel, panel.months - 1, 12)
    return time.perf_counter() - began


def forecast_bench() -> dict[str, object]:
    """A 12-month forecast from stored episodes, for four sizes of council."""
    seconds = {children: _forecast_seconds(children) for children in SIZES}
    growth = seconds[SIZES[-1]] / seconds[SIZES[0]]
    return {
        "ratio": round(seconds[LARGE] / FORECAST_SECONDS, 3),
        "seconds": {str(children): round(value, 3) for children, value in seconds.items()},
        "growth": round(growth, 2),
        "growth_of_size": SIZES[-1] / SIZES[0],
        "linear": growth <= LINEAR_WITHIN,
    }


def england_bench() -> dict[str, object]:
    """One council of England's mean size, 24 months with its back-test, times 153, over two workers."""
    panel = build_panel(_history(COUNCIL))
    began = time.perf_counter()
    make_forecast(panel, 24)
    seconds = time.perf_counter() - began
    minutes = seconds * ENGLAND / 2 / 60
    return {
        "ratio": round(minutes / ENGLAND_MINUTES, 3),
        "seconds_a_council": round(seconds, 2),
        "minutes_england_two_workers": round(minutes, 1),
    }


def shortage_bench() -> dict[str, object]:
    """Shortage of 1,000 draws of 12 months over every set of age bands."""
    rng = np.random.default_rng(1)
    demand, places = rng.integers(0, 200, (1000, 12, 5)), rng.integers(0, 40, (1000, 12, len(RANGES)))
    began = time.perf_counter()
    shortage_draws(demand, places)
    seconds = time.perf_counter() - began
    return {"ratio": round(seconds / 0.5, 3), "seconds": round(seconds, 4), "sets": len(SUBSETS)}
