"""The three processes of the service: how each is started, and how one knows that it really answers."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from config.engines.processes import wait_until
from config.paths import BASE_DIR

_PR_SET_PDEATHSIG = 1
# System checks read every page and form: `prepare` has run them on this very code, and again in each child is a wait.
_LEAN = {"CELERY_SKIP_CHECKS": "1"}


def _end_with_parent() -> None:
    """Linux ends the child when `up` is killed outright, so that nothing is left on the port."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Process:
    """One child process; `ready` says whether it answers, `patience` how long it may take to stop."""

    name: str
    command: list[str]
    ready: Callable[[], bool]
    patience: float = 15
    popen: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as handle:
            self.popen = subprocess.Popen(
                self.command,
                cwd=BASE_DIR,
                env={**os.environ, **environment, **_LEAN},
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    @property
    def exit_code(self) -> int | None:
        return self.popen.poll() if self.popen else None

    def stop(self) -> None:
        """TERM, then KILL for the whole group, so that no child of a child stays."""
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.popen.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(self.patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def _web_ready(port: int) -> Callable[[], bool]:
    def ready() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    return ready


def _worker_ready(redis_url: str, name: str) -> Callable[[], bool]:
    def ready() -> bool:
        from celery import Celery  # slow to import, and the children start meanwhile

        try:
            with Celery(broker=redis_url) as app:
                return bool(app.control.ping(destination=[name], timeout=0.5))
        except Exception:
            return False

    return ready


def _beat_ready(database_url: str, since: datetime) -> Callable[[], bool]:
    def ready() -> bool:
        try:
            with psycopg.connect(database_url, connect_timeout=2) as connection:
                row = connection.execute("SELECT at FROM accounts_heartbeat WHERE name = 'beat'").fetchone()
        except psycopg.Error:
            return False
        return bool(row and row[0] >= since)

    return ready


def service_processes(port: int, environment: dict[str, str], data_dir: Path) -> list[Process]:
    python, name = sys.executable, f"hearth-{port}@127.0.0.1"
    celery = [python, "-m", "celery", "-A", "config"]
    web = [python, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload",
           "--threads", "4", "--timeout", "60", "--graceful-timeout", "10", "--error-logfile", "-"]  # fmt: skip
    # One worker has nobody to mingle or gossip with; it would wait a second for answers.
    worker = [*celery, "worker", "--hostname", name, "--concurrency", "2", "--loglevel", "WARNING",
              "--without-mingle", "--without-gossip"]  # fmt: skip
    beat = [*celery, "beat", "--schedule", str(data_dir / "beat-schedule"), "--loglevel", "WARNING",
            "--pidfile", ""]  # fmt: skip
    return [
        Process("web", web, _web_ready(port)),
        Process("worker", worker, _worker_ready(environment["REDIS_URL"], name)),
        Process("beat", beat, _beat_ready(environment["DATABASE_URL"], datetime.now(UTC)), patience=5),
    ]


def wait_ready(process: Process, seconds: float = 60) -> bool:
    """Until it answers; False at once when it has ended instead."""
    wait_until(lambda: process.exit_code is not None or process.ready(), seconds, every=0.1)
    return process.exit_code is None and process.ready()
