"""The same seed gives the same returns for ever, and the files agree with the daily truth."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

from placements.shortages.forecasting.categories import KINDS
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.history import month_number
from placements.shortages.forecasting.panel import Panel

# Made by the first version of the generator: children 150, years 2, seed 7.
RECORDED = {
    "2024/episodes.csv": "539da9061ff8cbdc",
    "2024/header.csv": "4df35cdbae263a62",
    "2024/uasc.csv": "699997d0eb12e4fc",
    "2025/episodes.csv": "c0000d4466412a01",
    "2025/header.csv": "837e4ab5bf1bd4ff",
    "Episodes.csv": "1915dab00ade5ad4",
    "truth_daily.csv": "40f9cae1076fe00f",
}


def test_a_seed_gives_the_recorded_files(tmp_path: Path) -> None:
    about = write_returns(tmp_path, Recipe(children=150, years=2, seed=7))
    digests = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()[:16] for name in RECORDED}
    assert digests == RECORDED
    assert about["stock_end"] == 104


def test_another_seed_gives_other_children(tmp_path: Path) -> None:
    write_returns(tmp_path, Recipe(children=150, years=2, seed=8))
    digest = hashlib.sha256((tmp_path / "Episodes.csv").read_bytes()).hexdigest()[:16]
    assert digest != RECORDED["Episodes.csv"]


def test_the_panel_agrees_with_the_daily_truth(council_folder: Path, panel: Panel) -> None:
    """Totals and kinds exactly; ages to within the children whose birthday falls in the month."""
    counts = panel.counts()
    with (council_folder / "truth_daily.csv").open() as stream:
        truth = {row["date"]: row for row in csv.DictReader(stream)}
    for day in (date(2021, 3, 31), date(2023, 9, 30), date(2025, 3, 31)):
        month = counts[month_number(day) - panel.first_month]
        row = {key: int(value) for key, value in truth[day.isoformat()].items() if key != "date"}
        assert month.sum() == sum(row.values())
        fostered = sum(value for key, value in row.items() if key.endswith("FOSTERING"))
        assert month[:, :2].sum() == fostered
        assert len(KINDS) == month.shape[1]
        by_age = [sum(v for k, v in row.items() if k.split("|")[0] == b) for b in ("0", "1-4", "5-9", "10-15", "16+")]
        assert abs(month.sum(axis=1) - by_age).max() <= 3
