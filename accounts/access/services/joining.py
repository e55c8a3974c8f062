"""The address that invites somebody into an organisation.

It gives no access by itself: its page names the organisation and sends a sign-in code to the address that was
invited. So whoever reads it over a shoulder gets nothing but a name.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.access.selectors.staff import works_here
from accounts.models import Membership
from accounts.outbox.services.links import packed, unpacked
from accounts.tenancy.scopes import scope

VALID = timedelta(days=7)
_SALT = "accounts.joining"


@dataclass(frozen=True)
class Invitation:
    membership: Membership
    email: str
    used: bool


def link_for(membership: Membership) -> str:
    """A full address, valid for seven days."""
    token = signing.TimestampSigner(salt=_SALT).sign(packed(membership.organisation_id, membership.pk))
    return f"{settings.PUBLIC_URL}{reverse('join', args=[token])}"


def invitation(token: str) -> Invitation | None:
    """Who is invited where; None for an address that is forged, older than seven days or taken back."""
    try:
        both = unpacked(signing.TimestampSigner(salt=_SALT).unsign(token, max_age=VALID))
    except signing.BadSignature:
        return None
    if both is None:
        return None
    with scope(both[0]):
        found = Membership.objects.select_related("organisation", "user").filter(pk=both[1]).first()
    if found is None or not found.user.is_active or not works_here(found):
        return None
    return Invitation(found, found.user.email, found.user.last_login is not None)
