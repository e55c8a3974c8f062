"""Whose rows a transaction may see. Request, Celery task and command use the same `scope`."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

ORGANISATION, PERSON = "hearth.organisation", "hearth.person"
_NARROW = {"hearth_matcher", "hearth_shortage"}


def _read(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [setting])
        return str(cursor.fetchone()[0])


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
        before = None if outermost else (_read(ORGANISATION), _read(PERSON))
        _write(str(organisation or ""), str(person or ""))
        yield
        if before is not None:
            _write(*before)


@contextmanager
def role(name: str) -> Iterator[None]:
    """Act as one of the narrow roles (`hearth_matcher`, `hearth_shortage`) within a transaction.

    Raises ValueError for any other role. Inside, only what that role was granted can be read.
    """
    if name not in _NARROW:
        raise ValueError(f"{name} is not a narrow role")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"SET LOCAL ROLE {name}")
        yield
        cursor.execute(f'SET LOCAL ROLE "{before}"')


def current_organisation() -> UUID | None:
    value = _read(ORGANISATION)
    return UUID(value) if value else None
