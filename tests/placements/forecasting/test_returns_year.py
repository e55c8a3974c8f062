"""One row never moves the file: the year of a return, damaged identifiers, blank rows, half a year that is missing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import placements.shortages.forecasting.returns.reader as reader_module
import placements.shortages.forecasting.returns.window as window_module
from placements.shortages.forecasting.history import first_ending, month_number
from placements.shortages.forecasting.returns import ImportResult, ReturnRefusedError, Source, read_sources
from placements.shortages.forecasting.returns.tables import year_in_name, year_of_folder
from placements.shortages.forecasting.returns.year import LastDay
from tests.placements.forecasting.conftest import KEY
from tests.placements.forecasting.test_returns import COLUMNS, HEADER, child, episode

APRIL = [f"t{number}" for number in range(12)]  # who turn 18 in April 2025 and live with carers on 31 March
MARCH = month_number(date(2025, 3, 1))


def year_of_rows() -> tuple[list[str], list[str]]:
    """A sound return of 2024-25: 300 children who came through the year, one in three gone again."""
    rows, births = [], []
    for number in range(300):
        begins = date(2024, 4, 2) + timedelta(days=number * 6 // 5)
        ends = begins + timedelta(days=30)
        gone = number % 3 == 0 and ends <= date(2025, 3, 31)
        rows.append(episode(f"c{number}", f"{begins:%d/%m/%Y}", f"{ends:%d/%m/%Y}" if gone else "", "E4A" * gone))
        births.append(child(f"c{number}"))
    rows += [episode(name, "01/05/2024") for name in APRIL]
    births += [child(name, f"{1 + at:02}/04/2007") for at, name in enumerate(APRIL)]
    return rows, births


ROWS, BIRTHS = year_of_rows()


def files(more: list[str], named: int | None = None, births: list[str] | None = None) -> list[Source]:
    """The sound return with more rows after the heading, so that they stand on lines 2 and on."""
    return [
        Source("Episodes.csv", "\n".join([COLUMNS, *more, *ROWS]).encode(), named),
        Source("Header.csv", "\n".join([HEADER, child("odd"), *(births or []), *BIRTHS]).encode(), named),
    ]


def shown(result: ImportResult) -> tuple[int, int, int]:
    history = result.history
    return history.first_month, history.last_month, result.report.stock_31_march.get(2025, -1)


DOORS: list[dict[str, int | None]] = [
    {"named": None, "year": None},
    {"named": 2025, "year": None},
    {"named": None, "year": 2025},
]
SOUND = read_sources(files([]), KEY)


def test_the_sound_return_is_of_its_year_whichever_way_the_year_is_told() -> None:
    assert shown(SOUND)[:2] == (month_number(date(2024, 4, 1)), MARCH)
    assert SOUND.report.findings == []
    for door in DOORS:
        assert shown(read_sources(files([], door["named"]), KEY, year=door["year"])) == shown(SOUND)


@pytest.mark.parametrize("door", DOORS, ids=["by its rows", "by its name", "as said"])
@pytest.mark.parametrize("day", ["15/05/2025", "01/04/2025", "15/05/2031", "31/12/2099"])
def test_a_row_after_the_year_is_the_finding_and_nothing_else_is(day: str, door: dict[str, int | None]) -> None:
    late = episode("odd", "01/05/2024", day, "E4A")
    result = read_sources(files([late], door["named"]), KEY, year=door["year"])
    assert shown(result) == shown(SOUND), "twelve who turn 18 in April are children on 31 March"
    [found] = result.report.errors()
    assert (found.code, found.file, found.line, found.column) == ("after-the-return", "Episodes.csv", 2, "DEC")
    assert "31 March 2025" in found.message
    assert result.report.rejected_episode_rows == 1


ANY_DAY = st.dates(date(1901, 1, 1), date(2100, 12, 31))


def _one_row_moves(row: str, door: dict[str, int | None]) -> bool:
    """Whether the return with the row tells anything else of the other children than the return without it."""
    try:
        result = read_sources(files([row], door["named"]), KEY, year=door["year"])
    except ReturnRefusedError:
        return True
    first, last, stock = shown(SOUND)
    got_first, got_last, got_stock = shown(result)
    others = set(SOUND.history.keys) - set(result.history.keys)
    return (got_first, got_last) != (first, last) or not 0 <= got_stock - stock <= 1 or bool(others)


@settings(deadline=None, max_examples=40)
@given(ANY_DAY, ANY_DAY, st.sampled_from(DOORS))
@example(date(2024, 5, 1), date(2025, 5, 15), DOORS[0])
@example(date(2009, 5, 1), date(2009, 6, 1), DOORS[0])
@example(date(2031, 5, 1), date(2031, 6, 1), DOORS[0])
def test_whatever_days_one_row_has_it_moves_nothing(start: date, end: date, door: dict[str, int | None]) -> None:
    assert not _one_row_moves(episode("odd", f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}", "E4A"), door)


def test_that_guard_sees_a_newest_and_an_oldest_row_that_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the end of a return from its last date, its beginning from its first ending."""
    late, early = episode("odd", "01/05/2024", "15/05/2025", "E4A"), episode("odd", "01/05/2015", "01/06/2015", "E4A")
    assert not _one_row_moves(late, DOORS[0])
    assert not _one_row_moves(early, DOORS[0])
    with monkeypatch.context() as patched:
        newest = LastDay(date(2025, 5, 15).toordinal(), whole_year=False)
        patched.setattr(reader_module, "last_day", lambda *_: newest)
        assert _one_row_moves(late, DOORS[0])
    with monkeypatch.context() as patched:
        patched.setattr(window_module, "first_month", lambda ends: month_number(date.fromordinal(int(ends.min()))))
        assert _one_row_moves(early, DOORS[0])


