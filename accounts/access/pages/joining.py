"""The page of an invitation: which organisation, as what, and a code to the address that was invited."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access.services.joining import invitation
from accounts.pages.access import public
from accounts.tenancy.roles import ROLES


@public
@require_GET
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """The button asks the sign-in page for a code; the address of this page opens nothing by itself."""
    found = invitation(token)
    if found is None:
        gone = {"page_title": _("This invitation no longer works")}
        return render(request, "accounts/join_gone.html", gone, status=410)
    context: dict[str, Any] = {
        "page_title": _("Join %s") % found.membership.organisation.name,
        "organisation_name": found.membership.organisation.name,
        "roles": [ROLES[key].name for key in found.membership.roles if key in ROLES],
        "email": found.email,
        "used": found.used,
    }
    response = render(request, "accounts/join.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
