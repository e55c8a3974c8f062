"""What the file mailbox holds, in development."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.outbox.gateways.mailbox import Mailbox
from accounts.pages.access import public


@public
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Messages of the file mailbox, in development only."""
    if not settings.DEVELOPMENT:
        raise Http404
    sent = Mailbox(settings.MAILBOX_DIR).messages()[:200]
    return render(request, "accounts/mailbox.html", {"page_title": _("Mailbox"), "sent": sent})
