"""One-time sign-in addresses: valid for 60 minutes, spent by the first use (last_login is in the hash).

They serve applicants in every environment; only the command that prints one is for development.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User

VALID_SECONDS = 60 * 60


class LoginTokens(PasswordResetTokenGenerator):
    key_salt = "accounts.login_links"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        """Django cuts last_login to the second: within one second a link could be used twice."""
        return f"{super()._make_hash_value(user, timestamp)}{user.last_login and user.last_login.timestamp()}"

    def _now(self) -> datetime:
        """UTC, for a local clock goes back an hour in autumn."""
        return timezone.now().replace(tzinfo=None)

    def is_fresh(self, token: str) -> bool:
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= VALID_SECONDS


_TOKENS = LoginTokens()


def make_link(user: User) -> str:
    """A full address that signs `user` in once."""
    uid = urlsafe_base64_encode(force_bytes(str(user.pk)))
    path = reverse("login_once", args=[uid, _TOKENS.make_token(user)])
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def redeem(uid: str, token: str) -> User | None:
    """The person whose mailbox this proves, and the link is spent; None for one that is forged, spent or older than
    an hour. A second factor is asked for where they sign in (`accounts.access.pages.signing_in`)."""
    try:
        user = User.objects.select_for_update().get(pk=urlsafe_base64_decode(uid).decode(), is_active=True)
    except (ValueError, ValidationError, User.DoesNotExist):
        return None
    if not _TOKENS.check_token(user, token) or not _TOKENS.is_fresh(token):
        return None
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return user
