"""The tests that touch a day, run again as if it were another one: `python -m tests.moved_days`.

Debian's `faketime` moves Python and the engines that a run starts. Each file that names a day or a moment runs on one
of the days, the same one in each run, so that together they cover them in a few minutes; `--all` runs these and
whatever else the clock reaches on every day, `--day NAME` on that one. Left out: what drives a real Chromium (it keeps
the true day), starts servers of its own or takes long, and what waits for a wait to run out (under a moved clock it
never does).
"""

import argparse
import ast
import os
import shutil
import signal
import subprocess
import sys
import time as stopwatch
import zlib
from calendar import isleap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.one_clock import reaches_the_clock

ROOT = Path(__file__).resolve().parents[1]
LONDON = ZoneInfo("Europe/London")
LEFT_OUT = ("browser", "engines", "slow", "waits")
_TELLS = {"tests.clock", "datetime", "django.utils.timezone", "carers.law.working_days", "carers.law.clocks"}
_SIDE_BY_SIDE, _LONGEST = 2, 600.0  # runs; seconds of one


def moments(today: date) -> dict[str, datetime]:
    """The moments at which a run is made to begin, by name; all later than `today`, the particular days the next ones.

    On the nights of a clock change it begins two minutes before, so that the clocks change while tests run.
    """

    def at(day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)

    soon = today + timedelta(days=2)
    return {
        "tomorrow": at(today + timedelta(days=1), 9, 30),
        "a-week-on": at(today + timedelta(days=7), 18, 45),
        "a-month-on": at(today + timedelta(days=31), 4),
        "a-year-on": at(today + timedelta(days=366), 12),
        "leap-day": at(_leap_day(soon), 10),
        "clocks-forward": at(_last_sunday(soon, 3), 0, 58),
        "clocks-back": at(_last_sunday(soon, 10), 0, 30) + timedelta(minutes=88),
        "end-of-march": at(_next(soon, 3, 31), 0, 30),  # summer time: in UTC it is still the 30th
        "first-of-april": at(_next(soon, 4, 1), 8),  # a new year of the returns
        "christmas": at(_next(soon, 12, 25), 14),
        "new-year": at(_next(soon, 1, 1), 0, 5),
    }


def _next(day: date, month: int, number: int) -> date:
    this_year = date(day.year, month, number)
    return this_year if this_year >= day else date(day.year + 1, month, number)


def _leap_day(day: date) -> date:
    return next(
        date(year, 2, 29) for year in range(day.year, day.year + 9) if isleap(year) and date(year, 2, 29) >= day
    )


def _last_sunday(day: date, month: int) -> date:
    last = _next(day, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return sunday if sunday >= day else _last_sunday(date(day.year + 1, 1, 1), month)


def dated_files() -> list[str]:
    """Every test file that touches a day, itself or by a helper, where the product looks at the clock by itself.

    What only calculates with days that it is given is the same on all of them.
    """
    found = (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests").rglob("test_*.py")))
    return [name for name in found if _is_dated(name) and reaches_the_clock(_tree(name)) and not _left_out(name)]


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


@cache
def _imports(name: str) -> frozenset[str]:
    return frozenset(_imported(_tree(name)))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_dated(name: str) -> bool:
    mine = _imports(name)
    helpers = [f"{module.replace('.', '/')}.py" for module in mine if module.startswith("tests.")]
    return bool(mine & _TELLS) or any((ROOT / helper).exists() and _is_dated(helper) for helper in helpers)


def _left_out(name: str) -> bool:
    """By a mark on the whole file; single tests are told apart when they are collected."""
    assigned = [node for node in _tree(name).body if isinstance(node, ast.Assign)]
    marks = [node.value for node in assigned if ast.unparse(node.targets[0]) == "pytestmark"]
    return any(f"mark.{left}" in ast.unparse(mark) for mark in marks for left in LEFT_OUT)


def naming_files(files: list[str]) -> list[str]:
    """Those of `files` that name a day or a moment themselves, rather than by a helper."""
    return [name for name in files if _imports(name) & _TELLS]


def shared_out(files: list[str], days: list[str]) -> dict[str, list[str]]:
    """Each file to one day, by its name alone: what joins or leaves moves no other."""
    return {
        day: [name for name in files if zlib.crc32(name.encode()) % len(days) == number]
        for number, day in enumerate(days)
    }


def command(moment: datetime, files: list[str], now: datetime) -> list[str]:
    left_out = " and ".join(f"not {mark}" for mark in LEFT_OUT)
    run = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--tb=short", "-m", left_out, *files]
    return ["faketime", "-f", f"+{round((moment - now).total_seconds())}s", *run]


def _output(run: list[str]) -> tuple[int, list[str]]:
    """How a run ended and what it printed; one that does not end is told to stop, so that it stops its engines."""
    around = {key: value for key, value in os.environ.items() if key != "HEARTH_TEST_TODAY"}
    with subprocess.Popen(run, cwd=ROOT, env=around, text=True, start_new_session=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:  # fmt: skip
        try:
            printed, _ = running.communicate(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGINT)
            printed, _ = running.communicate()
    return running.returncode, printed.rstrip().splitlines() or ["nothing was printed"]


def _run(day: str, moment: datetime, files: list[str]) -> bool:
    """Whether all is well on that day; what is not is printed."""
    begun = stopwatch.monotonic()
    code, lines = _output(command(moment, files, datetime.now(UTC)))
    when, taken = f"{moment.astimezone(LONDON):%A %-d %B %Y, %H:%M}", f"{stopwatch.monotonic() - begun:.0f} s"
    chosen = "\n".join(f"  {name}" for name in files)
    print(f"{day} ({when}), {len(files)} files, {taken}: {lines[-1]}\n{chosen}", flush=True)
    if code:
        print(*lines, sep="\n", flush=True)
    return code == 0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", action="store_true", help="every file on every day")
    asked.add_argument("--day", action="append", help="every file on this day; may be given more than once")
    asked.add_argument("files", nargs="*", help="these files only")
    chosen = asked.parse_args()
    if shutil.which("faketime") is None:
        print("Install faketime to run the tests on other days (Debian: apt-get install faketime).")
        return 1
    days = moments(datetime.now(LONDON).date())
    files = chosen.files or dated_files()
    whole = chosen.all or chosen.day or chosen.files
    runs = dict.fromkeys(chosen.day or days, files) if whole else shared_out(naming_files(files), list(days))
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        well = list(pool.map(lambda day: _run(day, days[day], runs[day]), [day for day in runs if runs[day]]))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
