"""What was known: the newest snapshot of a kind, or the newest on or before a day asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from placements.models import ShortageJob, Snapshot


def snapshot_of(council: UUID, kind: str, asked: Mapping[str, Any] | None = None) -> Snapshot | None:
    """`asked` may carry `as_of` (yyyy-mm-dd); a day that is no day is passed over."""
    rows = Snapshot.objects.filter(council=council, kind=kind)
    day = day_asked(asked or {})
    if day:
        rows = rows.filter(as_of__lte=day)
    return rows.order_by("-as_of").first()


def day_asked(asked: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(asked.get("as_of", "")))
    except ValueError:
        return None


def newest_job(council: UUID) -> ShortageJob | None:
    return ShortageJob.objects.filter(council=council).order_by("-id").first()
