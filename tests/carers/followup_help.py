"""People at known moments, and the planner at a moment of the test's choosing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.clock import fixed

# A Monday, 10:00 in London.
MONDAY = fixed(2026, 11, 9, 10)


def begin(cast: Cast, at: datetime = MONDAY - timedelta(days=30)) -> None:
    """Follow-ups of the agency exist since `at`."""
    from carers.followups.services.seeding import book_of
    from carers.models import SendingRules

    with cast.acting("rosa"):
        book_of(cast.agency.pk)
        SendingRules.objects.update(started_at=at)


def enquire(cast: Cast, monkeypatch: pytest.MonkeyPatch | None = None, at: datetime = MONDAY, **facts: Any) -> Any:
    """An enquiry received at `at`, straight into the table: no acknowledgement of its own."""
    from carers.models import Enquiry

    fields = {"name": "Ada Example", "email": "ada@example.org", "telephone": "", "contact_by": "email"} | facts
    with cast.acting("rosa"):
        row = Enquiry(agency_id=cast.agency.pk, received_at=at, state_since=fields.pop("state_since", at), **fields)
        row.save()
        return row


def plan_at(cast: Cast, moment: datetime) -> dict[str, int]:
    from carers.followups.services.planning import plan

    with cast.acting("rosa") as rosa:
        return plan(rosa, moment)


def rows(cast: Cast, **wanted: Any) -> list[Any]:
    from carers.models import FollowUp

    with cast.acting("rosa"):
        return list(FollowUp.objects.filter(**wanted).select_related("message", "enquiry").order_by("due_at", "step"))
