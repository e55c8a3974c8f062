"""Reads of follow-ups: what waits for a person to do, the log, one person's messages, and what a kind achieves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import AuditEntry, Message
from carers.models import FollowUp, FollowUpWords

_WITH = ("message", "enquiry", "application", "household")
CAME_BACK_WITHIN = timedelta(days=7)
_NOT_BACK = ("enquiry.received", "enquiry.withdrawn", "enquiry.declined", "enquiry.closed_no_contact",
             "application.withdrawn", "application.declined")  # fmt: skip


def tasks(agency_id: UUID) -> QuerySet[FollowUp]:
    """Calls to make and things to look at, oldest due first."""
    return (
        FollowUp.objects.filter(agency=agency_id, state=FollowUp.State.TASK).select_related(*_WITH).order_by("due_at")
    )


def log(agency_id: UUID, kind: str = "") -> QuerySet[FollowUp]:
    found = FollowUp.objects.filter(agency=agency_id).select_related(*_WITH).order_by("-id")
    return found.filter(kind=kind) if kind else found


def of_person(agency_id: UUID, person_id: UUID) -> QuerySet[FollowUp]:
    return log(agency_id).filter(person_id=person_id)


def to_settle(organisation_id: UUID) -> QuerySet[Message]:
    """Messages that wait for a person's decision, newest first."""
    states = (Message.State.FAILED, Message.State.DOUBTFUL)
    return Message.objects.filter(organisation=organisation_id, state__in=states).order_by("-id")


def waiting_counts(agency_id: UUID) -> dict[str, int]:
    """How many of each kind wait to go or to be done."""
    waiting = Q(state=FollowUp.State.TASK) | Q(message__state__in=("due", "claimed", "sending"))
    rows = FollowUp.objects.filter(waiting, agency=agency_id).order_by().values_list("kind").annotate(Count("id"))
    return dict(rows)


@dataclass(frozen=True)
class Effect:
    """What one version of a step's words achieved. Sent alone counts what a provider took."""

    version: int
    since: datetime
    sent: int
    delivered: int
    opened: int
    came_back: int


def effects(agency_id: UUID, step_key: str, versions: int = 2) -> list[Effect]:
    """The words in force and those before, newest first. `came_back`: an act on the person's record, other than
    leaving, within seven days; a mail program that opens links by itself counts as opened."""
    back = AuditEntry.objects.filter(
        Q(subject_id=OuterRef("enquiry_id")) | Q(subject_id=OuterRef("application_id")),
        Q(action__startswith="enquiry.") | Q(action__startswith="application."),
        organisation=agency_id,
        at__gt=OuterRef("message__sent_at"),
        at__lte=OuterRef("message__sent_at") + CAME_BACK_WITHIN,
    ).exclude(action__in=_NOT_BACK)
    rows = (
        FollowUp.objects.filter(agency=agency_id, step=step_key, message__sent_at__isnull=False)
        .annotate(back=Exists(back))
        .order_by()
        .values("words_version")
        .annotate(
            sent=Count("id"),
            delivered=Count("id", filter=Q(message__delivery=Message.Delivery.DELIVERED)),
            opened=Count("id", filter=Q(message__link_opened_at__isnull=False)),
            came_back=Count("id", filter=Q(back=True)),
        )
    )
    found: dict[int, dict[str, Any]] = {row["words_version"]: dict(row) for row in rows}
    words = FollowUpWords.objects.filter(agency=agency_id, step_key=step_key).order_by(F("version").desc())[:versions]
    nothing = {"sent": 0, "delivered": 0, "opened": 0, "came_back": 0}
    return [
        Effect(
            row.version,
            row.written_at,
            **{name: int(found.get(row.version, nothing)[name]) for name in nothing},
        )
        for row in words
    ]
