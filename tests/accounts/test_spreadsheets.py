"""Every reader of an uploaded table judges blank rows and damaged identifiers alike."""

import re
from pathlib import Path

import pytest

from accounts.input.spreadsheets import is_blank, is_damaged
from carers.imports import SHEETS, read
from tests.sources import sources

ROOT = Path(__file__).parents[2]
# Readers of this project's own reference files, which nobody uploads.
OF_ITS_OWN = {"accounts/reference/services/reference.py", "carers/public/allowances.py"}


@pytest.mark.parametrize("text", ["1.23457E+11", "1,23457E+11", "1E+11", "7.7009e+09", "1.2E11", "-1.5E+3", "#####"])
def test_a_number_that_a_spreadsheet_has_rounded_is_told(text: str) -> None:
    assert is_damaged(text)
    assert is_damaged(f" {text} ")


@pytest.mark.parametrize("text", ["", "123456789012", "12E10", "E11", "H0101", "LEE/0012", "1.5", "#1", "A1E+11"])
def test_somebodys_own_number_is_left_alone(text: str) -> None:
    assert not is_damaged(text)


def test_blank_is_every_cell_empty() -> None:
    assert is_blank([])
    assert is_blank(["", "  ", "\t"])
    assert not is_blank(["", "0"])


def test_a_rounded_reference_of_a_home_is_a_fault_of_its_line_and_blank_rows_are_none() -> None:
    heads = "reference,name,approved_on,rooms,age_min,age_max,kinds_of_care"
    rest = "Ada and Bo Example,01/05/2021,2,0,12,Short term"
    found = read(SHEETS["homes"], f"{heads}\nH1,{rest}\n,,,,,,\n1.23457E+11,{rest}\n")
    assert [(fault.line, fault.column) for fault in found.faults] == [(4, "reference")]
    assert "spreadsheet has changed this" in found.faults[0].words
    assert len(found.rows) == 1


def readers_of_their_own(sources: dict[str, str]) -> set[str]:
    """Modules that read CSV and do not ask the one judge what a blank row is."""
    reads = {name for name, text in sources.items() if re.search(r"csv\.(DictReader|reader)\(", text)}
    return {name for name in reads if "is_blank(" not in sources[name]} - OF_ITS_OWN


def test_no_reader_has_a_rule_of_its_own() -> None:
    ours = sources()
    assert readers_of_their_own(ours) == set()
    planted = ours | {"carers/imports/events.py": "rows = [row for row in csv.reader(text) if row]"}
    assert readers_of_their_own(planted) == {"carers/imports/events.py"}