def test_an_ending_long_before_is_named_and_counts_for_nothing() -> None:
    result = read_sources(files([episode("odd", "01/05/2015", "01/06/2015", "E4A")]), KEY)
    assert shown(result) == shown(SOUND)
    [found] = result.report.warnings()
    assert (found.code, found.line) == ("ended-before-the-return", 2)
    ends = np.array([date(2015, 6, 1).toordinal(), *range(738_000, 738_040)])
    assert first_ending(ends) == 738_000
    assert first_ending(ends[:1]) == ends[0]


def _some_after(number: int) -> list[str]:
    return [episode(f"c{at}", "01/05/2024", "10/05/2025", "E4A", place="K2") for at in range(number)]


def test_where_the_year_cannot_be_told_it_is_asked_for() -> None:
    with pytest.raises(ReturnRefusedError, match=r"not clear which year.*6 of 318 are dated after it.*Say which year"):
        read_sources(files(_some_after(6)), KEY)
    said = read_sources(files(_some_after(6)), KEY, year=2025)
    assert shown(said)[1] == MARCH
    assert [found.code for found in said.report.errors()] == ["after-the-return"] * 6
    few = [Source("Episodes.csv", "\n".join([COLUMNS, *ROWS[:2], episode("odd", "01/05/2025")]).encode()), files([])[1]]
    with pytest.raises(ReturnRefusedError, match="too few to tell"):
        read_sources(few, KEY)
    assert shown(read_sources(few, KEY, year=2026))[1] == month_number(date(2026, 3, 1))


def test_a_name_never_condemns_the_rows() -> None:
    with pytest.raises(ReturnRefusedError, match=r"The name of Episodes.csv says 2024, but \d+ of its rows.*Say which"):
        read_sources(files([], 2024), KEY)
    assert shown(read_sources(files([], 2024), KEY, year=2025)) == shown(SOUND)
    several = [*files([], 2025), *[Source(f"2024/{one.name}", one.data, 2024) for one in files([])]]
    with pytest.raises(ReturnRefusedError, match="named for 2024 to 2025"):
        read_sources(several, KEY, year=2026)


