"""A what-if is kept in the very instant in which the night writes the day's forecast: both are there after it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

from placements.models import Scenario, Snapshot
from placements.shortages.services import scenarios
from tests.cast import Cast
from tests.clock import TODAY

FACTS = {"homes": 4, "places": 2, "youngest": 0, "oldest": 9, "fewer_exits": 0, "entries": 0}
WAITS = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
ENOUGH = 20_000  # looks at the server; each is a round trip


class _Tried:
    def points(self) -> list[list[float]]:
        return [[0.0, 1.0, 2.0, 0.5]] * 24


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


@contextmanager
def _told_of_reading(read: threading.Event) -> Iterator[None]:
    """`read` is set once this connection has been given the row of the forecast."""

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "placements_snapshot" in sql:
            read.set()
        return found

    with connection.execute_wrapper(watch):
        yield


def _until_it_waits_or_has_read(backend: list[int], begun: threading.Event, read: threading.Event) -> str:
    """The database itself says that the other one waits for our row: no time is guessed."""
    assert begun.wait(20)
    with connection.cursor() as cursor:
        for _ in range(ENOUGH):
            cursor.execute(WAITS, backend)
            if cursor.fetchone() == (True,):
                return "waits"
            if read.is_set():
                return "has read"
    return "neither"


def test_newer_figures_and_the_what_if_are_both_there(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(scenarios, "inputs_of", lambda *_: None)
    monkeypatch.setattr(scenarios, "tried", lambda *_: _Tried())
    figures = {"verdicts": {"12": {"shown": "cohort"}}, "gap": "of yesterday evening", "what_ifs": []}
    with cast.acting("olga") as olga:
        Snapshot(council_id=olga.organisation_id, kind=Snapshot.Kind.FORECAST, as_of=TODAY,
                 engine="test", figures=figures).save()  # fmt: skip
    begun, read, backend, failed = threading.Event(), threading.Event(), [], []
    keep = scenarios._keep

    def keep_and_tell(council: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend.append(cursor.fetchone()[0])
        begun.set()
        with _told_of_reading(read):
            keep(council)

    def save() -> None:
        try:
            with cast.acting("olga") as olga:
                scenarios.save(olga, "Four more homes", FACTS)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(scenarios, "_keep", keep_and_tell)
    other = threading.Thread(target=save)
    with cast.acting("olga") as olga:
        row = Snapshot.objects.select_for_update().get(council=olga.organisation_id, kind=Snapshot.Kind.FORECAST)
        row.figures = figures | {"gap": "of tonight"}
        row.save()
        other.start()
        seen = _until_it_waits_or_has_read(backend, begun, read)
    other.join(30)
    assert not failed and not other.is_alive()
    with cast.acting("olga"):
        kept = Snapshot.objects.get().figures
        assert kept["gap"] == "of tonight", f"written over: the other one {seen}"
        assert [name for name, _points in kept["what_ifs"]] == ["Four more homes"] and Scenario.objects.count() == 1
    assert seen == "waits"
