"""The address that invites somebody into an organisation.

It gives no access by itself: its page names the organisation and sends a sign-in code to the address that was
invited. So whoever reads it over a shoulder gets nothing but a name.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Membership
from accounts.staff import works_here
from accounts.tenancy import scope

VALID = timedelta(days=7)
_SALT = "accounts.joining"


@dataclass(frozen=True)
class Invitation:
    membership: Membership
    email: str
    used: bool


def link_for(membership: Membership) -> str:
    """A full address, valid for seven days."""
    packed = membership.organisation_id.bytes + membership.pk.bytes
    token = signing.TimestampSigner(salt=_SALT).sign(signing.b64_encode(packed).decode())
    return f"{settings.PUBLIC_URL}{reverse('join', args=[token])}"


def invitation(token: str) -> Invitation | None:
    """Who is invited where; None for an address that is forged, older than seven days or taken back."""
    try:
        packed = signing.b64_decode(signing.TimestampSigner(salt=_SALT).unsign(token, max_age=VALID).encode())
    except (signing.BadSignature, ValueError):
        return None
    if len(packed) != 32:
        return None
    with scope(UUID(bytes=packed[:16])):
        found = Membership.objects.select_related("organisation", "user").filter(pk=UUID(bytes=packed[16:])).first()
    if found is None or not found.user.is_active or not works_here(found):
        return None
    return Invitation(found, found.user.email, found.user.last_login is not None)
