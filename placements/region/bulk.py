"""Many rows in one statement: the rows travel as one JSON text, and PostgreSQL takes them apart.

bulk_create sends a placeholder for every value, and taking such a statement apart costs more than writing
the rows (measured: three times the whole). Row-level security and every constraint bind here as there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from secrets import randbits
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from psycopg import sql
from psycopg.types.range import DateRange

BATCH = 5000


def uuid_at(milliseconds: int) -> UUID:
    """A version 7 UUID (RFC 9562) of that many milliseconds since 1970."""
    return UUID(int=milliseconds << 80 | 0x7 << 76 | randbits(12) << 64 | 0b10 << 62 | randbits(62))


def _plain(value: object) -> object:
    """What JSON does not know, as PostgreSQL reads it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, DateRange):
        return f"[{value.lower or ''},{value.upper or ''})"
    raise TypeError(f"{type(value).__name__} has no place in a region")


def _columns(model: type[models.Model]) -> list[tuple[str, str]]:
    """Attribute and column of each field that is written. A BigAutoField key is left to its sequence."""
    return [
        (field.attname, field.column or field.attname)
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, models.AutoField | models.BigAutoField)
    ]


def insert[T: models.Model](model: type[T], rows: Iterable[T]) -> int:
    """Insert the rows, in batches; how many. A `created_at` that was given is kept, else it is now."""
    columns = _columns(model)
    names = sql.SQL(", ").join(sql.Identifier(column) for _, column in columns)
    table = sql.Identifier(model._meta.db_table)
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"
    ).format(table=table, names=names)
    stamps = [f.attname for f in model._meta.concrete_fields if getattr(f, "auto_now_add", False)]
    now, waiting, written = timezone.now(), iter(rows), 0
    while batch := list(islice(waiting, BATCH)):
        values = list(_values(batch, columns, stamps, now))
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(values, default=_plain, ensure_ascii=False)])
        written += len(batch)
    return written


def _values(
    batch: Sequence[models.Model], columns: list[tuple[str, str]], stamps: list[str], now: datetime
) -> Iterator[dict[str, object]]:
    for row in batch:
        for stamp in stamps:
            if getattr(row, stamp) is None:
                setattr(row, stamp, now)
        yield {column: getattr(row, attribute) for attribute, column in columns}
