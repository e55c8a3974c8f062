"""Reads for an organisation's managers: the team, its keys, and what was done by whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiKey, AuditEntry, Membership, RoleRequest, User

AUDIT_PAGE = 50
REQUEST_VALID = timedelta(days=30)


def team_of(organisation_id: UUID) -> QuerySet[Membership]:
    """Everybody who works here now or will, and those who left; by name."""
    return (
        Membership.objects.filter(organisation=organisation_id)
        .select_related("user")
        .order_by("user__name", "user__email")
    )


def waiting_requests(organisation_id: UUID) -> QuerySet[RoleRequest]:
    """Roles that wait for a second person, oldest first; not those that waited too long."""
    return (
        RoleRequest.objects.filter(
            organisation=organisation_id, state=RoleRequest.State.OPEN, asked_at__gte=timezone.now() - REQUEST_VALID
        )
        .select_related("membership__user", "asked_by")
        .order_by("asked_at")
    )


def works_here(membership: Membership, on: date | None = None) -> bool:
    return membership.ends_on is None or membership.ends_on > (on or timezone.localdate())


def keys_of(organisation_id: UUID) -> QuerySet[ApiKey]:
    """Keys in force first, newest first."""
    return ApiKey.objects.filter(organisation=organisation_id).order_by("revoked_at", "-id")


def entries_of(
    organisation_id: UUID, action: str = "", actor: UUID | None = None, subject: UUID | None = None
) -> QuerySet[AuditEntry]:
    """The organisation's audit; `action` is a whole dotted word or its first part ("membership")."""
    found = AuditEntry.objects.filter(organisation=organisation_id)
    if action:
        found = found.filter(action__startswith=action if "." in action else f"{action}.")
    if actor:
        found = found.filter(actor_id=actor)
    if subject:
        found = found.filter(subject_id=subject)
    return found


@dataclass(frozen=True)
class AuditLine:
    """One act as a person reads it."""

    id: UUID
    at: datetime
    words: str
    who: str
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True)
class AuditPage:
    """`older` is the key to go on from, or None at the end."""

    lines: list[AuditLine]
    older: UUID | None


def audit_page(entries: QuerySet[AuditEntry], before: UUID | None = None) -> AuditPage:
    """Fifty acts, newest first, from `before` on; two queries whatever is asked."""
    if before:
        entries = entries.filter(id__lt=before)
    rows = list(entries.order_by("-id")[: AUDIT_PAGE + 1])
    shown = rows[:AUDIT_PAGE]
    names = dict(User.objects.filter(pk__in={row.actor_id for row in shown if row.actor_id}).values_list("pk", "name"))
    nobody = {"public": _("The public"), "job": _("Hearth itself"), "api_key": _("A program with a key")}
    lines = [
        AuditLine(
            row.pk,
            row.at,
            row.action.replace(".", " ").replace("_", " ").capitalize(),
            (names.get(row.actor_id) if row.actor_id else None) or nobody.get(row.actor_kind, _("Somebody")),
            row.subject_kind,
            row.subject_id,
        )
        for row in shown
    ]
    return AuditPage(lines, shown[-1].pk if len(rows) > AUDIT_PAGE else None)
