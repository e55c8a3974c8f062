"""Real workers, a real broker and a real mail server around the outbox of one organisation: for proof and bench.

The database is the one of the settings in force; broker and mail server are of the trial's own, so that both
can be killed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Message, Organisation
from accounts.tenancy.scopes import scope
from carers.followups.services.seeding import book_of
from carers.models import Enquiry, FollowUp
from config.engines.processes import free_port, port_is_free, wait_until
from config.engines.valkey import Valkey
from config.paths import BASE_DIR

OPEN = ("due", "claimed", "sending")
# Gateways refuse addresses set aside for examples; `.internal` is private, and goes to the trial's own server.
NOWHERE = "trial.internal"


@dataclass
class Trial:
    """`folder` holds logs and the broker; `environment` names the database for the workers; the mail server takes
    `pace` seconds a message."""

    folder: Path
    environment: dict[str, str]
    organisation: UUID
    application: str = "config"
    pace: float = 0.0
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    mail: subprocess.Popen[bytes] | None = None
    mail_port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.broker = Valkey(self.folder / "valkey", free_port())
        self.log = self.folder / "mail.log"

    @contextlib.contextmanager
    def running(self, workers: int = 2) -> Iterator["Trial"]:
        try:
            self.broker.start()
            self.start_mail()
            for _ in range(workers):
                self.start_worker()
            self.client = Celery(broker=self.broker.url, set_as_current=False)
            assert wait_until(lambda: len(self.client.control.ping(timeout=1) or []) >= workers, 60)
            yield self
        finally:
            for worker in self.workers:
                self.kill(worker)
            self.stop_mail()
            self.broker.stop()

    def start_worker(self) -> None:
        environment = {
            **os.environ, **self.environment, "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "REDIS_URL": self.broker.url, "HEARTH_EMAIL_GATEWAY": "smtp", "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.mail_port), "SMTP_TIMEOUT": "3",
        }  # fmt: skip
        command = [
            sys.executable, "-m", "celery", "-A", self.application, "worker", "--concurrency", "1", "--hostname",
            f"trial-{uuid4().hex[:8]}@127.0.0.1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        with (self.folder / "workers.log").open("ab") as log:
            self.workers.append(
                subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True)
            )

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """kill -9, the worker and its children at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def start_mail(self) -> None:
        command = [sys.executable, "-m", "accounts.outbox.loopback", str(self.mail_port), str(self.log), str(self.pace)]
        self.mail = subprocess.Popen(command, cwd=BASE_DIR, start_new_session=True)
        wait_until(lambda: not port_is_free(self.mail_port), 15)

    def stop_mail(self) -> None:
        if self.mail is not None:
            self.kill(self.mail)

    def restart_broker(self) -> None:
        self.broker.stop()
        self.broker.start()

    def ask(self, task: str, *arguments: str) -> None:
        with contextlib.suppress(Exception):
            self.client.send_task(task, args=list(arguments), expires=20, retry=False)

    def counts(self) -> Counter[str]:
        with scope(self.organisation):
            rows = Message.objects.filter(organisation=self.organisation).values_list("state", flat=True)
            return Counter(str(state) for state in rows)

    def sent(self) -> int:
        with scope(self.organisation):
            return Message.objects.filter(organisation=self.organisation, state="sent").count()

    def lines(self) -> int:
        """How many messages the mail server took: the cheapest thing to watch."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def tasks_left(self) -> int:
        with redis.Redis.from_url(self.broker.url) as client:
            return int(str(client.llen("celery"))) + int(str(client.hlen("unacked")))

    def taken(self) -> Counter[str]:
        """How often the mail server took each reference."""
        lines = self.log.read_text().split() if self.log.exists() else []
        return Counter(line.strip("<>").partition("@")[0] for line in lines)


def new_agency(name: str) -> UUID:
    """An organisation of the trial's own, with its book of follow-ups."""
    row = Organisation(name=name, slug=f"trial-{uuid4().hex[:10]}", agency_kind="voluntary", recruits=False)
    row.save(using="owner")
    with scope(row.pk):
        book_of(row.pk)
    return row.pk


