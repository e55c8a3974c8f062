"""Who calls: a person in one of their organisations, or a program by its key."""

import hashlib
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ApiKey, Membership, User
from accounts.tenancy.caller import Caller, CallerAt
from accounts.tenancy.scopes import scope

KEY = "hearth.key"  # the digest of the key a request carries, for the policy of accounts_apikey


def memberships_of(user: User) -> QuerySet[Membership]:
    today = timezone.localdate()
    return (
        Membership.objects.filter(user=user, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .select_related("organisation__area")
        .order_by("organisation__name")
    )


def is_staff_anywhere(user: User) -> bool:
    """Whether the person works with Hearth: in any organisation, whatever the dates of it, or as its support."""
    with scope(None, user.pk):
        return user.is_staff or user.is_superuser or Membership.objects.filter(user=user).exists()


def caller_of(user: Any, organisation_id: str | None) -> Caller:
    """The signed-in person in the organisation they chose, else where they have worked longest.

    Being let in somewhere else must not move anybody to another workspace unasked.
    """
    memberships = list(memberships_of(user))
    chosen = next((m for m in memberships if str(m.organisation_id) == str(organisation_id)), None)
    membership = chosen or min(memberships, key=lambda m: (m.starts_on, m.pk), default=None)
    if membership is None:
        return Caller("user", user=user)
    return CallerAt("user", user, organisation=membership.organisation, roles=tuple(membership.roles))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def caller_by_key(secret: str) -> CallerAt | None:
    """The program that holds this key, or None. Row-level security shows a stranger's key only to its holder."""
    mark = digest(secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [KEY, mark])
    key = ApiKey.objects.filter(digest=mark, revoked_at__isnull=True).select_related("organisation__area").first()
    if key is None:
        return None
    return CallerAt("api_key", organisation=key.organisation, roles=tuple(key.roles), key_id=key.pk)


def demo_people() -> QuerySet[User]:
    return User.objects.filter(is_demo=True).order_by("email")