@pytest.mark.parametrize(
    ("name", "year"),
    [("SSDA903_Episodes_2023-24.csv", 2024), ("episodes_2020_21.csv", 2021), ("Header 2023-2024.csv", 2024),
     ("episodes2025.csv", 2025), ("episodes_2019_2021.csv", None), ("2023-12-31 episodes 2024.csv", None),
     ("Episodes.csv", None), ("episodes_12024.csv", None)],
)  # fmt: skip
def test_a_year_in_a_name_is_the_one_it_ends_in(name: str, year: int | None) -> None:
    assert year_in_name(name) == year
    assert year_of_folder("2023-24") == 2024
    assert year_of_folder("old 2024") is None


def test_an_extract_ends_where_its_rows_end_and_not_at_one_that_stands_alone() -> None:
    """Taken out in December; one day typed as February."""
    until = [row for row in ROWS if date(2024, 4, 1) <= _begins(row) <= date(2024, 12, 10) and ",,"
             in row]  # fmt: skip
    births = files([])[1]
    plain = read_sources([Source("Episodes.csv", "\n".join([COLUMNS, *until]).encode()), births], KEY)
    odd = episode("odd", "20/02/2025")
    spoilt = read_sources([Source("Episodes.csv", "\n".join([COLUMNS, odd, *until]).encode()), births], KEY)
    assert plain.history.last_month == spoilt.history.last_month == month_number(date(2024, 11, 1))
    [found] = spoilt.report.errors()
    assert (found.code, found.line, found.column) == ("after-the-return", 2, "DECOM")
    assert "the last day this return covers" in found.message


def _begins(row: str) -> date:
    day, month, year = (int(part) for part in row.split(",")[1].split("/"))
    return date(year, month, day)


@pytest.mark.parametrize("text", ["1.23457E+11", "1,23457e+11", "1E+11", "####"])
def test_an_identifier_that_a_spreadsheet_has_rounded_refuses_the_file_by_its_line(text: str) -> None:
    quoted = f'"{text}"'
    with pytest.raises(ReturnRefusedError, match=r"Header.csv, line 3: CHILD was changed by a spreadsheet"):
        read_sources(files([episode(quoted, "01/05/2024")], births=[child(quoted)]), KEY)
    with pytest.raises(ReturnRefusedError, match=r"Episodes.csv, line 2: CHILD was changed by a spreadsheet"):
        read_sources(files([episode(quoted, "01/05/2024")]), KEY)
    for own in ("12E10", "E123", "123456789012", "LEE/0012"):
        read_sources(files([episode(own, "01/05/2024")], births=[child(own)]), KEY)


def test_one_identifier_with_several_birth_dates_is_not_one_child() -> None:
    births = [child("twice", "05/06/2012"), child("twice", "05/06/2015"), child("same"), child("same")]
    rows = [episode("twice", "01/05/2024"), episode("twice", "01/06/2024", place="K2"), episode("same", "01/05/2024")]
    result = read_sources(files(rows, births=births), KEY)
    assert {found.code for found in result.report.errors()} == {"several-birth-dates"}
    assert [(found.file, found.line) for found in result.report.errors()] == [
        ("Header.csv", 3), ("Header.csv", 4), ("Episodes.csv", 2), ("Episodes.csv", 3),
    ]  # fmt: skip
    assert result.report.children == SOUND.report.children + 1


@pytest.mark.parametrize("blank", [",,,,", "", "  , ,", ",,,,,,,,"])
def test_a_row_of_empty_cells_is_no_row(blank: str) -> None:
    spoilt = [Source(one.name, one.data + b"\n" + "\n".join([blank] * 50).encode()) for one in files([])]
    report = read_sources(spoilt, KEY).report
    assert report.findings == []
    assert (report.episode_rows, report.header_rows) == (SOUND.report.episode_rows, SOUND.report.header_rows)


def test_one_row_in_a_later_year_does_not_end_everybodys_care() -> None:
    last = [Source("2026/Episodes.csv", f"{COLUMNS}\n{episode('odd', '01/05/2025')}".encode(), 2026),
            Source("2026/Header.csv", f"{HEADER}\n{child('odd')}".encode(), 2026)]  # fmt: skip
    with pytest.raises(ReturnRefusedError, match=r"children whose care goes on are not in the return of 2026"):
        read_sources([*files([], 2025), *last], KEY)
