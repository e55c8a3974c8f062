"""Engines of our own or addresses from outside: the same two questions, are they there and do they live."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.engines import launcher

_ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


class AddressesMissing(Exception):
    """Some of the three addresses are set and some are not."""


@dataclass(frozen=True)
class Backing:
    """`environment` for every child process; `failed` names an engine that has died, or is empty."""

    environment: dict[str, str]
    failed: Callable[[], str]
    stop: Callable[[], None]
    ours: bool


def _ours(data_dir: Path) -> Backing:
    engines = launcher.start(data_dir)

    def failed() -> str:
        if engines.postgres.postmaster() is None:
            return f"PostgreSQL has stopped (its log: {engines.postgres.log})"
        if engines.valkey.process() is None:
            return f"Valkey has stopped (its log: {engines.valkey.log})"
        return ""

    return Backing(engines.environment(), failed, lambda: launcher.stop(engines), True)


def backing(data_dir: Path) -> Backing:
    """Given addresses if all three are set, our own engines if none is. Raises AddressesMissing, EngineError."""
    given = {name: os.environ[name] for name in _ADDRESSES if os.environ.get(name)}
    if len(given) == len(_ADDRESSES):
        return Backing({**given, "HEARTH_DATA_DIR": str(data_dir)}, lambda: "", lambda: None, False)
    if given:
        missing = ", ".join(name for name in _ADDRESSES if name not in given)
        raise AddressesMissing(
            f"Some addresses are set, but not {missing}. Set all three to use your own servers, or none."
        )
    return _ours(data_dir)
