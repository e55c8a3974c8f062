"""For whom a page acts: who works for several organisations may have switched in another window since it was opened.

Each form of a page carries the organisation it was drawn for, beside the CSRF token; the middleware refuses one
drawn for another than the person works for now. Nothing is done for an organisation that the page did not name.
"""

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.models import Organisation
from accounts.tenancy.caller import Caller
from accounts.tenancy.ids import keys_of

FIELD = "acting_for"
# These act for the person, whatever they work as.
_PERSONAL = {None, "public", "signed_in"}


def form_input(request: HttpRequest, asking: Caller) -> SafeString:
    """What stands in every form: the CSRF token and the organisation. Lazy: a page without form asks for no token."""
    made: SafeString = _input(request, asking)
    return made


def _drawn(request: HttpRequest, asking: Caller) -> SafeString:
    if asking.organisation is None:
        return csrf_input(request)
    named = format_html('<input type="hidden" name="{}" value="{}">', FIELD, asking.organisation.pk)
    return SafeString(csrf_input(request) + named)


_input = lazy(_drawn, SafeString, str)


def drawn_for_another(request: HttpRequest, view: object) -> ServiceError | None:
    """The refusal of a form that was drawn for another organisation than the person works for now, else None."""
    if request.method != "POST" or getattr(view, "capability", None) in _PERSONAL:
        return None
    drawn = request.POST.get(FIELD)
    now: Organisation | None = request.caller.organisation  # type: ignore[attr-defined]
    if not drawn or now is None or drawn == str(now.pk):
        return None
    then = Organisation.objects.filter(pk__in=keys_of(drawn)).first()
    words = _(
        "You opened this page while you worked for %(then)s, and you work for %(now)s now. Nothing was saved. Choose "
        "%(then)s again, then go back to the page and send it once more."
    ) % {"then": then.name if then else _("another organisation"), "now": now.name}
    return ServiceError(words, "organisation.changed")
