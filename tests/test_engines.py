"""A pid file outlives its process, and its number is given out again: nobody else's program may suffer."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.engines import launcher, processes
from config.engines.launcher import Engines


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]) as process:
        yield process
        process.kill()


def test_a_pid_file_that_names_a_strangers_process_is_not_believed(
    tmp_path: Path, stranger: subprocess.Popen[bytes]
) -> None:
    engines = Engines(tmp_path, processes.free_port(), processes.free_port(), "s", "o", "a", durable=False)
    for folder, name in (("postgres", "postmaster.pid"), ("valkey", "valkey.pid")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(f"{stranger.pid}\n")
    assert engines.postgres.postmaster() is None and engines.valkey.process() is None
    launcher.stop(engines)
    assert stranger.poll() is None


def test_engines_start_over_pid_files_of_strangers_and_keep_their_passwords_close(
    tmp_path_factory: pytest.TempPathFactory, stranger: subprocess.Popen[bytes]
) -> None:
    """As after a container came back on the same volume: the old numbers belong to others by then."""
    folder = tmp_path_factory.mktemp("a folder with spaces")
    for parent in folder.parents[:2]:
        parent.chmod(0o755)
    folder.chmod(0o755)
    first = launcher.start(folder, durable=False)
    launcher.stop(first)
    assert (folder / "engines.json").stat().st_mode & 0o077 == 0 and not (folder / "postgres.pw").exists()
    (folder / "postgres" / "postmaster.pid").write_text(
        f"{stranger.pid}\n{folder}/postgres\n1\n{first.postgres_port}\n"
    )
    (folder / "valkey" / "valkey.pid").write_text(str(stranger.pid))
    again = launcher.start(folder, durable=False)
    try:
        assert launcher.running(folder) is not None and stranger.poll() is None
    finally:
        launcher.stop(again)
    assert launcher.running(folder) is None
