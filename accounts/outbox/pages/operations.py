"""The operations page: queues, heartbeats, and messages that wait for a person's decision."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.outbox import selectors as operations
from accounts.outbox import service_outbox
from accounts.outbox.services import messages
from accounts.pages.access import StaffRequest, needs
from accounts.tenancy import invariants


@needs("operations.read")
@require_GET
def overview(request: StaffRequest) -> HttpResponseBase:
    return _page(request)


def _page(request: StaffRequest, error: str = "", status: int = 200) -> HttpResponse:
    organisation = request.caller.organisation_id
    context = {
        "page_title": _("Operations"),
        "schedules": operations.schedules(),
        "depth": operations.queue_depth(),
        "outbox": operations.outbox_of(organisation),
        "to_settle": operations.to_settle(organisation),
        "impossible": invariants.found_at(organisation),
        "decisions": messages.SETTLEMENTS.items(),
        "service_failures": service_outbox.failures(),
        "given_up": messages.given_up(organisation).count(),
        "error": error,
    }
    return render(request, "accounts/operations.html", context, status=status)


@needs("operations.write")
@require_POST
def settle_message(request: StaffRequest, message_id: UUID) -> HttpResponseBase:
    try:
        messages.settle(request.caller, message_id, request.POST.get("decision", ""))
    except ObjectDoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        return _page(request, refused.message, refused.status)
    notices.success(request, _("Noted."))
    return redirect("operations")


@needs("operations.write")
@require_POST
def send_given_up(request: StaffRequest) -> HttpResponseBase:
    return _again(request, messages.send_given_up(request.caller))


@needs("operations.write")
@require_POST
def send_service_given_up(request: StaffRequest) -> HttpResponseBase:
    return _again(request, messages.send_service_given_up(request.caller))


def _again(request: StaffRequest, count: int) -> HttpResponseBase:
    notices.success(
        request, ngettext("%s message will be tried again.", "%s messages will be tried again.", count) % count
    )
    return redirect("operations")
