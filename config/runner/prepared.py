"""Whether a database has been made ready by exactly this code: what a start asks before it prepares again.

The answer is kept as the comment of the database itself, so that it goes wherever the rows go. It holds a digest of
everything that preparing depends on, and the last applied migration: migrating by hand, forward or back, makes it
worthless, as it should.
"""

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from config.paths import BASE_DIR, DEMO_PEOPLE

_PACKAGES = ("accounts", "carers", "placements", "config")
_KINDS = (".py", ".csv", ".json", ".txt")


def _files() -> list[Path]:
    found = [
        path
        for package in _PACKAGES
        for path in (BASE_DIR / package).rglob("*")
        if path.suffix in _KINDS and "frontend" not in path.parts and "static" not in path.parts
    ]
    return sorted([*found, BASE_DIR / "uv.lock"])


def fingerprint(demo: bool) -> str:
    """A digest over the code and the data files of the packages and the versions of everything they use."""
    digest = hashlib.sha256(b"demo" if demo else b"empty")
    for path in _files():
        digest.update(f"{path.relative_to(BASE_DIR)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _last_migration(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    row = connection.execute("SELECT count(*), max(id) FROM django_migrations").fetchone()
    return f"{row[0]}.{row[1]}" if row else ""


def is_prepared(owner_url: str, data_dir: Path, demo: bool) -> bool:
    """Whether nothing is left for `prepare` to do. Any doubt is a no: preparing twice is harmless."""
    if not (data_dir / DEMO_PEOPLE).exists():
        return False
    try:
        with psycopg.connect(owner_url, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            ).fetchone()
            return bool(row and row[0] == f"{fingerprint(demo)} {_last_migration(connection)}")
    except psycopg.Error:
        return False


def mark_prepared(owner_url: str, demo: bool) -> None:
    """Keep the fingerprint in the database. Raises psycopg.Error if the owner role doesn't own it."""
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        note = f"{fingerprint(demo)} {_last_migration(connection)}"
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(note)))
