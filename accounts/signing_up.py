"""The sign-up form: an address that is known already costs the same work as a new one."""

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class EvenSignupForm(SignupForm):  # type: ignore[misc, unused-ignore]
    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """A new account hashes a password, half a second of work: without the same here, a clock tells who is known."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        result: tuple[Any, Any] = super().try_save(request)
        return result
