"""Start, find and stop both engines of a data folder.

`engines.json` in the folder holds ports and passwords (mode 600), so that every command finds the engines
by the folder alone.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from config.engines import processes, roles
from config.engines.postgres import Postgres
from config.engines.valkey import Valkey


@dataclass(frozen=True)
class Engines:
    """Addresses of the two servers of one data folder."""

    data_dir: Path
    postgres_port: int
    valkey_port: int
    superuser_password: str
    owner_password: str
    app_password: str
    durable: bool = True
    valkey_password: str = ""

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.data_dir / "postgres", self.postgres_port, self.superuser_password, self.durable)

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.data_dir / "valkey", self.valkey_port, self.valkey_password)

    @property
    def database_url(self) -> str:
        return self.postgres.url(roles.APP, self.app_password, roles.DATABASE)

    @property
    def owner_url(self) -> str:
        return self.postgres.url(roles.OWNER, self.owner_password, roles.DATABASE)

    @property
    def redis_url(self) -> str:
        return self.valkey.url

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "HEARTH_DATA_DIR": str(self.data_dir),
        }


def _file(data_dir: Path) -> Path:
    return data_dir / "engines.json"


def load(data_dir: Path) -> Engines | None:
    try:
        kept = json.loads(_file(data_dir).read_text())
    except (OSError, ValueError):
        return None
    return Engines(**{**kept, "data_dir": data_dir})


def _save(engines: Engines) -> None:
    path = _file(engines.data_dir)
    fresh = path.with_suffix(".new")
    processes.write_secret(fresh, json.dumps({**asdict(engines), "data_dir": str(engines.data_dir)}))
    fresh.replace(path)


def _settle_ports(engines: Engines) -> Engines:
    """Keep the ports of last time unless somebody else took them meanwhile."""
    postgres_port, valkey_port = engines.postgres_port, engines.valkey_port
    if engines.postgres.postmaster() is None and not processes.port_is_free(postgres_port):
        postgres_port = processes.free_port()
    if engines.valkey.process() is None and not processes.port_is_free(valkey_port):
        valkey_port = processes.free_port()
    return Engines(**{**asdict(engines), "postgres_port": postgres_port, "valkey_port": valkey_port})


def start(data_dir: Path, durable: bool = True) -> Engines:
    """Both engines of `data_dir`, running, with roles and database; made on first use."""
    data_dir.mkdir(parents=True, exist_ok=True)
    known = load(data_dir)
    if known is None:
        known = Engines(
            data_dir,
            processes.free_port(),
            processes.free_port(),
            superuser_password=secrets.token_urlsafe(24),
            owner_password=secrets.token_urlsafe(24),
            app_password=secrets.token_urlsafe(24),
            durable=durable,
            valkey_password=secrets.token_urlsafe(24),
        )
    engines = _settle_ports(known)
    _save(engines)
    try:
        _start(engines)
    except Exception:
        stop(engines)  # one engine alone would be left behind
        raise
    return engines


def _start(engines: Engines) -> None:
    engines.postgres.initialise()
    engines.postgres.start()
    engines.valkey.start()
    passwords = roles.RolePasswords(engines.owner_password, engines.app_password)
    roles.ensure_roles(engines.postgres.url(), passwords, may_create_databases=not engines.durable)
    roles.ensure_database(engines.postgres.url())


def running(data_dir: Path) -> Engines | None:
    """The engines of a folder if both processes live, else None."""
    known = load(data_dir)
    if known is None or known.postgres.postmaster() is None or known.valkey.process() is None:
        return None
    return known


def stop(engines: Engines) -> None:
    engines.valkey.stop()
    engines.postgres.stop()
