"""Which keys stored answers need; and turning them over: everything anew under the key that encrypts now.

What is encrypted is found, not listed: each column of a field that encrypts, in every model, and the secrets of
second factors, which stand within JSON. Rows are read and written as the owner, who sees those of all organisations.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from accounts.keyring.encryption import EncryptedJSONField, Unreadable, is_current, keys_in_force, turned
from accounts.keyring.keys import fingerprint
from accounts.models import FieldKey

OWNER = "owner"
BATCH = 500
# Walks over everything before a run gives up on a process that goes on writing under an old key.
PASSES = 10
# One stored text in, the same under the current key out. Raises Unreadable.
Turn = Callable[[str], str]


@dataclass(frozen=True)
class Column:
    """Where something encrypted stands. `cast` is the column's type where it is not text."""

    table: str
    key: str
    name: str
    turn: Turn
    cast: str = "text"


@dataclass
class Turned:
    """How far a run came in one column."""

    column: Column
    seen: int = 0
    turned: int = 0
    unreadable: int = 0


def missing_keys() -> list[str]:
    """Fingerprints of keys that something may be stored under, and that this process does not hold."""
    held = {fingerprint(key) for key in keys_in_force()}
    return sorted(set(FieldKey.objects.values_list("fingerprint", flat=True)) - held)


def note_keys() -> None:
    """Write down that the key which encrypts now is in use: from here on the service does not start without it."""
    FieldKey.objects.get_or_create(fingerprint=fingerprint(keys_in_force()[0]))


def each_secret(held: dict[str, Any], act: Turn) -> dict[str, Any]:
    """An authenticator's data with `act` done to each of its secrets."""
    new = {name: act(value) if name in ("secret", "seed") else value for name, value in held.items()}
    if "migrated_codes" in held:
        new["migrated_codes"] = [act(code) for code in held["migrated_codes"]]
    return new


def _turn(stored: str) -> str:
    return stored if is_current(stored) else turned(stored)


def turn_authenticator(data: str) -> str:
    """The secrets that allauth keeps in an authenticator's JSON: a TOTP seed, recovery codes or their seed."""
    held: dict[str, Any] = json.loads(data)
    new = each_secret(held, _turn)
    return data if new == held else json.dumps(new)


def encrypted_columns() -> list[Column]:
    """Every column that holds something encrypted, those of fields found by walking all models."""
    found = [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column), _turn)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedJSONField)
    ]
    return [*found, Column("mfa_authenticator", "id", "data", turn_authenticator, "jsonb")]


def turn_all(batch: int = BATCH) -> Iterator[Turned]:
    """Put everything under the current key, `batch` rows a transaction; yields after each batch.

    Can be stopped at any moment, killed too, and begun again: what is under an old key stays readable while
    HEARTH_FIELD_KEYS holds that key, and a second run passes over what is done. Rows in use are waited for.
    What no key opens is counted and left as it is.
    """
    note_keys()
    for column in encrypted_columns():
        so_far, last = Turned(column), None
        while True:
            with transaction.atomic(using=OWNER):
                rows = _rows(column, last, batch)
                changed = [(new, key) for key, old in rows if (new := _tried(so_far, old)) != old]
                _write(column, changed)
            so_far.seen, so_far.turned = so_far.seen + len(rows), so_far.turned + len(changed)
            yield so_far
            if len(rows) < batch:
                break
            last = rows[-1][0]


def _tried(so_far: Turned, old: str) -> str:
    try:
        return so_far.column.turn(old)
    except Unreadable:
        so_far.unreadable += 1
        return old


def _rows(column: Column, after: Any, batch: int) -> list[tuple[Any, str]]:
    quote = connections[OWNER].ops.quote_name
    table, key, name = quote(column.table), quote(column.key), quote(column.name)
    beyond, values = ("", []) if after is None else (f"AND {key} > %s", [after])
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {name}::text FROM {table} WHERE {name} IS NOT NULL {beyond} "  # noqa: S608 names of ours
            f"ORDER BY {key} LIMIT %s FOR UPDATE",
            [*values, batch],
        )
        return [(row[0], str(row[1])) for row in cursor.fetchall()]


def _write(column: Column, changed: list[tuple[str, Any]]) -> None:
    quote = connections[OWNER].ops.quote_name
    with connections[OWNER].cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(column.table)} SET {quote(column.name)} = %s::{column.cast} "  # noqa: S608 names of ours
            f"WHERE {quote(column.key)} = %s",
            changed,
        )


def old_keys() -> list[str]:
    """Fingerprints of keys that are noted as in use and do not encrypt any more."""
    noted = FieldKey.objects.using(OWNER).exclude(fingerprint=fingerprint(keys_in_force()[0]))
    return sorted(noted.values_list("fingerprint", flat=True))


def forget_old_keys() -> list[str]:
    """After a walk that turned nothing: only the current key is needed. The fingerprints that are not any more."""
    gone = old_keys()
    FieldKey.objects.using(OWNER).filter(fingerprint__in=gone).delete()
    return gone
