"""The two writes around a provider's call, as SQL: together one round trip a message (`tenancy.in_one_trip`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Message

State = Message.State

# The last fifty ids and not the last one: an id is drawn before its commit, so a slow act may come in under a
# higher one.
_STAMP = (
    "SELECT coalesce(md5(string_agg(latest.id::text, '' ORDER BY latest.id)), '') FROM "
    "(SELECT id FROM accounts_auditentry WHERE organisation_id = %s ORDER BY id DESC LIMIT 50) AS latest"
)


def stamp_of(organisation: UUID) -> str:
    """Changes with every act at the organisation: each leaves an audit entry in its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [organisation])
        return str(cursor.fetchone()[0])


def mark(row: Message, token: UUID, now: datetime, stamp: str) -> tuple[str, list[Any]]:
    """Mark a claimed row as being sent, if it is still ours and the organisation's stamp is what it was."""
    wanted = f"id = %s AND claim = %s AND state = %s AND ({_STAMP}) = %s"
    return (
        f"UPDATE accounts_message SET state = %s, claimed_at = %s, attempts = %s WHERE {wanted}",  # noqa: S608
        [State.SENDING.value, now, row.attempts + 1, row.pk, token, State.CLAIMED.value, row.organisation_id, stamp],
    )


def settle(pk: UUID, token: UUID, changes: dict[str, Any]) -> tuple[str, list[Any]]:
    """Write how it went, if the row is still ours; `changes` by the names of fields.

    A late yes also mends what the sweeper could only call doubtful; the claim says that it is ours.
    """
    known = {field.name: field.column for field in Message._meta.concrete_fields}
    sets = ", ".join(f"{known[name]} = %s" for name in changes)
    states = [State.SENDING.value]
    if changes["state"] == State.SENT:
        states.append(State.DOUBTFUL.value)
    return (
        f"UPDATE accounts_message SET claim = NULL, {sets} WHERE id = %s AND claim = %s AND state = ANY(%s)",  # noqa: S608
        [*(str(value) if name == "state" else value for name, value in changes.items()), pk, token, states],
    )
