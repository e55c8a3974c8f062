"""API keys: when each was last used, to the minute, so that one nobody uses can be revoked."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import ApiKey, IdempotencyKey
from accounts.tenancy import scope

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def note_use(key_id: UUID) -> None:
    """Once a minute at most. Two requests of one key never wait for each other here: a locked row is left alone."""
    now = timezone.now()
    due = ApiKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - MINUTE), pk=key_id)
    if due.exists():
        ApiKey.objects.filter(pk__in=due.select_for_update(skip_locked=True).values("pk")).update(last_used_at=now)


def forget_answers(organisation: UUID) -> int:
    """Delete what was kept for retries longer than a day ago; how many."""
    with scope(organisation):
        return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - DAY).delete()[0]
