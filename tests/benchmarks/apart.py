"""Throw-away engines of an occasion's own: benchmarks and proofs need neither a running service nor touch one."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import engines
from config.paths import BASE_DIR

APART = "HEARTH_APART"  # set for a command that runs on engines of its own


@contextmanager
def throw_away(*prepare: str) -> Iterator[dict[str, str]]:
    """The environment of a database made ready by `manage.py PREPARE...`; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hearth-apart-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        started = engines.start(folder)
        try:
            environment = {
                **os.environ,
                **started.environment(),
                "DJANGO_SETTINGS_MODULE": "config.settings.development",
                APART: "1",
            }
            _run([str(BASE_DIR / "manage.py"), *prepare], environment)
            yield environment
        finally:
            engines.stop(started)


def apart(code: str) -> dict[str, object]:
    """Run `code` (it prints one line of JSON) in a process of its own, on throw-away engines."""
    with throw_away("migrate", "--database", "owner", "-v", "0") as environment:
        return _last_line(_run(["-c", f"import django; django.setup()\n{code}"], environment))


def command_apart(*command: str) -> dict[str, object]:
    """Run a command of ours that prints one line of JSON, on throw-away engines with the reference data."""
    with throw_away("prepare", "--no-demo") as environment:
        return _last_line(_run([str(BASE_DIR / "manage.py"), *command], environment))


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=BASE_DIR, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode not in (0, 1) or (done.returncode == 1 and not done.stdout.strip()):
        done.check_returncode()
    return done.stdout


def _last_line(said: str) -> dict[str, object]:
    figures: dict[str, object] = json.loads(said.strip().splitlines()[-1])
    return figures
