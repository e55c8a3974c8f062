"""Nothing is right on one day only: the day comes from the one clock, in the product and in its tests."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import clock, one_clock
from tests.clock import LONDON, fixed

ROOT = Path(__file__).resolve().parents[1]


def _files() -> list[Path]:
    return [path for top in (*one_clock.PRODUCT, "tests") for path in sorted((ROOT / top).rglob("*.py"))]


def test_the_day_is_asked_of_the_one_clock() -> None:
    wrong = [line for path in _files() for line in one_clock.of_file(path, ROOT)]
    assert not wrong, "\n".join(wrong)


def test_every_exception_is_still_one() -> None:
    """A file that may read the machine's clock, and no longer does, loses its leave."""
    for name in one_clock.MAY:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        look = one_clock.in_tests if name.startswith("tests/") else one_clock.in_product
        assert list(look(tree)), name


@pytest.mark.parametrize("line", [
    "day = date.today()",
    "day = datetime.date.today()",
    "at = datetime.now()",
    "at = datetime.now(UTC)",
    "at = datetime.utcnow()",
    "at = datetime.fromtimestamp(seconds)",
    "words = time.strftime('%Y')",
    "day = enquiry.received_at.date()",
    "day = timezone.now().date()",
    "rows = 'SELECT 1 WHERE ended_on < current_date'",
    "rows = 'SELECT now()::date'",
    "last = today.replace(year=today.year + 2)",
    "next_one = day.replace(month=day.month + 1)",
    "birthday = date(born.year + 18, born.month, born.day)",
])  # fmt: skip
def test_a_second_case_in_the_product_is_found(line: str) -> None:
    assert list(one_clock.in_product(ast.parse(line))), line


@pytest.mark.parametrize("line", [
    "TODAY = date(2026, 11, 23)",
    "NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)",
    "day = date.today()",
    "day = timezone.localdate()",
    "at = datetime.now(UTC)",
    "def test(cast): place(cast, date(2026, 12, 1))",
    "def test(cast): post({'needed_by': '2026-12-01'})",
    "def test(cast): post({'birth_month': '2017-05'})",
    "def test(cast): make(cast, birth_month=date(2017, 1, 1))",
    "def test(cast): post({'child-0-birth_month-year': '2017'})",
    "def test(cast): post(f'/files/waiting-2026-12.csv?area={cast}')",
    "client = Client(); client.post({'text': 'Ada,24/03/2026'})",
    "def test(cast): post({'on-day': '1', 'on-year': '2026'})",
    "def test(cast): sql(\"UPDATE t SET ended_on = current_date\")",
])  # fmt: skip
def test_a_second_case_in_the_tests_is_found(line: str) -> None:
    assert list(one_clock.in_tests(ast.parse(line))), line


@pytest.mark.parametrize("line", [
    "def test(cast): place(cast, in_days(8), fixed(2026, 12, 25), LONG_AGO)",
    "def test(cast): post({'needed_by': str(in_days(8)), 'birth_month': month(born(9))})",
    "def test(cast): row.update(expires_at=timezone.now() - timedelta(hours=1))",
    "def test(cast): read('12000101-9999')",
    "def test(cast): update(starts_on='2019-01-01', ends_on=date(2020, 1, 1))",
    "def test(day): assert add_months(date(2027, 6, 30), 8) == date(2028, 2, 29)",
])  # fmt: skip
def test_what_holds_on_any_day_passes(line: str) -> None:
    assert not list(one_clock.in_tests(ast.parse(line))), line


@pytest.mark.parametrize(("begun", "day"), [
    (fixed(2026, 11, 23, 12), fixed(2026, 11, 23)),
    (fixed(2026, 11, 23, 23, 44), fixed(2026, 11, 23)),
    (fixed(2026, 11, 23, 23, 50), fixed(2026, 11, 24)),  # begins with the new day
    (fixed(2027, 3, 30, 23, 30), fixed(2027, 3, 31)),  # half past midnight in London
    (fixed(2027, 3, 30, 22, 50), fixed(2027, 3, 31)),
    (fixed(2028, 2, 29, 9), fixed(2028, 2, 29)),
])  # fmt: skip
def test_a_run_has_one_day_and_waits_for_it(begun: object, day: date) -> None:
    assert clock.day_of_run(begun) == day  # type: ignore[arg-type]
    left = clock._until(day, begun)  # type: ignore[arg-type]
    assert left <= 15 * 60 and (left <= 0) == (begun.astimezone(LONDON).date() == day)  # type: ignore[attr-defined]


def test_somebody_born_so_long_ago_is_that_old_on_every_day_of_the_year() -> None:
    assert clock.born(9).year == clock.TODAY.year - 9 and clock.born(0) <= clock.TODAY
    assert clock.in_days(-3) + timedelta(days=3) == clock.TODAY
