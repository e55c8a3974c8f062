"""Stays and their audit entries written in one statement: the act and its record, both or neither."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from accounts.tenancy.caller import CallerAt
from placements.models import Placement

_COLUMNS = (
    "agency_id", "council_id", "household_id", "slot", "child_id", "referral_id", "kind", "state", "period",
    "expires_at", "sibling_set", "whole_home", "exemption_id", "authorised_by",
)  # fmt: skip
_ROW = (
    "(%s::uuid, %s::uuid, %s::uuid, %s::smallint, %s::uuid, %s::uuid, %s, %s, %s::daterange, %s::timestamptz, "
    "%s::uuid, %s::boolean, %s::uuid, %s)"
)
_WRITE = """
WITH made AS (
    INSERT INTO placements_placement ({columns}, briefing, created_at)
    SELECT v.*, '', statement_timestamp() FROM (VALUES {rows}) v({columns})
    RETURNING id, child_id, household_id
), told AS (
    INSERT INTO accounts_auditentry (organisation_id, action, actor_id, actor_kind, subject_kind, subject_id, data)
    SELECT %s::uuid, %s, %s::uuid, %s, 'placement', made.id,
           jsonb_build_object('child', made.child_id, 'household', made.household_id) || %s::jsonb
    FROM made
)
SELECT child_id, id FROM made
"""


_POINT = "before_the_stay"


def write(by: CallerAt, rows: Sequence[Placement], action: str, **data: str) -> None:
    """Insert the rows with an audit entry each. Raises IntegrityError with nothing of it written."""
    parameters: list[Any] = []
    for row in rows:
        values = {name: getattr(row, name) for name in _COLUMNS}
        values["period"] = f"[{row.period.lower or ''},{row.period.upper or ''})"
        parameters += values.values()
    parameters += [by.organisation_id, action, by.user_id, by.kind, json.dumps(data)]
    text = _WRITE.format(columns=", ".join(_COLUMNS), rows=", ".join([_ROW] * len(rows)))
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SAVEPOINT {_POINT};{text};RELEASE SAVEPOINT {_POINT}", parameters)
        except IntegrityError:
            cursor.execute(f"ROLLBACK TO SAVEPOINT {_POINT}; RELEASE SAVEPOINT {_POINT}")
            raise
        cursor.nextset()
        made: dict[UUID, UUID] = dict(cursor.fetchall())
    for row in rows:
        row.pk = made[row.child_id]
        row._state.adding, row._state.db = False, connection.alias
