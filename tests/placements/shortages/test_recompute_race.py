"""What-ifs are worked out again by a person in the instant of the night's job: one waits for the other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from accounts.tenancy.caller import job_for
from placements.models import Scenario, ShortageJob, Snapshot
from placements.shortages.services import jobs, scenarios
from tests.cast import Cast
from tests.clock import TODAY

FACTS = {"homes": 4, "places": 2, "youngest": 0, "oldest": 9, "fewer_exits": 0, "entries": 0}
FIGURES = {"verdicts": {"12": {"shown": "cohort"}}, "gap": "of tonight", "what_ifs": []}
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
ENOUGH = 20_000  # looks at the server; each is a round trip


class _Tried:
    def points(self) -> list[list[float]]:
        return [[0.0, 1.0, 2.0, 0.5]] * 24


@pytest.fixture
def council(cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(scenarios, "inputs_of", lambda *_: None)
    monkeypatch.setattr(scenarios, "tried", lambda *_: _Tried())
    monkeypatch.setattr(jobs, "STEPS", ((Snapshot.Kind.FORECAST, "Next months", lambda *_: dict(FIGURES)),))
    with cast.acting("olga") as olga:
        Snapshot(council_id=olga.organisation_id, kind=Snapshot.Kind.FORECAST, as_of=TODAY,
                 engine="test", figures=FIGURES).save()  # fmt: skip
        scenarios.save(olga, "Four more homes", FACTS)
    return cast


def _both(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[Exception]]:
    """The state of the job, and what the person met: she holds the what-ifs when the job begins to write, and goes on
    to the forecast when the job has it, or waits for her."""
    kept, errors, states = threading.Event(), [], []
    keep, snapshot, me = jobs.keep, scenarios._keep, threading.current_thread()

    def keep_and_tell(*args: Any) -> Any:
        made = keep(*args)
        kept.set()
        return made

    def after_the_job_is_there(council: Any) -> None:
        if threading.current_thread() is me:
            job.start()
            _until(lambda: kept.is_set())
        snapshot(council)

    def night() -> None:
        try:
            states.append(jobs.run(cast.council.pk, job_id))
        finally:
            connections.close_all()

    monkeypatch.setattr(jobs, "keep", keep_and_tell)
    monkeypatch.setattr(scenarios, "_keep", after_the_job_is_there)
    with cast.acting("olga"):
        row = ShortageJob(council_id=cast.council.pk, total=1)
        row.save()
    job_id, job = row.pk, threading.Thread(target=night)
    try:
        with cast.acting("olga") as olga:
            scenarios.renew(olga)
    except OperationalError as error:
        errors.append(error)
    finally:
        job.join(60)
    assert not job.is_alive()
    return states[0], errors  # type: ignore[return-value]


def _until(there: Callable[[], bool]) -> None:
    """Until `there`, or the server says that somebody waits for a lock: no time is guessed."""
    with connection.cursor() as cursor:
        for _ in range(ENOUGH):
            cursor.execute(WAITING)
            if there() or cursor.fetchone() != (0,):
                return
    raise AssertionError("neither wrote nor waited")


@pytest.mark.waits  # the server looks for a deadlock after a second: never, under a moved clock
def test_without_one_order_they_lock_one_another_out(council: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "hold", lambda _council: None)
    state, errors = _both(council, monkeypatch)
    assert state == ShortageJob.State.FAILED or errors


def test_recompute_beside_the_nights_job(council: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    state, errors = _both(council, monkeypatch)
    assert (state, errors) == (ShortageJob.State.DONE, [])
    with council.acting("olga") as olga:
        assert job_for(olga.organisation) and Scenario.objects.count() == 1
        figures = Snapshot.objects.get(kind=Snapshot.Kind.FORECAST).figures
    assert [name for name, _points in figures["what_ifs"]] == ["Four more homes"]
