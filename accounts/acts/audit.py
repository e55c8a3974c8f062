"""One act, one audit entry, in the same transaction as the act."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import AuditEntry
from accounts.tenancy.caller import CallerAt


def record(by: CallerAt, action: str, subject: Model, **data: Any) -> AuditEntry:
    """Write that `by` did `action` (dotted trade words) to `subject`. `data` holds ids and codes, no names."""
    return AuditEntry.objects.create(
        organisation_id=by.organisation_id,
        action=action,
        actor_id=by.user_id,
        actor_kind=by.kind,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        data=data,
    )


def history_of(organisation_id: UUID, *subject_ids: UUID) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(organisation=organisation_id, subject_id__in=subject_ids).order_by("-id")
