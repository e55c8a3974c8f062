"""A link that is refused, in one page with one status, whichever kind of link it was."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.errors import ServiceError


def link_refused(request: HttpRequest, refused: ServiceError) -> HttpResponse:
    context = {"page_title": _("This link no longer works"), "words": refused.message}
    return render(request, "carers/applicant/link_refused.html", context, status=refused.status)
