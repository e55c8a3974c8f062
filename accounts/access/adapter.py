"""allauth's words, the service's outbox; its secrets, the service's keys."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.access.services import account_mail
from accounts.keyring.encryption import decrypt, encrypt
from accounts.outbox.wording import Words
from accounts.pages.limits import address_of, whom_to_ring
from accounts.tenancy.scopes import proving


class AccountAdapter(DefaultAccountAdapter):
    """Every mail about an account goes the way of all messages: a row first, sent after commit."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many tries for one address: what to do now, and whom to ring."""
        if code != "too_many_login_attempts":
            return super().validation_error(code, *args)  # type: ignore[no-any-return]
        words = _(
            "There were too many tries for this e-mail address. Look for the last message, also among spam, or try "
            "again in an hour."
        )
        return ValidationError(f"{words} {whom_to_ring()}".strip(), code=code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}

        def write() -> Words:
            mail = self.render_mail(template_prefix, email, known | context)
            return Words(str(mail.subject), str(mail.body))

        account_mail.send(template_prefix.rpartition("/")[2][:50], email, write)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Limits of signing in count the same address as all others."""
        return address_of(request)


class SecondFactors(DefaultMFAAdapter):
    """Seeds and recovery codes are stored encrypted, and seen by nobody but the person they belong to.

    `is_mfa_enabled` is asked while somebody signs in, so before anybody is in scope: it looks as that person. Without
    that it would see no row, and let them in without their second factor.
    """

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return str(decrypt(encrypted_text))

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        if user.is_anonymous:
            return False
        with proving(user.pk):
            return bool(super().is_mfa_enabled(user, types))
