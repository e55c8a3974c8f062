"""The test database, migrated once for each state of the migrations and copied from then on.

Migrating an empty database takes some 20 seconds of one core, each worker and each run. What comes out is kept as a
dump in `.pytest_cache`, under a key made of everything that decides it, and every later worker restores it in a
second or two. `migrate` still runs over the copy and would apply whatever is missing.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.engines.postgres import binaries

ROOT = Path(__file__).parents[1]
DECIDES = (
    "*/migrations/*.py",
    "*/models/**/*.py",
    "accounts/tenancy/rls.py",
    "accounts/keyring/encryption.py",
    "accounts/outbox/addresses.py",
    "config/tables.py",
    "config/grants.py",
    "config/engines/roles.py",
    "config/settings/*.py",
    "uv.lock",
)
# The owner reads every row by its own policy; comments on extensions are a superuser's to restore.
WHOLE = ("--enable-row-security", "--no-comments")


def _key() -> str:
    found = sorted({path for pattern in DECIDES for path in ROOT.glob(pattern)})
    digest = hashlib.sha256()
    for path in found:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _run(program: str, name: str, *more: str) -> None:
    """One of PostgreSQL's own programs on the database of that name, as the owner role."""
    url = urlsplit(os.environ["HEARTH_TEST_OWNER_URL"])
    subprocess.run(
        [str(binaries() / program), "-d", url._replace(path=f"/{name}").geturl(), *more],
        check=True,
        capture_output=True,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One worker at a time: the first migrates, the others find what it made."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _restore(name: str, dump: Path) -> None:
    _run("psql", "postgres", "-qc", f'CREATE DATABASE "{name}"')
    _run("pg_restore", name, "--exit-on-error", str(dump))


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> Path:
    """The dump to restore from, or to make."""
    folder = request.config.rootpath / ".pytest_cache" / "d" / "migrated"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{_key()}.dump"


@pytest.fixture(scope="session")
def django_db_keepdb(migrated: Path) -> bool:
    """Django keeps what was restored and only looks whether a migration is missing."""
    from django.db import connections

    with _alone(migrated.parent):
        if migrated.exists():
            _restore(connections["owner"].settings_dict["TEST"]["NAME"], migrated)
            return True
    return False


def keep(dump: Path, name: str) -> None:
    """Dump the database just migrated, whole or not at all; older states are thrown away."""
    with _alone(dump.parent):
        if dump.exists():
            return
        part = dump.with_suffix(f".{os.getpid()}")
        _run("pg_dump", name, "--format=custom", "--compress=1", *WHOLE, f"--file={part}")
        for old in dump.parent.glob("*.dump"):
            old.unlink()
        part.rename(dump)


# Made by migrations and by what follows them, the same for every test.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "django_site")


def _tables(cursor: Any) -> list[str]:
    """Placements before carers before accounts: what refers before what it refers to."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename DESC")
    return [name for (name,) in cursor.fetchall() if name not in KEPT]


def empty() -> None:
    """Delete what a test committed, as the owner: only tables that hold a row, every constraint judged at the end.

    Django's own way truncates all tables and then makes permissions and grants anew, a second of work after each
    test; tests leave rows in some twenty tables.
    """
    from django.db import connections, transaction

    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        names = _tables(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names))
        held = [name for (name,) in cursor.fetchall()]
        if held:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED;" + ";".join(f'DELETE FROM "{name}"' for name in held))


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_deleting() -> Iterator[None]:
    """Transactional tests clean up by `empty`; where a table refuses, by Django's flush."""
    from django.db import DatabaseError
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: Any) -> None:
        try:
            empty()
        except DatabaseError as error:
            print(f"flushed, since {error}")
            flush(case)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]
