"""Forecast children in foster care from a folder of returns, or from what is stored of a council."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import ProductionCommand
from placements.management.commands.backtest import needs_folder
from placements.management.council import council_in_scope
from placements.shortages.forecasting.backtest import SERIES
from placements.shortages.forecasting.forecast import Forecast, as_rows, make_forecast
from placements.shortages.forecasting.history import CareHistory, last_month_end, month_end
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.returns import ReturnRefusedError, read_folder
from placements.shortages.selectors.history import history_of


class Command(ProductionCommand):
    help = "Forecast children in foster care, month by month, as known on a day."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--returns", type=Path, metavar="DIR", help="the folder of the council's returns")
        parser.add_argument("--year", type=int, help="the year the returns end in, where files and folders do not say")
        parser.add_argument("--council", metavar="CODE", help="a council whose returns are stored")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="a day, yyyy-mm-dd")
        parser.add_argument("--months", type=int, default=24, help="months ahead, 1 to 36")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["months"] <= 36:
            raise CommandError("Give --months from 1 to 36.")
        history = history_for("forecast", options["returns"], options["council"], options["year"])
        panel = build_panel(history)
        made = make_forecast(panel, options["months"], origin=origin_of(panel, options["as_of"]))
        made = replace(made, notes=(*history.notes, *made.notes))
        day = history.cut_off or month_end(made.as_of)
        self.stdout.write(json.dumps(as_json(made, day)) if options["json"] else as_text(made, day))


def history_for(command: str, folder: Path | None, council: str | None, year: int | None = None) -> CareHistory:
    """From a folder of returns, or of a council: its newest stored return, else its placements recorded here."""
    if folder:
        try:
            return read_folder(folder, b"nothing stored, so any key", year=year).history
        except ReturnRefusedError as refused:
            raise CommandError(str(refused)) from refused
    if not council:
        raise CommandError(needs_folder(command, None))
    with council_in_scope(council) as found:
        return history_of(found.pk, timezone.localdate()).history


def origin_of(panel: Panel, day: date | None) -> int:
    """Column of the last month end on or before the day; the last one if no day is given."""
    if day is None:
        return panel.months - 1
    column = last_month_end(day) - panel.first_month
    if not 0 <= column < panel.months:
        first, last = month_end(panel.first_month), month_end(panel.last_month)
        raise CommandError(f"The returns cover {first} to {last}. Give --as-of a day from then.")
    return column


def as_json(made: Forecast, day: date) -> dict[str, object]:
    """Plain JSON: the day, the figures now, each month's points, and what is shown and why."""
    return {
        "as_of": day.isoformat(),
        "now": dict(zip(SERIES, (int(value) for value in made.now), strict=True)),
        "months": as_rows(made),
        "placements_to_find": [
            {"months_ahead": at + 1, "p10": low, "p50": mid, "p90": high}
            for at, (low, mid, high) in enumerate(made.found.T.round(1).tolist())
        ],
        "shown": {
            str(horizon): {"what": verdict.shown, "why": verdict.reason} for horizon, verdict in made.verdicts.items()
        },
        "notes": list(made.notes),
    }


def as_text(made: Forecast, day: date) -> str:
    """A table of the total for reading in a terminal."""
    lines = [f"Children in foster care, as known on {day}: {made.now[0]:.0f}", ""]
    lines += ["months ahead   10%   50%   90%   placements to find (50%)"]
    for at in range(made.points.shape[1]):
        low, mid, high = made.points[:, at, 0]
        lines.append(f"{at + 1:12d} {low:5.0f} {mid:5.0f} {high:5.0f} {made.found[1, at]:10.0f}")
    lines += ["", *(verdict.reason for verdict in made.verdicts.values()), *made.notes]
    return "\n".join(lines)
