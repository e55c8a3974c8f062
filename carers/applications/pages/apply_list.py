"""A section that holds several entries: the list, one entry, removing one, and saying that it is complete."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import CallerRequest, signed_in
from carers.applications.forms.sections import FORMS, SectionForm
from carers.applications.pages.apply_pages import (
    closed_page,
    following,
    locked_page,
    prefilled,
    section_page,
    version_read,
)
from carers.applications.pages.own_form import own_form
from carers.applications.selectors.my_application import at_agency, respondents_of, sections_of
from carers.applications.services import applying
from carers.law.sections import GROUPS, SECTIONS
from carers.models import ApplicationForm, Section
from carers.texts.values import in_words, to_initial, to_stored


def list_page(
    request: CallerRequest,
    form_row: ApplicationForm,
    key: str,
    kept: Section | None,
    error: str = "",
    status: int = 200,
) -> HttpResponseBase:
    if request.method == "POST" and not error:
        return _finish_list(request, form_row, key, kept)
    items = kept.answers.get("items", []) if kept else []
    asked = respondents_of(form_row)
    kind = {"referees": "referee", "household": "household_member"}.get(key, "")
    context = {
        "page_title": SECTIONS[key].title,
        "group": GROUPS[SECTIONS[key].group],
        "spec": SECTIONS[key],
        "key": key,
        "form_id": form_row.pk,
        "kind": kind,
        "entries": [(one["id"], in_words(FORMS[key], one), one, asked.get((kind, one["id"]))) for one in items],
        "version": kept.version if kept else 0,
        "error": error,
        "has_errors": bool(error),
        "back_href": reverse("apply", args=[form_row.pk]),
    }
    return render(request, "carers/applicant/section_list.html", context, status=status)


def _finish_list(request: CallerRequest, form_row: ApplicationForm, key: str, kept: Section | None) -> HttpResponseBase:
    assert request.caller.user is not None
    try:
        applying.finish_list(request.caller.user, form_row, key, version_read(request))
    except ServiceError as refused:
        return list_page(request, form_row, key, kept, refused.message, refused.status)
    onward = following(key)
    return redirect("apply_section", form_row.pk, onward) if onward else redirect("apply", form_row.pk)


@signed_in
def item(request: CallerRequest, form_id: UUID, key: str, item_id: str = "") -> HttpResponseBase:
    """One entry of a section that holds several."""
    if key not in SECTIONS or not SECTIONS[key].many:
        raise Http404
    user, form_row = own_form(request, form_id)
    with at_agency(form_row, user):
        form_row = ApplicationForm.objects.select_related("agency", "enquiry").get(pk=form_row.pk)
        done = sections_of(form_row)
        kept = done.get(key)
        closed = closed_page(request, form_row, key, kept)
    if closed is not None:
        return closed
    items = kept.answers.get("items", []) if kept else []
    entry = next((one for one in items if one["id"] == item_id), None)
    if item_id and entry is None:
        raise Http404
    if kept and kept.handed_in_at:
        return locked_page(request, form_row, key, kept)
    initial = to_initial(FORMS[key], entry) if entry else prefilled(form_row, key, done)
    form = FORMS[key](request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                applying.save_item(user, form_row, key, to_stored(form.cleaned_data), item_id, version_read(request))
            except ServiceError as refused:
                form.add_error(None, refused.message)
                status = refused.status
            else:
                return redirect("apply_section", form_id, key)
    version = kept.version if kept else 0
    assert isinstance(form, SectionForm)
    more = {"is_item": True, "back_href": reverse("apply_section", args=[form_id, key])}
    return section_page(request, form_row, key, form, version, status, more)


@signed_in
@require_POST
def remove_item(request: CallerRequest, form_id: UUID, key: str, item_id: str) -> HttpResponseBase:
    if key not in SECTIONS or not SECTIONS[key].many:
        raise Http404
    user, form_row = own_form(request, form_id)
    try:
        applying.remove_item(user, form_row, key, item_id, version_read(request))
    except ServiceError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Removed."))
    return redirect("apply_section", form_id, key)
