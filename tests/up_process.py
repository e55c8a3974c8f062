"""`manage.py up` as a newcomer runs it: a child process on a folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from config.engines.processes import free_port
from config.paths import BASE_DIR

_OURS = ("HEARTH_", "DATABASE_", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def clean_environment() -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    return {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(BASE_DIR / "manage.py"), *arguments, "--data-dir", str(folder)]


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        command(folder, *arguments), env=clean_environment(), cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


class Up:
    """One running `up`. `said` grows while it runs."""

    def __init__(self, folder: Path, *arguments: str, port: int | None = None) -> None:
        self.folder, self.port = folder, port or free_port()
        self.said: list[str] = []
        started = time.monotonic()
        self.process = subprocess.Popen(
            command(folder, "up", "--port", str(self.port), *arguments),
            env=clean_environment(), cwd=BASE_DIR, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._started = started
        self.seconds = 0.0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def words(self) -> str:
        return "".join(self.said)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C stops everything" in line:
                self._ready.set()

    def wait_ready(self, seconds: float = 120) -> "Up":
        end = time.monotonic() + seconds
        while not self._ready.wait(0.1):
            assert self.process.poll() is None, self.words
            assert time.monotonic() < end, self.words
        self.seconds = time.monotonic() - self._started
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(60)
        self._reader.join(5)
        return code

    def login_link(self, role: str, organisation: str = "") -> str:
        """A one-time address for the first demo person with this role (at this organisation)."""
        people = json.loads(run(self.folder, "demo_accounts", "--json"))
        email = next(p["email"] for p in people if p["role"] == role and organisation in (p["organisation"] or ""))
        return re.sub(r"^http://[^/]+", self.base, run(self.folder, "login_link", email))


def processes_of(folder: Path) -> list[str]:
    """Command lines of living processes that name the folder or run inside it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line and (str(folder) in line or f"HEARTH_DATA_DIR={folder}" in environment):
            found.append(line)
    return found
