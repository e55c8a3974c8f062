"""Small synthetic councils shared by the forecasting tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.history import CareHistory
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.returns import ImportResult, read_folder

KEY = b"a key for tests only, 32 bytes.."


@pytest.fixture(scope="session")
def council_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five years of returns of a council with about 150 children in care."""
    folder = tmp_path_factory.mktemp("council")
    write_returns(folder, Recipe(children=420, years=5, seed=11))
    return folder


@pytest.fixture(scope="session")
def council(council_folder: Path) -> ImportResult:
    return read_folder(council_folder, KEY)


@pytest.fixture(scope="session")
def panel(council: ImportResult) -> Panel:
    return build_panel(council.history)


@pytest.fixture(scope="session")
def history_of() -> Callable[..., CareHistory]:
    """Build a history from (child, birth month, start, end, kind) rows; days are ordinals, end 0 = open."""

    def build(rows: list[tuple[int, int, int, int, int]], first: int, last: int) -> CareHistory:
        rows = sorted(rows)
        children = max((row[0] for row in rows), default=-1) + 1
        born = np.full(children, -1, np.int32)
        for child, month, *_ in rows:
            born[child] = month
        table = np.array(rows, np.int64).reshape(-1, 5)
        return CareHistory(
            tuple(f"k{i}" for i in range(children)),
            born,
            table[:, 0].astype(np.int32),
            table[:, 2].astype(np.int32),
            table[:, 3].astype(np.int32),
            table[:, 4].astype(np.int8),
            np.ones(len(rows), bool),
            first,
            last,
        )

    return build
