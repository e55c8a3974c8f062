"""One process at a time owns a data folder."""

import fcntl
import os
from pathlib import Path
from typing import IO


class DataFolderTaken(Exception):
    """Another process holds the data folder; the message names its process id."""


class FolderLock:
    """An advisory lock on `up.lock`; the kernel lets go of it however the holder dies."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "up.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = self.path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            handle.close()
            raise DataFolderTaken(
                f"The data folder {self.path.parent} is in use by process {holder}. "
                "Stop that process, or choose another folder with --data-dir."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        self._file = handle

    def release(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None
