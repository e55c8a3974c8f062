"""The forms of signing in and up: an address that is known already costs the same work as a new one, and is the same
one however it was pasted."""

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.pages.contact_fields import PastedMixin


class EvenSignupForm(PastedMixin, allauth.SignupForm):  # type: ignore[misc, unused-ignore]
    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """A new account hashes a password, half a second of work: without the same here, a clock tells who is known."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        result: tuple[Any, Any] = super().try_save(request)
        return result


class LoginForm(PastedMixin, allauth.LoginForm):  # type: ignore[misc, unused-ignore]
    """With a password."""


class RequestLoginCodeForm(PastedMixin, allauth.RequestLoginCodeForm):  # type: ignore[misc, unused-ignore]
    """With a code by e-mail."""


class ResetPasswordForm(PastedMixin, allauth.ResetPasswordForm):  # type: ignore[misc, unused-ignore]
    """Another password, by e-mail."""


class AddEmailForm(PastedMixin, allauth.AddEmailForm):  # type: ignore[misc, unused-ignore]
    """One more address of the same person."""


class ChangeEmailForm(PastedMixin, allauth.ChangeEmailForm):  # type: ignore[misc, unused-ignore]
    """Another address, before the first one is proven."""
