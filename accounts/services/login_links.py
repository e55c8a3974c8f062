"""One-time sign-in addresses: valid for 60 minutes, spent by the first use (last_login is in the hash)."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User

VALID_SECONDS = 60 * 60


class LoginTokens(PasswordResetTokenGenerator):
    key_salt = "accounts.login_links"

    def is_fresh(self, token: str) -> bool:
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= VALID_SECONDS


_TOKENS = LoginTokens()


def make_link(user: User) -> str:
    """A full address that signs `user` in once."""
    uid = urlsafe_base64_encode(force_bytes(str(user.pk)))
    path = reverse("login_once", args=[uid, _TOKENS.make_token(user)])
    return f"{settings.PUBLIC_URL}{path}"


def redeem(uid: str, token: str) -> User | None:
    """The person, or None for a link that is forged, spent or older than an hour. Signing in spends it."""
    try:
        user = User.objects.get(pk=urlsafe_base64_decode(uid).decode(), is_active=True)
    except (ValueError, ValidationError, User.DoesNotExist):
        return None
    return user if _TOKENS.check_token(user, token) and _TOKENS.is_fresh(token) else None
