"""Two schedulers by mistake: every job comes twice, at once, to two workers; and everything happens once."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.models import AuditEntry, Message, RetentionRun
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF, hearth_itself
from carers.applications.services import coming_back
from carers.models import Departure, Enquiry, EnquiryDraft, Household, WayBackRequest
from config.engines.processes import wait_until
from config.paths import BASE_DIR
from placements.models import OpenFigures, ShortageJob, Snapshot
from tests.cast import Cast, make_home
from tests.clock import TODAY

pytestmark = [pytest.mark.engines, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUEUE = "celery"


def environment(folder: Path) -> dict[str, str]:
    """This test's own database, and a broker of its own within the engine."""

    def own(variable: str, alias: str) -> str:
        return os.environ[variable].rpartition("/")[0] + "/" + str(connections[alias].settings_dict["NAME"])

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "HEARTH_DATA_DIR": str(folder),
        "DATABASE_URL": own("HEARTH_TEST_DATABASE_URL", "default"),
        "DATABASE_OWNER_URL": own("HEARTH_TEST_OWNER_URL", "owner"),
        "REDIS_URL": settings.REDIS_URL.rpartition("/")[0] + "/9",
        "SECRET_KEY": settings.SECRET_KEY,
        "CELERY_SKIP_CHECKS": "1",
    }


@contextmanager
def running(folder: Path, *commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Celery processes of this test alone; ended by their own handles whatever happens."""
    started = []
    with (folder / "log").open("ab") as log:
        try:
            for command in commands:
                started.append(subprocess.Popen(
                    [sys.executable, "-m", "celery", "-A", "tests.beat_at_once", *command],
                    cwd=BASE_DIR, env=environment(folder), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                ))  # fmt: skip
            yield started
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(30)


def queued(broker: Any) -> Counter[str]:
    """Tasks that wait, by name."""
    return Counter(json.loads(raw)["headers"]["task"] for raw in broker.lrange(QUEUE, 0, -1))


def due_work(cast: Cast) -> dict[str, Any]:
    """One thing for each sort of job: a message, a way back, a departure, a record past its time."""
    now, today = timezone.now(), TODAY
    home = make_home(cast)
    with cast.acting("musa"):
        message = Message(organisation=cast.agency, kind="session.booked", subject_kind="enquiry",
                          subject_id=cast.agency.pk, channel="email", recipient="ada@example.org", title="T", body="B",
                          reference="two-beats")  # fmt: skip
        message.save()
        Departure(agency=cast.agency, household_id=home, kind="resigned", received_on=today - timedelta(days=28),
                  takes_effect_on=today, reason="retired").save()  # fmt: skip
        RetentionRun(organisation=cast.agency, on=today - timedelta(days=40), finished_at=now).save()
        old = Enquiry(agency_id=cast.agency.pk, name="Una", email="una@example.org", state="declined",
                      received_at=now - timedelta(days=900), state_since=now - timedelta(days=900))  # fmt: skip
        old.save()
    itself = hearth_itself()
    with scope(ITSELF):
        EnquiryDraft(organisation=itself, address=coming_back._digest("una@example.org")).save()
        WayBackRequest(organisation=itself, address="una@example.org", asked_at=now - timedelta(minutes=5)).save()
    return {"message": message.pk, "home": home, "old": old.pk}


def test_each_job_comes_twice_and_happens_once(cast: Cast, sent_tasks: list[Any], tmp_path: Path) -> None:
    made = due_work(cast)
    with redis.Redis.from_url(environment(tmp_path)["REDIS_URL"]) as broker:
        broker.flushdb()
        wanted = Counter(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
        beats = [["beat", "--schedule", str(tmp_path / f"schedule-{n}"), "--pidfile", ""] for n in (1, 2)]
        with running(tmp_path, *beats):
            both = wait_until(lambda: all(queued(broker)[task] >= 2 * n for task, n in wanted.items()), 90)
        seen = queued(broker)
        assert both, (seen, (tmp_path / "log").read_text()[-2000:])
        # Each of the two sent each job exactly once; beat's own heartbeat also announces a start.
        assert {task: seen[task] for task in wanted if task != "accounts.heartbeat"} == {
            task: 2 * n for task, n in wanted.items() if task != "accounts.heartbeat"
        }
        worker = ["worker", "--concurrency", "2", "--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
        with running(tmp_path, worker):
            done = wait_until(lambda: _is_done(cast, broker), 150, every=0.3)
        assert done, (queued(broker), _noted(cast), (tmp_path / "log").read_text()[-3000:])
        broker.flushdb()
    _once(cast, made)


def _noted(cast: Cast) -> Counter[str]:
    with cast.acting("musa"):
        return Counter(AuditEntry.objects.values_list("action", flat=True))


def _is_done(cast: Cast, broker: Any) -> bool:
    """Nothing waits, nothing is held by a worker, and both nights' runs have ended."""
    if broker.llen(QUEUE) or broker.hlen("unacked"):
        return False
    with cast.acting("olga"):
        worked_out = ShortageJob.objects.filter(state="done").exists()
    with cast.acting("musa"):
        tonight = RetentionRun.objects.filter(on=TODAY, finished_at__isnull=False).exists()
    return worked_out and tonight


def _once(cast: Cast, made: dict[str, Any]) -> None:
    noted = _noted(cast)
    assert noted["departure.took_effect"] == noted["record.deleted"] == 1, noted
    with cast.acting("musa"):
        message = Message.objects.get(pk=made["message"])
        assert (message.state, message.attempts) == ("sent", 1)
        assert Household.objects.get(pk=made["home"]).status == "ended"
        assert Enquiry.objects.get(pk=made["old"]).forgotten_on
        [night] = RetentionRun.objects.filter(on=TODAY)
        assert night.done["enquiry"] == 1
    with scope(ITSELF):
        assert Message.objects.filter(kind="enquiry.draft_link").count() == 1 and not WayBackRequest.objects.exists()
    with cast.acting("olga"):
        assert [job.state for job in ShortageJob.objects.all()] == ["done"]
        kept = Counter(Snapshot.objects.filter(as_of=TODAY).values_list("kind", flat=True))
        assert kept and set(kept.values()) == {1}, kept
    figures = Counter(OpenFigures.objects.values_list("name", "month"))
    assert set(figures.values()) <= {1}