def write_follow_ups(agency: UUID, count: int) -> None:
    """`count` people who have just enquired, each with an acknowledgement that is due now."""
    now = timezone.now()
    for start in range(0, count, 1000):
        size = min(1000, count - start)
        with scope(agency):
            people = [Enquiry(agency_id=agency, name=f"Person {n}", email=f"p{start + n}@{NOWHERE}", received_at=now)
                      for n in range(size)]  # fmt: skip
            Enquiry.objects.bulk_create(people)
            mail = [_message(agency, person) for person in people]
            Message.objects.bulk_create(mail)
            FollowUp.objects.bulk_create(_follow_up(agency, *pair) for pair in zip(people, mail, strict=True))


def _message(agency: UUID, person: Enquiry) -> Message:
    cycle = f"{person.pk}.1"
    return Message(
        organisation_id=agency, subject_kind="person", subject_id=person.pk, kind="followup.acknowledgement",
        step="acknowledgement", cycle=cycle, channel="email", recipient=person.email, title="Thank you",
        body="Hello\n\nWe have your enquiry.\n", next_attempt_at=person.received_at,
        reference=Message.reference_of(
            agency, person.pk, "followup.acknowledgement", "acknowledgement", cycle, "email"
        ),
    )  # fmt: skip


def _follow_up(agency: UUID, person: Enquiry, message: Message) -> FollowUp:
    at = person.received_at
    return FollowUp(
        agency_id=agency, person_id=person.pk, enquiry=person, kind="acknowledgement", step="acknowledgement",
        cycle=message.cycle, whom="person", channel="email", meant_for=at, due_at=at, state="message", message=message,
        trigger={"name": "enquiry.received", "at": at.isoformat(), "ref": str(person.pk), "subject": "", "until": None},
    )  # fmt: skip


def write_backlog(agency: UUID, count: int) -> None:
    """`count` more due rows behind the others, straight into the table."""
    with scope(agency), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_message (organisation_id, kind, step, cycle, subject_kind, subject_id, channel, "
            "message_class, priority, recipient, title, body, link_to, reference, state, reason, due_at, "
            "next_attempt_at, attempts, provider_reference, delivery, created_at) "
            "SELECT %s, 'trial.backlog', '1', '1', 'person', gen_random_uuid(), 'email', 'service', 5, "
            "'b' || n || '@' || %s, 'Hello', 'Words', '', 'backlog-' || n, 'due', '', now(), "
            "now() - interval '1 minute' + n * interval '1 microsecond', 0, '', '', now() "
            "FROM generate_series(1, %s) AS n",
            [agency, NOWHERE, count],
        )
        cursor.execute(
            "UPDATE accounts_message SET next_attempt_at = now() - interval '1 hour' "
            "WHERE organisation_id = %s AND kind <> 'trial.backlog' AND state = 'due'",
            [agency],
        )


def time_until(trial: Trial, wanted: int, seconds: float) -> float:
    """Seconds until the mail server took `wanted` more messages; TimeoutError. Workers are asked as by a sweep."""
    started = asked = time.monotonic()
    wanted += trial.lines()
    for _ in range(len(trial.workers)):
        trial.ask("accounts.deliver_due", str(trial.organisation))
    while trial.lines() < wanted:
        now = time.monotonic()
        if now - started > seconds:
            raise TimeoutError(f"{trial.sent()} of {wanted} sent: {dict(trial.counts())}")
        if now - asked > 5:
            asked = now
            trial.ask("accounts.sweep_messages")
        time.sleep(0.05)
    return time.monotonic() - started


def database_environment() -> dict[str, str]:
    """The addresses of this process's databases, for its workers."""

    def url(alias: str) -> str:
        from django.db import connections

        entry: dict[str, Any] = connections[alias].settings_dict
        return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**entry)

    return {
        "DATABASE_URL": url("default"),
        "DATABASE_OWNER_URL": url("owner"),
        "HEARTH_PUBLIC_URL": settings.PUBLIC_URL,
    }
