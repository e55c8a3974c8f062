"""Rows of follow-ups: kinds, words, tasks, log, sending hours, a person's messages."""

from typing import Any

from tests.cast import Cast


def _person(cast: Cast) -> Any:
    from carers.models import Enquiry

    with cast.acting("rosa"):
        row = Enquiry(agency_id=cast.agency.pk, name="Fay", email="fay@example.org")
        row.save()
        return row.pk


def _everything(cast: Cast, world: dict[str, Any]) -> None:
    from carers.services.followups import facts
    from carers.services.followups.seeding import book_of

    with cast.acting("rosa") as rosa:
        book_of(cast.agency.pk)
        facts.note(rosa, _person(cast), "consent.given", channel="email", source="by telephone")
        _task(cast, world)


def _task(cast: Cast, world: dict[str, Any]) -> Any:
    from datetime import UTC, datetime

    from carers.models import FollowUp
    from carers.services.followups.seeding import book_of

    now, person = datetime(2026, 11, 20, 10, tzinfo=UTC), _person(cast)
    with cast.acting("rosa"):
        book_of(cast.agency.pk)
        row = FollowUp(
            agency_id=cast.agency.pk, person_id=person, enquiry_id=person, kind="call",
            step="call_again_3", cycle=f"{person}.{FollowUp.objects.count()}", whom="person",
            channel="call", state="task", title="Call Ada", meant_for=now, due_at=now,
            trigger={"name": "enquiry.received", "at": now.isoformat(), "ref": "x", "subject": "", "until": None},
        )  # fmt: skip
        row.save()
        return row.pk


WORLD = {"call_task": _task}
TENANCY_WORLD = {"followups": _everything}
