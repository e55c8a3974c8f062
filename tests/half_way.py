"""Acts broken off half-way: each write of an act fails in its turn, and its commit; then it is tried again.

An act that marks itself done before it is done, where the database can't take the mark back, loses what it was for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection

WRITES = ("INSERT", "UPDATE", "DELETE")
# Sessions are saved after the commit, by Django: an act that is kept by then must be recognised when pressed again.
MOST_WRITES = 80


@dataclass(frozen=True)
class Trial:
    """`press` does the act and says whether the person was told that it is done; `kept` counts what is there."""

    press: Callable[[], bool]
    kept: Callable[[], int]
    whole: int = 1


@contextmanager
def broken_at(number: int | None) -> Iterator[list[str]]:
    """The `number`th write fails, or the commit where it is None; gives the writes that were seen."""
    seen: list[str] = []
    commit, broken = connection.commit, False

    def write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES) and "django_session" not in sql:
            seen.append(sql)
            if number is not None and len(seen) == number:
                raise OperationalError("planted: the database went away")
        return execute(sql, params, many, context)

    def fail() -> None:
        nonlocal broken
        if seen and not broken:
            broken = True
            raise DatabaseError("planted: the commit failed")
        commit()

    with connection.execute_wrapper(write):
        if number is None:
            connection.commit = fail  # type: ignore[method-assign]
        try:
            yield seen
        finally:
            connection.__dict__.pop("commit", None)


def lost_by(begin: Callable[[], Trial]) -> list[str]:
    """What an act loses or doubles when it breaks off; `begin` makes ready to press, afresh each time."""
    found: list[str] = []
    for number in [None, *range(1, MOST_WRITES)]:
        cache.clear()
        trial = begin()
        with broken_at(number) as seen:
            told = trial.press()
        if number is not None and len(seen) < number:
            return found
        where = "the commit" if number is None else f"write {number}: {seen[-1][:60]}"
        if told and trial.kept() < trial.whole:
            found.append(f"said to be done, and is not, at {where}")
        if not told and not trial.press():
            found.append(f"cannot be done again after {where}")
        if trial.kept() != trial.whole:
            found.append(f"{trial.kept()} of {trial.whole} kept after {where}")
    raise AssertionError("the act never ends")
