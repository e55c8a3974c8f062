"""A link that is refused, in one page with one status, whichever kind of link it was."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.pages.limits import TooOften


def link_refused(request: HttpRequest, refused: ServiceError) -> HttpResponse:
    too_fast = refused.status == TooOften.status
    title = _("Wait a minute, then open the link again") if too_fast else _("This link no longer works")
    context = {"page_title": title, "words": refused.message, "too_fast": too_fast}
    return render(request, "carers/applicant/link_refused.html", context, status=refused.status)
