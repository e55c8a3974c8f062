"""PostgreSQL 18 and Valkey from their wheels, run under our own launcher for development and tests."""

from config.engines.launcher import Engines, running, start, stop
from config.engines.lock import DataFolderTaken, FolderLock

__all__ = ["DataFolderTaken", "Engines", "FolderLock", "running", "start", "stop"]
