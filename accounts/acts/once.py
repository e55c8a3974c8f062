"""One press, one act: recognised by a row that is written in the transaction of the act, and falls with it."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import IdempotencyKey
from accounts.tenancy.scopes import scope

DAY = timedelta(days=1)


def claim(organisation: UUID, caller: str, route: str, key: str, fingerprint: str) -> IdempotencyKey:
    """The row of one press, inserted or found, locked; a second press waits here until the first has committed.

    Within the transaction of the act. `status` is empty until the act has answered; after a day the key is fresh.
    """
    mine = {"organisation_id": organisation, "caller": caller, "key": key, "route": route}
    IdempotencyKey.objects.filter(**mine, created_at__lt=timezone.now() - DAY).delete()
    IdempotencyKey.objects.bulk_create([IdempotencyKey(**mine, fingerprint=fingerprint)], ignore_conflicts=True)
    return IdempotencyKey.objects.select_for_update().get(**mine)


def once(organisation: UUID, route: str, token: str, facts: Any, act: Callable[[], Any]) -> Any:
    """Do `act` in the organisation's scope; for the same token and facts again, give what it answered then.

    An act that raises leaves no trace, so that it may be pressed again. Facts that were changed since are a new act:
    what somebody wrote is never taken for what they sent before. Answers are plain JSON. Without a token, just do it.
    """
    said = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic(), scope(organisation):
        if not token:
            return act()
        row = claim(organisation, "page", route, f"{token[:64]}:{said}", said)
        if row.status is None:
            row.body, row.status = act(), 200
            row.save(update_fields=["status", "body"])
        return row.body


def forget_answers(organisation: UUID) -> int:
    """Delete what was kept for retries longer than a day ago; how many."""
    with scope(organisation):
        return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - DAY).delete()[0]
