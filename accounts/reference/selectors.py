"""Reads about organisations, the people in them and places on the map."""

import hashlib
import re
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiKey, AuditEntry, Council, CouncilFigure, Membership, Organisation, Sector, User
from accounts.tenancy.caller import Caller
from accounts.tenancy.scopes import scope

KEY = "hearth.key"  # the digest of the key a request carries, for the policy of accounts_apikey
POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9])([ABD-HJLNP-UW-Z]{2})$")


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
    return Caller("user", user, membership.organisation, tuple(membership.roles))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def caller_by_key(secret: str) -> Caller | None:
    """The program that holds this key, or None. Row-level security shows a stranger's key only to its holder."""
    mark = digest(secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [KEY, mark])
    key = ApiKey.objects.filter(digest=mark, revoked_at__isnull=True).select_related("organisation__area").first()
    if key is None:
        return None
    return Caller("api_key", organisation=key.organisation, roles=tuple(key.roles), key_id=key.pk)


def recruiting_agencies(council_code: str | None = None) -> QuerySet[Organisation]:
    """Agencies that take enquiries from the public, those that serve a council area where one is given."""
    agencies = Organisation.objects.filter(recruits=True).exclude(agency_kind="")
    return agencies.filter(serves=council_code) if council_code else agencies


def normal_postcode(text: str) -> str:
    """`ls6 2ab` -> `LS6 2AB`. Raises ValueError, in words, for what can't be a postcode."""
    packed = re.sub(r"[\s.-]", "", text).upper()
    match = POSTCODE.match(packed)
    if not match:
        raise ValueError(_("Enter a full UK postcode, like LS6 2AB."))
    return f"{packed[:-3]} {packed[-3:]}"


def sector_of(postcode: str) -> Sector | None:
    """The postcode's sector, or None where it is not in the table: position pending, never 0 miles."""
    return Sector.objects.select_related("council").filter(code=postcode[:-2]).first()


def sector_code(text: str) -> str:
    """The code of the sector of a postcode, or the code itself where it is one; "" for nothing.

    Raises ValueError, in words, for what can't be a postcode or is not on the map.
    """
    code = " ".join(text.upper().split())
    if not code or Sector.objects.filter(code=code).exists():
        return code
    found = sector_of(normal_postcode(text))
    if found is None:
        raise ValueError(_("We do not find this postcode on the map. Check it, or leave it empty."))
    return found.code


def figures_of(council: Council, year: int = 2025) -> dict[str, CouncilFigure]:
    return {figure.measure: figure for figure in council.figures.filter(year=year)}


def history_of(organisation_id: UUID, *subject_ids: UUID) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(organisation=organisation_id, subject_id__in=subject_ids).order_by("-id")


def demo_people() -> QuerySet[User]:
    return User.objects.filter(is_demo=True).order_by("email")
