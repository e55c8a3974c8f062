"""The back-test of several councils as a table or as JSON, ours beside the yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from placements.shortages.forecasting.backtest import HORIZONS, Checks, Score, run_backtest, scores
from placements.shortages.forecasting.calibration import calibrated
from placements.shortages.forecasting.cs_backtest import cs_method
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.returns import ImportResult, read_folder


@dataclass(frozen=True)
class BacktestTable:
    """Scores by horizon of each method, and what they rest on."""

    councils: int
    origins: int
    hearth: dict[int, Score]
    cs_demand_model: dict[int, Score]
    cs_total_only: dict[int, Score]

    def as_json(self) -> dict[str, dict[str, dict[str, float | int | None]]]:
        """`{"hearth": {"3": {"relative_mae": ..., "coverage80": ...}, ...}, "cs_demand_model": {...}}`."""
        methods = {"hearth": self.hearth, "cs_demand_model": self.cs_demand_model}
        return {name: {str(h): _plain(score) for h, score in found.items()} for name, found in methods.items()}

    def as_text(self) -> str:
        """A Markdown table; errors relative to "no change", below 1 is better."""
        lines = [
            f"{self.councils} councils, {self.origins} quarterly origins. Error: mean absolute error over "
            'that of "no change".',
            "",
            "| method | months ahead | forecasts checked | relative error | inside the 80% range |",
            "|---|---|---|---|---|",
        ]
        for name, found in (
            ("Hearth", self.hearth),
            ("cs-demand-model 0.5.1, restated", self.cs_demand_model),
            ("the same, totals only", self.cs_total_only),
        ):
            lines += [_line(name, horizon, found[horizon]) for horizon in HORIZONS]
        return "\n".join(lines)


def _plain(score: Score) -> dict[str, float | int | None]:
    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 4)

    return {
        "relative_mae": short(score.relative_mae),
        "coverage80": short(score.coverage80),
        "checks": score.checks,
    }


def _line(name: str, horizon: int, score: Score) -> str:
    error = "not known" if score.relative_mae is None else f"{score.relative_mae:.2f}"
    inside = "no range" if score.coverage80 is None else f"{score.coverage80:.0%}"
    return f"| {name} | {horizon} | {score.checks} | {error} | {inside} |"


def read_councils(folders: Sequence[Path]) -> list[ImportResult]:
    """One return for each folder. The key is for this run alone: nothing is stored."""
    return [read_folder(folder, b"back-test, nothing stored") for folder in folders]


def backtest_table(results: Sequence[ImportResult]) -> BacktestTable:
    """Both methods over the same councils, origins and series."""
    histories = [result.history for result in results]
    panels = [build_panel(history) for history in histories]
    ours = calibrated(run_backtest(panels))
    theirs = run_backtest(panels, cs_method(panels, histories))
    return BacktestTable(
        len(panels),
        _origins(ours, panels),
        scores(ours),
        scores(theirs),
        scores(theirs.where(theirs.series == 0)),
    )


def _origins(checks: Checks, panels: Sequence[Panel]) -> int:
    """Fewest quarterly origins of any council."""
    return min((len(np.unique(checks.origin[checks.council == at])) for at in range(len(panels))), default=0)
