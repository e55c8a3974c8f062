"""Small facts about processes that PostgreSQL's own tools get wrong in containers."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether a process really runs: a zombie under a slow process 1 counts as dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return False
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def runs(pid: int, *marks: str) -> bool:
    """Whether the live process `pid` is the one we mean: its command line holds one of `marks`.

    Numbers are given out again, in a container almost at once, and a pid file outlives its process; a signal by
    the file alone would end somebody else's program. Without /proc a live process is taken at its word.
    """
    if not alive(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return not Path("/proc/self/stat").exists()
    return any(mark in words for mark in marks)


def write_secret(path: Path, words: str) -> None:
    """A file that nobody else can read, not even between its making and a later chmod."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(words)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(ready: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Poll `ready` until it holds or `seconds` have passed; the last answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(every)
    return ready()
