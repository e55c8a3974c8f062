"""Whose rows a transaction may see. Request, Celery task and command use the same `scope`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

ORGANISATION, PERSON = "hearth.organisation", "hearth.person"
PROVING = "hearth.proving"  # the person whose sign-in waits for a second factor
_NARROW = {"hearth_matcher", "hearth_shortage"}


def _read() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), coalesce(current_setting(%s, true), '')",
            [ORGANISATION, PERSON],
        )
        organisation, person = cursor.fetchone()
    return str(organisation), str(person)


def _write(organisation: str, person: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [ORGANISATION, organisation, PERSON, person],
        )


@contextmanager
def scope(organisation: UUID | str | None = None, person: UUID | str | None = None) -> Iterator[None]:
    """One transaction in which rows of `organisation`, and rows `person` owns, can be seen.

    What was in scope before is restored at the end, error or not (after an error the transaction, and
    with it the setting, is gone already; so it is at the end of an outermost transaction).
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = None if outermost else _read()
        _write(str(organisation or ""), str(person or ""))
        yield
        if before is not None:
            _write(*before)


@contextmanager
def proving(person: UUID | str) -> Iterator[None]:
    """One transaction in which the second factors of `person`, who is still to prove who they are, can be seen."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)", [PROVING, PROVING, str(person)]
        )
        before = cursor.fetchone()[0]
        yield
        cursor.execute("SELECT set_config(%s, %s, true)", [PROVING, before])


def in_one_trip(organisation: UUID | str, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[int]:
    """Run statements in scope of an organisation: one transaction, one round trip, no wait for the disk.

    How many rows each touched. Raises TransactionManagementError within another transaction. Sent as one
    string, which PostgreSQL runs as one transaction (its manual, "Multiple Statements in a Simple Query").
    """
    connection.validate_no_atomic_block()
    first = "SELECT set_config(%s, %s, true), set_config(%s, '', true), set_config('synchronous_commit', 'off', true)"
    parameters: list[Any] = [ORGANISATION, str(organisation), PERSON]
    for _, more in statements:
        parameters += more
    touched = []
    with connection.cursor() as cursor:
        cursor.execute("; ".join([first, *(statement for statement, _ in statements)]), parameters)
        while cursor.nextset():
            touched.append(cursor.rowcount)
    return touched


@contextmanager
def role(name: str) -> Iterator[None]:
    """Act as one of the narrow roles (`hearth_matcher`, `hearth_shortage`) within a transaction.

    Raises ValueError for any other role. Inside, only what that role was granted can be read.
    """
    if name not in _NARROW:
        raise ValueError(f"{name} is not a narrow role")
    with nullcontext() if connection.in_atomic_block else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, set_config('role', %s, true)", [name])
        before = cursor.fetchone()[0]
        try:
            yield
        finally:
            # After a database error nothing can be run; the rollback that must follow gives the role back.
            if connection.connection.info.transaction_status != TransactionStatus.INERROR:
                cursor.execute("SELECT set_config('role', %s, true)", [before])


_BEFORE = "hearth.role_before"


def run_as(
    name: str,
    statements: Sequence[str],
    parameters: Mapping[str, Any],
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> list[list[tuple[Any, ...]]]:
    """Several statements as a narrow role in one message to the server; the rows of each that gives rows.

    `before` (which give no rows) and `after` run as whoever asks. Each statement looks at the rows as they are
    when its turn comes, so what follows one that waited for a lock sees what the other one left. Raises
    ValueError for any other role.
    """
    if name not in _NARROW:
        raise ValueError(f"{name} is not a narrow role")
    into = f"SELECT set_config('{_BEFORE}', current_setting('role'), true), set_config('role', '{name}', true)"
    back = f"SELECT set_config('role', current_setting('{_BEFORE}'), true)"
    found = []
    with connection.cursor() as cursor:
        cursor.execute(";\n".join([*before, into, *statements, back, *after]), parameters)
        while True:
            if cursor.description is not None:
                found.append(cursor.fetchall())
            if not cursor.nextset():
                return [rows for n, rows in enumerate(found) if n not in (0, len(statements) + 1)]


def current_organisation() -> UUID | None:
    value, _ = _read()
    return UUID(value) if value else None
