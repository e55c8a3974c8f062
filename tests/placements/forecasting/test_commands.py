"""The commands run without a database and fail in words."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.benchmarks.forecasting import benches
from tests.proofs.forecasting import backtest_proof, clockwork_proof, proofs


def run(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_backtest_prints_a_table_and_json(council_folder: Path) -> None:
    found = json.loads(run("backtest", "--returns", str(council_folder), "--json"))
    assert set(found) == {"hearth", "cs_demand_model"}
    assert set(found["hearth"]) == {"3", "6", "12"}
    assert {"relative_mae", "coverage80"} <= set(found["hearth"]["3"])


def test_forecast_prints_every_month_and_why(council_folder: Path) -> None:
    found = json.loads(
        run("forecast", "--returns", str(council_folder), "--as-of", "2024-12-31", "--months", "6", "--json")
    )
    assert found["as_of"] == "2024-12-31"
    assert len(found["months"]) == 6 * 6
    assert {verdict["what"] for verdict in found["shown"].values()} <= {"forecast", "last value", "limited data"}
    text = run("forecast", "--returns", str(council_folder), "--months", "3")
    assert "Children in foster care, as known on 2025-03-31" in text
    assert "NaN" not in text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["backtest"], "Give the folder of returns"),
        (["forecast", "--returns", "/nowhere"], "There is no folder"),
        (["backtest", "--returns", "/nowhere"], "There is no folder"),
    ],
)
def test_errors_say_what_to_give(args: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*args)


def test_a_day_outside_the_returns_is_an_error_in_words(council_folder: Path) -> None:
    with pytest.raises(CommandError, match="The returns cover 2020-04-30 to 2025-03-31"):
        run("forecast", "--returns", str(council_folder), "--as-of", "2030-01-01")


def test_too_short_a_return_is_an_error_in_words(tmp_path: Path) -> None:
    about = json.loads(run("generate_returns", str(tmp_path), "--children", "60", "--years", "1"))
    assert about["stock_end"] > 0
    with pytest.raises(CommandError, match="two years of returns are needed"):
        run("backtest", "--returns", str(tmp_path))


def test_proofs_and_benches_are_named() -> None:
    assert set(proofs()) == {"backtest", "clockwork"}
    assert set(benches()) >= {"import-903", "forecast"}
    assert benches()["shortage-draws"]()["sets"] == 31
    assert clockwork_proof()["passed"] is True


def test_the_back_test_proof_fails_where_it_should() -> None:
    """Two tiny councils, one of them too short to check: the proof runs, and does not pass by default."""
    found = backtest_proof(councils=1, years=2)
    assert found["passed"] is False
