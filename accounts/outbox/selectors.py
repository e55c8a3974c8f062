"""Reads for the operations page: is work being done, what waits, what a person must decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.timesince import timesince

from accounts.models import Heartbeat, Message

# A schedule may miss two runs, and a minute, before we call it late.
_MISSED, _GRACE = 3, timedelta(seconds=60)
_WAITS_TOO_LONG = timedelta(minutes=5)


@dataclass(frozen=True)
class Schedule:
    """One line of the beat schedule. `at` is empty before its first run."""

    name: str
    every: timedelta
    at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Outbox:
    """An organisation's messages: counts, and since when the oldest one that could go is waiting."""

    waiting: int
    later: int
    sending: int
    failed: int
    doubtful: int
    oldest: datetime | None

    @property
    def waited(self) -> timedelta | None:
        """The age of the queue: how long the oldest message that could go has waited."""
        return timezone.now() - self.oldest if self.oldest else None

    @property
    def waited_words(self) -> str:
        return str(timesince(self.oldest)) if self.oldest else ""

    @property
    def is_late(self) -> bool:
        return self.waited is not None and self.waited > _WAITS_TOO_LONG


def schedules() -> list[Schedule]:
    """Every schedule with its last heartbeat; beat's own among them."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    found = []
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        every = entry["schedule"]
        if not isinstance(every, int | float):
            continue
        name, gap = (entry.get("args") or [name])[0], timedelta(seconds=every)
        at = seen.get(name)
        found.append(Schedule(name, gap, at, at is None or timezone.now() - at > gap * _MISSED + _GRACE))
    return found


def queue_depth() -> int | None:
    """Tasks that no worker has taken; None where the broker does not answer."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            return int(client.llen("celery"))
    except redis.RedisError:
        return None


def outbox_of(organisation_id: UUID) -> Outbox:
    now = timezone.now()
    due = Q(state=Message.State.DUE, next_attempt_at__lte=now)
    open_states = [state for state in Message.State.values if state not in ("sent", "dropped")]
    counts = Message.objects.filter(organisation=organisation_id, state__in=open_states).aggregate(
        waiting=Count("id", filter=due),
        later=Count("id", filter=Q(state=Message.State.DUE, next_attempt_at__gt=now)),
        sending=Count("id", filter=Q(state__in=("claimed", "sending"))),
        failed=Count("id", filter=Q(state=Message.State.FAILED)),
        doubtful=Count("id", filter=Q(state=Message.State.DOUBTFUL)),
        oldest=Min("next_attempt_at", filter=due),
    )
    return Outbox(**counts)


def to_settle(organisation_id: UUID) -> list[Message]:
    """The newest hundred messages that wait for a person's decision."""
    states = (Message.State.FAILED, Message.State.DOUBTFUL)
    rows = Message.objects.filter(organisation=organisation_id, state__in=states)
    return list(rows.order_by("-id")[:100])
