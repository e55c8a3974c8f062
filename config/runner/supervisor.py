"""Start in order, watch, stop in reverse; whatever happens, nothing is left running."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import psycopg

from config.engines.processes import port_is_free
from config.paths import BASE_DIR
from config.runner.engines import Backing, backing
from config.runner.prepared import is_prepared, mark_prepared
from config.runner.processes import Process, service_processes, wait_ready

Say = Callable[[str], None]


class CannotStart(Exception):
    """A sentence that says why, and what to do."""


class Supervisor:
    """One run of the service on one data folder. `run` returns the exit code of `up`."""

    def __init__(self, data_dir: Path, port: int, demo: bool, say: Say) -> None:
        self.data_dir, self.port, self.demo, self.say = data_dir, port, demo, say
        self.ending = threading.Event()
        self.signal = 0
        self.processes: list[Process] = []
        self.backing: Backing | None = None

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        self.ending.set()

    def run(self, ready: Callable[[], None]) -> int:
        """Start everything, call `ready()`, watch until a signal or a death."""
        if not port_is_free(self.port):
            raise CannotStart(
                f"Port {self.port} is taken by another program. Choose another with --port, such as "
                f"--port {self.port + 1}."
            )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            return self._run(ready)
        finally:
            self._stop()

    def _run(self, ready: Callable[[], None]) -> int:
        self.backing = backing(self.data_dir)
        environment = {**self.backing.environment, "HEARTH_PUBLIC_URL": f"http://127.0.0.1:{self.port}"}
        if not is_prepared(environment["DATABASE_OWNER_URL"], self.data_dir, self.demo):
            self._prepare(environment)
        if self.ending.is_set():
            return 0
        self.processes = service_processes(self.port, environment, self.data_dir)
        for process in self.processes:
            process.start(environment, self.data_dir / f"{process.name}.log")
        for process in self.processes:
            if not wait_ready(process) and not self.ending.is_set():
                raise CannotStart(
                    f"The {process.name} process did not come up. The end of its log:\n{self._log_tail(process.name)}"
                )
        if not self.ending.is_set():
            ready()
        return self._watch()

    def _prepare(self, environment: dict[str, str]) -> None:
        """Migrate, load reference data, make the demo region: one child process, so one start of Django."""
        command = [sys.executable, str(BASE_DIR / "manage.py"), "prepare"]
        command += [] if self.demo else ["--no-demo"]
        with subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=BASE_DIR, start_new_session=True
        ) as preparing:
            while preparing.poll() is None:
                if self.ending.wait(0.1):
                    preparing.terminate()
                    preparing.wait()
                    return
        if preparing.returncode != 0:
            raise CannotStart("The database could not be made ready; the lines above say why.")
        with contextlib.suppress(psycopg.Error):  # a server of yours, owned by another: prepare again next time
            mark_prepared(environment["DATABASE_OWNER_URL"], self.demo)

    def _watch(self) -> int:
        assert self.backing is not None
        while not self.ending.wait(0.3):
            dead = self.backing.failed()
            for process in self.processes:
                if process.exit_code is not None:
                    dead = dead or (
                        f"The {process.name} process has ended with code {process.exit_code} "
                        f"(its log: {self.data_dir / (process.name + '.log')})"
                    )
            if dead:
                self.say(f"{dead}. Stopping everything else; start again with the same command.")
                return 1
        self.say("Stopping.")
        return 0

    def _log_tail(self, name: str, lines: int = 15) -> str:
        with contextlib.suppress(OSError):
            text = (self.data_dir / f"{name}.log").read_text(errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return "(no log)"

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self.processes):
            process.stop()
        if self.backing is not None:
            self.backing.stop()
