"""The one way in. Whatever has proved a mailbox (a link of ours) signs in here, and nothing else of ours signs in.

It is allauth's own: an inactive person is turned away, and whoever chose a second factor is asked for it next. A test
walks all routes and fails where one signs in by itself (docs/decisions/0006-one-way-in.md).
"""

from typing import cast

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User


def sign_in(request: HttpRequest, user: User, go_to: str = "") -> HttpResponse:
    """Sign `user` in and lead on to the address `go_to`, else to their first page.

    Whoever has a second factor is led to the page that asks for it instead; `request.user` is the person only once
    nothing more is to be proved.
    """
    # The link came to their mailbox: that is the proof of the address, which another mail would only ask for again.
    response = perform_login(
        request, user, email_verification=EmailVerificationMethod.NONE, redirect_url=go_to or reverse("home")
    )
    return cast(HttpResponse, response)
