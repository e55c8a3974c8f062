"""What links in messages lead to: stopping them, and the page they speak of."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from accounts.models import Message
from accounts.outbox.services import links, stopping
from accounts.pages.access import public
from accounts.tenancy.scopes import scope


@csrf_exempt
@public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """One click stops (RFC 8058: a POST by the mail program, without cookies). A look changes nothing."""
    found = links.message_of_unsubscribe(token)
    if found is None:
        raise Http404
    done = request.method == "POST"
    message = stopping.unsubscribe(*found) if done else _message(*found)
    if message is None:
        raise Http404
    context = {
        "page_title": _("Unsubscribed") if done else _("Stop these messages"),
        "done": done,
        "agency": message.organisation,
        "channel": message.get_channel_display(),
    }
    return render(request, "accounts/unsubscribe.html", context)


def _message(organisation_id: UUID, message_id: UUID) -> Message | None:
    with scope(organisation_id):
        return Message.objects.select_related("organisation").filter(pk=message_id).first()


@public
@require_GET
def message_link(request: HttpRequest, token: str) -> HttpResponse:
    """Note the first visit, then show the page. A link of ours for ever leads somewhere."""
    found = links.message_of_link(token)
    if found is None:
        raise Http404
    with scope(found[0]):
        Message.objects.filter(pk=found[1], link_opened_at=None).update(link_opened_at=timezone.now())
        target = Message.objects.filter(pk=found[1]).values_list("link_to", flat=True).first()
    return redirect(target or "/")
