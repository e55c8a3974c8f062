"""Proofs about starting: the absolute limits of `up`, measured on a machine that does nothing else."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.engines.processes import free_port
from config.paths import BASE_DIR
from tests.benchmarks.registry import Run

FIRST_SECONDS, NEXT_SECONDS = 60, 10


def _seconds_to_ready(folder: Path) -> float:
    """Start `up` on `folder`, wait for its last line, stop it."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTH_", "DATABASE_", "REDIS_URL"))}
    command = [sys.executable, str(BASE_DIR / "manage.py"), "up", "--port", str(free_port())]
    started = time.monotonic()
    up = subprocess.Popen(
        [*command, "--data-dir", str(folder)], env=clean, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert up.stdout is not None
    said = []
    for line in up.stdout:
        said.append(line)
        if "Ctrl-C stops everything" in line:
            break
    seconds = time.monotonic() - started
    up.send_signal(signal.SIGTERM)
    if up.wait(60) != 0:
        raise RuntimeError("".join(said))
    return seconds


def start() -> dict[str, object]:
    """`up` is ready in 60 s the first time, with caches warm, and in 10 s the next."""
    made = Path(tempfile.mkdtemp(prefix="hearth-start-"))
    made.chmod(0o755)
    try:
        first, after = _seconds_to_ready(made / "data"), _seconds_to_ready(made / "data")
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return {
        "first_start_seconds": round(first, 1),
        "next_start_seconds": round(after, 1),
        "load_average": os.getloadavg()[0],
        "holds": first <= FIRST_SECONDS and after <= NEXT_SECONDS,
    }


def proofs() -> dict[str, Run]:
    return {"start": start}
