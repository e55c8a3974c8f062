"""The colleague who looks after somebody, as a form gives them."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.pages.access import CallerRequest
from accounts.tenancy.ids import key_of


def owner_of(request: CallerRequest) -> UUID | None:
    """The colleague chosen in a form; empty takes the owner away. Raises Invalid for what is no key."""
    text = request.POST.get("owner", "")
    key = key_of(text)
    if text and key is None:
        raise Invalid(_("Choose somebody who works here."), "case.owner_unknown", {"owner": _("Choose a colleague")})
    return key
