"""The pages of a person who answers by link: nothing of the application but whom it is about."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.pages.access import public
from accounts.pages.limits import TooOften
from accounts.tenancy.scopes import scope
from carers.applications.forms.my_application import ANSWERS
from carers.applications.pages.refusals import link_refused
from carers.applications.selectors.my_application import full_name
from carers.applications.services import respondents
from carers.applications.services.coming_back import guard_opening
from carers.people.services.inviting import LinkSpent
from carers.texts.values import to_stored


@public
def respond(request: HttpRequest, agency_id: UUID, secret: str) -> HttpResponseBase:
    """Answer once, or say no. A forwarded link opens for one answer only, and shows no answer that was given."""
    try:
        guard_opening(request)
        with transaction.atomic(), scope(agency_id):
            return _answer(request, agency_id, secret)
    except (LinkSpent, TooOften) as refused:
        return link_refused(request, refused)


def _answer(request: HttpRequest, agency_id: UUID, secret: str) -> HttpResponseBase:
    row = respondents.find_respondent(agency_id, secret)
    respondents.note_opened(row)
    context = {"name": row.name, "agency": row.agency, "kind": row.kind}
    if request.method == "POST" and "decline" in request.POST:
        respondents.decline(row)
        return render(request, "carers/applicant/responded.html", context | {"page_title": _("Thank you")})
    form = ANSWERS[row.kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        respondents.answer(row, to_stored(form.cleaned_data))
        return render(
            request, "carers/applicant/responded.html", context | {"page_title": _("Thank you"), "answered": True}
        )
    context |= {
        "page_title": _("Your answers"),
        "form": form,
        "applicant": full_name(row.form),
    }
    return render(request, "carers/applicant/respond.html", context, status=422 if form.is_bound else 200)
