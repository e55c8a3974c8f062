"""Which tests run on which other days: each file on one of them, each day as its name says."""

from datetime import date, timedelta

import pytest

from tests import moved_days
from tests.clock import LONDON, fixed
from tests.moved_days import dated_files, moments, shared_out

TODAYS = [fixed(2026, 11, 30), fixed(2027, 3, 27), fixed(2027, 10, 30), fixed(2028, 2, 28), fixed(2027, 12, 24)]


@pytest.mark.parametrize("today", TODAYS)
def test_each_day_is_what_its_name_says_and_lies_ahead(today: date) -> None:
    found = moments(today)
    here = {name: at.astimezone(LONDON) for name, at in found.items()}
    assert all(today < at.date() <= today + timedelta(days=5 * 366) for at in here.values())
    assert (here["leap-day"].month, here["leap-day"].day) == (2, 29)
    assert (here["christmas"].month, here["christmas"].day) == (12, 25)
    assert here["end-of-march"].day == 31 and found["end-of-march"].day == 30, "London has the next day already"
    for name, hours in (("clocks-forward", 2), ("clocks-back", 0)):
        later = (found[name] + timedelta(hours=1)).astimezone(LONDON)
        assert here[name].weekday() == 6 and later.hour - here[name].hour == hours, name


def test_every_dated_file_runs_on_one_of_the_days() -> None:
    files, days = dated_files(), list(moments(fixed(2026, 11, 30)))
    shared = shared_out(files, days)
    assert sorted(name for names in shared.values() for name in names) == files
    assert shared_out([*files, "tests/test_planted.py"], days).keys() == shared.keys()
    assert all(name in shared_out([*files, "tests/test_planted.py"], days)[day]
               for day, names in shared.items() for name in names), "one more file moves no other"  # fmt: skip


def test_what_touches_a_day_is_found_and_browsers_stay_out() -> None:
    files = dated_files()
    assert {"tests/placements/test_placing_stays.py", "tests/carers/test_retention.py"} <= set(files)
    assert "tests/carers/test_workspace_api.py" in files, "a day that comes by the cast alone"
    assert "tests/placements/test_matching_days.py" not in files and "tests/test_up.py" not in files
    assert "tests/carers/test_working_days.py" not in files, "it only calculates with days that it is given"


def test_a_run_is_moved_by_the_seconds_until_then() -> None:
    run = moved_days.command(fixed(2028, 2, 29, 10), ["tests/test_days.py"], fixed(2028, 2, 28, 10))
    assert run[:3] == ["faketime", "-f", "+86400s"] and run[-1] == "tests/test_days.py"
    assert "not browser and not engines and not slow and not waits" in run
