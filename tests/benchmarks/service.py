"""The bench of follow-ups: our time a message beside the bare parts it is made of, in one run on one machine."""

import json
import smtplib
import time
from pathlib import Path

from tests.benchmarks.apart import apart
from tests.proofs.outbox_trial import (
    Trial,
    database_environment,
    new_agency,
    time_until,
    write_backlog,
    write_follow_ups,
)
from tests.proofs.service import Figures

_MESSAGES, _BACKLOG = 1000, 100_000


def _bare_smtp(trial: Trial, count: int) -> float:
    """Seconds a message of a loop that does nothing but send, over one connection."""
    mail = b"Subject: Thank you\r\nMessage-ID: <bare@example>\r\n\r\nHello\r\n\r\nWe have your enquiry.\r\n"
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", trial.mail_port) as line:
        for n in range(count):
            line.sendmail("a@example.org", [f"p{n}@example.org"], mail)
    return (time.perf_counter() - started) / count


def _bare_celery(trial: Trial, count: int) -> float:
    """Seconds a task that does nothing, from sending the first to the end of the last, on the same workers."""
    started = time.perf_counter()
    with trial.client.connection_for_write() as line, trial.client.amqp.Producer(line) as producer:
        for _ in range(count):
            trial.client.send_task("celery.backend_cleanup", producer=producer, ignore_result=True)
    while trial.tasks_left():
        time.sleep(0.01)
    return (time.perf_counter() - started) / count


def _ours(folder: Path, backlog: int) -> tuple[float, Trial, tuple[float, float]]:
    agency = new_agency(f"Bench with {backlog} more")
    write_follow_ups(agency, _MESSAGES)
    if backlog:
        write_backlog(agency, backlog)
    trial = Trial(folder, {**database_environment(), "HEARTH_OUTBOX_RUN": "60"}, agency)
    with trial.running():
        _bare_celery(trial, 200)  # both workers warm
        bare = (_bare_smtp(trial, _MESSAGES), _bare_celery(trial, _MESSAGES))
        each = time_until(trial, _MESSAGES, 240) / _MESSAGES
    return each, trial, bare


def measure(folder: Path) -> Figures:
    """`ratio`: ours over the slower yardstick; `growth`: a message with 100,000 due rows over one with 1,000."""
    small, _, (smtp, celery) = _ours(folder / "small", 0)
    large, _, _ = _ours(folder / "large", _BACKLOG)
    slower = max(smtp, celery)
    return {
        "messages": _MESSAGES,
        "milliseconds_a_message": round(small * 1000, 3),
        "bare_smtp_milliseconds": round(smtp * 1000, 3),
        "bare_celery_milliseconds": round(celery * 1000, 3),
        "ratio": round(small / slower, 3),
        "with_100000_due_milliseconds": round(large * 1000, 3),
        "growth": round(large / small, 3),
        "holds": small / slower <= 2.0 and large / small <= 1.2,
    }


def follow_ups() -> Figures:
    return apart(
        "import json; from pathlib import Path; from django.conf import settings\n"
        "from tests.benchmarks.service import measure\n"
        "print(json.dumps(measure(Path(settings.DATA_DIR) / 'bench')))"
    )


def benches() -> dict[str, object]:
    return {"followups": follow_ups}


if __name__ == "__main__":
    print(json.dumps(follow_ups()))
