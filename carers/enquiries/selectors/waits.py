"""The longest waits of each step, found by key first: short ordered reads of an index, joined into one query.

Joining and sorting whole rows before the limit is what makes a page slow at 50,000 people.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

# What the clocks and a line of a lane read.
OF_PERSON = ("name", "state", "source", "state_since", "received_at", "historical")
OF_APPLICATION = (
    "name", "stage", "stage_since", "paused_on", "registered_on", "stage1_complete_on", "brief_report_sent_on",
    "brief_report_comments_on", "panel_on", "papers_sent_on", "minutes_on", "determination_on",
)  # fmt: skip


def keys_of(*parts: QuerySet[Any]) -> list[UUID]:
    """The keys of several short, ordered querysets, in one query; a key may come twice."""
    plain = [part.select_related(None).values("pk") for part in parts]
    return [row["pk"] for row in plain[0].union(*plain[1:], all=True)]


def by_step[M: Model](
    found: QuerySet[M], column: str, steps: Iterable[Any], since: str, size: int
) -> list[QuerySet[M]]:
    """One short queryset a step: its `size` longest waits, as the index (agency, step, since) holds them."""
    return [found.filter(**{column: step}).order_by(since)[:size] for step in steps]


def rows_of[M: Model](found: QuerySet[M], keys: Sequence[UUID], *fields: str) -> list[M]:
    """The rows of these keys with their owner's name, and of their columns only `fields`."""
    named = found.select_related(None).select_related("owner").order_by()
    return list(named.filter(pk__in=set(keys)).only("id", "owner__name", *fields))
