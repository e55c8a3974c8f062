"""Spreadsheets: every fault by line and column, a dry run that keeps nothing, all or nothing; export runs nothing."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.pages.sheets import harmless, lines
from carers.imports import SHEETS, read
from carers.imports.reading import text_of
from carers.imports.services.importing import bring_in
from carers.models import Approval, Duty, Enquiry, Household, Place
from tests.cast import Cast
from tests.clock import in_days

HOMES = "reference,name,approved_on,max_children,rooms,age_min,age_max,kinds_of_care,postcode,last_review_on\n"
APPROVED = f"{in_days(-2000):%d/%m/%Y}"
GOOD = f'H1,Ada and Bo,{APPROVED},2,2,0,12,"Short term, Long term",ls6 2ab,{in_days(-200):%d/%m/%Y}\n'


def test_every_fault_is_told_with_its_line_and_column() -> None:
    text = HOMES + GOOD + f"H1,Cy,soon,2,2,9,5,Short term,,\n,Di,{APPROVED},99,2,0,12,Nonsense,XX,\n"
    found = {(fault.line, fault.column) for fault in read(SHEETS["homes"], text).faults}
    assert found == {(3, "approved_on"), (4, "reference"), (4, "max_children"), (4, "kinds_of_care"), (4, "postcode")}
    twice = read(SHEETS["homes"], HOMES + GOOD + GOOD).faults
    assert [(fault.line, fault.column, fault.words) for fault in twice] == [(3, "reference", "The same as on line 2.")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "headings"),
        ("name,shoe_size,received_on\n", "not a column"),
        ("email\n", "is missing"),
        ("name,received_on\n", "no row"),
        ('name,received_on\n"Ada', "can be read"),
        ("name,received_on\nAda,today,extra\n", "no heading"),
        ("name,received_on,\nAda,today,extra\n", "no heading"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, words: str) -> None:
    assert any(words in fault.words for fault in read(SHEETS["people"], text).faults)


def test_workbooks_and_windows_files() -> None:
    with pytest.raises(ValueError, match="CSV"):
        text_of(b"PK\x03\x04")
    assert text_of("Zoë".encode("cp1252")) == "Zoë"


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    found = read(SHEETS["people"], text)
    assert found.faults or found.rows


@given(st.text())
def test_no_cell_of_an_export_starts_a_formula(text: str) -> None:
    shown = harmless(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@"))
    assert shown.removeprefix("'") == text or shown == text


def test_an_export_is_csv_again() -> None:
    rows: list[list[Any]] = [['=HYPERLINK("x")', "a,b", None], ["\n", '"', 3]]
    back = list(csv.reader(io.StringIO("".join(lines(["a", "b", "c"], rows)).lstrip("\ufeff"))))
    assert back == [["a", "b", "c"], ['\'=HYPERLINK("x")', "a,b", ""], ["'\n", '"', "3"]]


def test_all_or_nothing_and_a_dry_run_keeps_nothing(cast: Cast, sent_tasks: list[object]) -> None:
    people = (
        "name,telephone,received_on,step,owner_email\n"
        f"Ada,07700 900123,{in_days(-240):%d/%m/%Y},Contacted,rosa@example.org\n"
    )
    with cast.acting("musa") as musa:
        assert bring_in(musa, "homes", HOMES + GOOD, dry_run=True).made == 1
        assert not Household.objects.exists() and not Place.objects.exists()
        assert bring_in(musa, "homes", HOMES + GOOD, dry_run=False).made == 1
        home = Household.objects.get()
        assert (home.area_id, Place.objects.count(), Approval.objects.get().max_children) == ("E08000035", 2, 2)
        assert {duty.kind for duty in Duty.objects.all()} == {"review"}  # the rest is not known
        again = bring_in(musa, "homes", HOMES + GOOD.replace("H1", "H2") + GOOD, dry_run=False)
        assert [(fault.line, fault.column) for fault in again.faults] == [(3, "reference")]
        assert Household.objects.count() == 1
        assert bring_in(musa, "people", people, dry_run=False).made == 1
        ada = Enquiry.objects.get()
        assert ada.historical and ada.owner_id == cast.people["rosa"].pk and not sent_tasks
        foreign = bring_in(musa, "people", people.replace("rosa@", "stan@"), dry_run=False)
        assert [(fault.line, fault.column) for fault in foreign.faults] == [(2, "owner_email")]
