"""Reading returns: every way a file may be written, every rule, and what is refused."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.shortages.forecasting.forecast import make_forecast
from placements.shortages.forecasting.history import month_number
from placements.shortages.forecasting.panel import build_panel
from placements.shortages.forecasting.returns import (
    ImportReport,
    ImportResult,
    ReturnRefusedError,
    Source,
    read_folder,
    read_sources,
)
from placements.shortages.forecasting.returns.codes import PLACES, in_code_set
from tests.placements.forecasting.conftest import KEY

COLUMNS = "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,HOME_POST"
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN"


def episode(child: str, start: str, end: str = "", rec: str = "", **other: str) -> str:
    got = {"rne": "S", "ls": "C2", "place": "U6", "provider": "PR1", **other}
    return f"{child},{start},{got['rne']},{got['ls']},{got['place']},{got['provider']},{end},{rec},AB1 2CD"


def child(name: str, born: str = "05/06/2012") -> str:
    return f"{name},1,{born},WBRI,A123456789012"


FILLER = [f"f{i}" for i in range(120)]


def sources(episodes: list[str], headers: list[str], year: int | None = None, fill: bool = True) -> list[Source]:
    """A return with enough sound children beside the rows under test that it is not refused."""
    more = [episode(name, "01/05/2023") for name in FILLER] if fill else []
    births = [child(name) for name in FILLER] if fill else []
    return [
        Source("Episodes.csv", "\r\n".join([COLUMNS, *episodes, *more]).encode(), year),
        Source("Header.csv", "\r\n".join([HEADER, *headers, *births]).encode(), year),
    ]


def read(episodes: list[str], headers: list[str] | None = None, year: int | None = 2024) -> ImportResult:
    return read_sources(sources(episodes, headers or [child("a")], year), KEY)


def codes(report: ImportReport) -> set[str]:
    return set(report.counts())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
@pytest.mark.parametrize("iso", [False, True])
def test_every_way_of_writing_gives_the_same_history(encoding: str, change: object, iso: bool) -> None:
    def written(source: Source) -> Source:
        head, _, body = source.data.decode().partition("\r\n")
        body = body.replace("AB1 2CD", "Ñandú Café")
        if iso:
            body = re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", body)
        return Source(source.name, f"{change(head)}\r\n{body}".encode(encoding), source.year)  # type: ignore[operator]

    plain = sources([episode("a", "03/04/2023", "05/06/2023", "E4A")], [child("a")], 2024)
    expected = read_sources(plain, KEY).history
    got = read_sources([written(source) for source in plain], KEY).history
    assert got.keys == expected.keys
    assert (got.start == expected.start).all()
    assert (got.end == expected.end).all()
    assert (got.birth_month == expected.birth_month).all()


def test_two_styles_of_date_in_one_file_are_refused() -> None:
    with pytest.raises(ReturnRefusedError, match=r"mixes two ways of writing dates.*line 2.*line 3"):
        read_sources(sources([episode("a", "03/04/2023"), episode("a", "2023-05-04")], [child("a")]), KEY)


def test_each_file_may_have_its_own_style() -> None:
    got = read([episode("a", "03/04/2023")], [child("a")])
    files = sources([episode("a", "03/04/2023")], [child("a")], 2024)
    iso = re.sub(rb"(\d\d)/(\d\d)/(\d{4})", rb"\3-\2-\1", files[1].data)
    other = read_sources([files[0], Source("Header.csv", iso, 2024)], KEY)
    assert (got.history.birth_month == other.history.birth_month).all()


RULES = [
    ("bad-date", episode("a", "31/02/2023"), True, "DECOM"),
    ("bad-date", episode("a", ""), True, "DECOM"),
    ("bad-date", episode("a", "01/05/2023", "soon", "E4A"), True, "DEC"),
    ("ends-before-start", episode("a", "01/05/2023", "01/04/2023", "E4A"), True, "DEC"),
    ("before-birth", episode("a", "01/05/2012"), True, "DECOM"),
    ("unknown-place", episode("a", "01/05/2023", place="Q9"), True, "PLACE"),
    ("unknown-place-provider", episode("a", "01/05/2023", provider="PR9"), True, "PLACE_PROVIDER"),
    ("unknown-rne", episode("a", "01/05/2023", rne="Z"), True, "RNE"),
    ("unknown-rec", episode("a", "01/05/2023", "01/06/2023", "E99"), True, "REC"),
    ("child-without-header", episode("nobody", "01/05/2023"), True, "CHILD"),
    ("child-missing", episode("", "01/05/2023"), True, "CHILD"),
    ("ending-without-date", episode("a", "01/05/2023", "", "E4A"), True, "DEC"),
    ("after-the-return", episode("a", "01/05/2024"), True, "DECOM"),
    ("code-of-another-year", episode("a", "01/05/2023", place="K3"), False, "PLACE"),
    ("x1-without-next", episode("a", "01/05/2023", "01/06/2023", "X1"), False, "REC"),
]


@pytest.mark.parametrize(("code", "row", "error", "column"), RULES)
def test_each_rule_names_file_line_column_and_what_to_do(code: str, row: str, error: bool, column: str) -> None:
    report = read([row]).report
    assert codes(report) == {code}
    (found,) = report.findings
    assert (found.error, found.file, found.line, found.column) == (error, "Episodes.csv", 2, column)
    assert found.message.endswith(".")
    assert found.fix.endswith(".")
    assert report.rejected_episode_rows == int(error)
    assert f"Episodes.csv,2,{column},{code}" in report.to_csv()


@pytest.mark.parametrize("named", [2024, None], ids=["named", "said"])
def test_open_after_18_is_rejected(named: int | None) -> None:
    rows = [episode("a", "01/05/2023", "20/03/2024", "E4A"), episode("old", "01/05/2022")]
    files = sources(rows, [child("a"), child("old", "01/01/2006")], named)
    report = read_sources(files, KEY, year=2024).report
    assert report.stock_31_march[2024] == 120
    assert codes(report) == {"open-after-18"}


def test_a_blank_birth_date_keeps_the_child_without_an_age() -> None:
    result = read([episode("a", "01/05/2023")], [child("a", "")])
    assert codes(result.report) == {"birth-date-unknown"}
    assert result.report.rejected_episode_rows == 0
    assert result.report.notes == ["Children without a date of birth, left out of forecasts: 1."]


def test_an_open_episode_is_ended_by_the_next_and_an_overlap_is_shortened() -> None:
    rows = [episode("a", "01/05/2023"), episode("a", "01/06/2023", "01/09/2023", "X1", place="U4"),
            episode("a", "01/08/2023", place="K2")]  # fmt: skip
    result = read(rows)
    assert codes(result.report) == {"open-twice", "overlap"}
    mine = result.history.child == result.history.keys.index(key_of(result, "a"))
    ends = [date.fromordinal(day) for day in result.history.end[mine][:2].tolist()]
    assert ends == [date(2023, 6, 1), date(2023, 8, 1)]


def key_of(result: ImportResult, name: str) -> str:
    import hashlib
    import hmac

    return hmac.new(KEY, name.encode(), hashlib.sha256).hexdigest()[:32]


def test_a_gap_after_a_move_and_two_placements_on_one_day_are_found() -> None:
    gap = read([episode("a", "01/05/2023", "01/06/2023", "X1"), episode("a", "08/06/2023", place="U4")])
    assert codes(gap.report) == {"gap-after-x1"}
    twice = read(
        [episode("a", "01/05/2023", "01/07/2023", "E4A"), episode("a", "01/05/2023", "01/08/2023", "E4A", place="K2")]
    )
    assert codes(twice.report) == {"two-placements-on-a-start"}
    assert twice.report.rejected_episode_rows == 1


def test_same_day_episodes_are_kept() -> None:
    rows = [episode("a", "01/05/2023", "01/05/2023", "X1"), episode("a", "01/05/2023", rne="P", place="U4")]
    result = read(rows)
    assert not result.report.findings
    assert result.history.episodes == 122


def test_years_are_merged_and_the_later_return_wins() -> None:
    first = sources([episode("a", "01/05/2022"), episode("gone", "01/05/2022")], [child("a"), child("gone")], 2023)
    first = [Source(f"2023/{s.name}", s.data.replace(b"01/05/2023", b"01/05/2022"), 2023) for s in first]
    second = sources([episode("a", "01/05/2022", "02/02/2024", "E4A")], [child("a")], 2024)
    second = [Source(f"2024/{s.name}", s.data.replace(b"01/05/2023", b"01/05/2022"), 2024) for s in second]
    result = read_sources([*first, *second], KEY)
    assert codes(result.report) == {"missing-from-next-year"}
    assert result.report.stock_31_march == {2023: 122, 2024: 120}


def test_short_breaks_are_left_out() -> None:
    report = read([episode("a", "01/05/2023", ls="V4")]).report
    assert (report.short_break_rows, report.rejected_episode_rows) == (1, 0)
    assert report.stock_31_march[2024] == 120


def test_above_two_per_cent_is_refused_with_the_whole_report() -> None:
    rows = [episode("a", "31/02/2023")] * 5
    with pytest.raises(ReturnRefusedError, match=r"5 rows \(4\.0%\)") as caught:
        read(rows)
    assert caught.value.report is not None
    assert len(caught.value.report.errors()) == 5
    assert len(read([episode("a", "31/02/2023")] * 2).report.errors()) == 2


REFUSED = [
    ([Source("Episodes.csv", b"PK\x03\x04...")], "spreadsheet"),
    ([Source("Episodes.csv", "CHILD,DECOM".encode("utf-16"))], "not plain CSV"),
    ([Source("Episodes.csv", b"CHILD,DECOM,RNE,PLACE\r\n")], "no column PLACE_PROVIDER, DEC, REC"),
    ([Source("Header.csv", b"CHILD,DOB,ETHNIC\r\n")], "no Episodes table"),
    ([Source("Episodes.csv", COLUMNS.encode())], "no Header table"),
    (sources([], [], None, fill=False), "no usable episode"),
    (sources([], [], 2009), "2017 to 2026"),
]


@pytest.mark.parametrize(("files", "words"), REFUSED)
def test_unusable_files_are_refused_in_words(files: list[Source], words: str) -> None:
    with pytest.raises(ReturnRefusedError, match=words):
        read_sources(files, KEY)


def test_nothing_that_names_a_child_is_kept() -> None:
    """The identifier, the day of birth, postcodes and pupil numbers are nowhere in what comes out."""
    rows = [episode("SECRET77", "01/05/2023"), episode("SECRET77", "31/02/2023")]
    result = read(rows, [child("SECRET77", "17/06/2012")])
    kept = repr(result) + result.report.to_csv()
    for text in ("SECRET77", "AB1 2CD", "A123456789012", str(date(2012, 6, 17).toordinal())):
        assert text not in kept
    at = result.history.keys.index(key_of(result, "SECRET77"))
    assert result.history.birth_month[at] == month_number(date(2012, 6, 1))
    other = read_sources(sources(rows, [child("SECRET77")], 2024), b"another key of 16+ bytes")
    assert not set(other.history.keys) & set(result.history.keys)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        read_sources(sources([], []), b"short")


def test_reconciliation_warns_above_two_per_cent(council_folder: Path) -> None:
    stock = read_folder(council_folder, KEY).report.stock_31_march
    report = read_folder(council_folder, KEY, [(2025, stock[2025]), (2024, round(stock[2024] * 1.05))]).report
    assert [one.apart for one in report.reconciliation] == [False, True]
    assert "fewer than the" in report.reconciliation[1].sentence()


def test_the_joined_file_and_the_yearly_folders_agree(council_folder: Path, council: ImportResult) -> None:
    names = ("Episodes.csv", "Header.csv")
    joined = read_sources([Source(name, (council_folder / name).read_bytes()) for name in names], KEY)
    assert joined.history.first_month == council.history.first_month
    assert joined.history.last_month == council.history.last_month
    assert joined.report.stock_31_march == council.report.stock_31_march


def test_code_sets_change_with_the_year() -> None:
    assert in_code_set(PLACES, "H5", 2025) is True
    assert in_code_set(PLACES, "H5", 2026) is False
    assert in_code_set(PLACES, "K3", 2026) is True
    assert in_code_set(PLACES, "U9", 2026) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    """No upload, however broken, ends in anything but a result or a refusal."""
    files = [Source("Episodes.csv", COLUMNS.encode() + b"\r\n" + data, 2024), sources([], [], 2024)[1]]
    with contextlib.suppress(ReturnRefusedError):
        assert read_sources(files, KEY).history.episodes >= 120


NOVEMBER = [episode(name, f"{1 + at % 9:02}/11/2025") for at, name in enumerate(FILLER)]


@pytest.mark.parametrize(
    ("more", "there"),
    [([], 121), ([episode("b", "02/11/2025", "06/11/2025", rec="E11")], 121)],
    ids=["nobody left", "somebody left"],
)
def test_an_only_month_that_has_not_ended_is_limited_data_and_no_nought(more: list[str], there: int) -> None:
    births = [child(name) for name in ("a", "b", *FILLER)]
    result = read_sources(sources([*NOVEMBER, episode("a", "10/11/2025"), *more], births, None, fill=False), KEY)
    history = result.history
    assert (history.first_month, history.last_month) == (month_number(date(2025, 11, 1)),) * 2
    assert history.known_to == date(2025, 11, 10)
    made = make_forecast(build_panel(history), 12)
    assert made.now[0] == there
    assert {verdict.shown for verdict in made.verdicts.values()} == {"limited data"}
    [note] = [note for note in result.report.notes if "Limited data" in note]
    assert "10 November 2025" in note


def test_a_complete_month_is_known_to_its_end() -> None:
    history = read([episode("a", "01/05/2023")]).history
    assert history.cut_off is None
    assert history.known_to == date(2024, 3, 31)
    assert history.notes == ()


def test_children_who_all_left_before_the_last_date_are_a_true_nought() -> None:
    ended = [episode(name, "01/11/2025", "05/11/2025", rec="E11") for name in FILLER]
    result = read_sources(sources(ended, [child(name) for name in FILLER], None, fill=False), KEY)
    made = make_forecast(build_panel(result.history), 12)
    assert made.now[0] == 0
    assert any("Limited data" in note and "5 November 2025" in note for note in result.report.notes)


def test_unknown_ages_are_said_beside_the_nought() -> None:
    births = [child(name, born="") for name in FILLER]
    starts = [episode(name, f"01/{1 + at % 12:02}/{2021 + at % 4}") for at, name in enumerate(FILLER)]
    history = read_sources(sources(starts, births, None, fill=False), KEY).history
    made = make_forecast(build_panel(history), 12)
    assert any("month of birth is unknown: 120" in note for note in made.notes)
    assert "0 children of known age in foster care" in made.verdicts[12].reason
