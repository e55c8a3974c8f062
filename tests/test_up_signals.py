"""`up` that is told to stop early, or cannot have both engines, leaves nothing behind."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from config import engines
from config.engines.postgres import EngineError
from config.engines.processes import wait_until
from config.engines.valkey import Valkey
from tests.up_process import Up, processes_of

pytestmark = [pytest.mark.engines, pytest.mark.slow]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="hearth-up-"))
    made.chmod(0o755)
    yield made / "data"
    shutil.rmtree(made, ignore_errors=True)


def test_ended_while_it_prepares(folder: Path) -> None:
    up = Up(folder)
    assert wait_until(lambda: any("prepare" in line for line in processes_of(folder)), 60, every=0.1)
    assert up.end() == 0, up.words
    assert wait_until(lambda: not processes_of(folder), 10), processes_of(folder)


def test_one_engine_that_fails_takes_the_other_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Valkey) -> int:
        raise EngineError("Valkey did not answer")

    monkeypatch.setattr(Valkey, "start", refuse)
    with pytest.raises(EngineError, match="Valkey"):
        engines.start(folder, durable=False)
    assert not processes_of(folder)


def test_the_queue_asks_for_its_password(folder: Path) -> None:
    valkey = Valkey(folder / "valkey", engines.processes.free_port(), "a-secret")
    valkey.start()
    try:
        assert redis.Redis.from_url(valkey.url).ping()
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=valkey.port).ping()
        assert (folder / "valkey" / "valkey.conf").stat().st_mode & 0o077 == 0
    finally:
        valkey.stop()
