"""One section of the application on one page: saved with its button, told where newer answers are there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError, Stale
from accounts.models import User
from accounts.pages.access import CallerRequest, signed_in
from carers.applications.forms.sections import FORMS, SectionForm
from carers.applications.pages.apply_list import list_page
from carers.applications.pages.apply_pages import (
    closed_page,
    following,
    locked_page,
    prefilled,
    section_page,
    version_read,
)
from carers.applications.pages.own_form import own_form
from carers.applications.selectors.my_application import at_agency, sections_of
from carers.applications.services import applying
from carers.law.sections import SECTIONS
from carers.models import ApplicationForm, Section
from carers.texts.values import in_words, to_initial, to_stored


@signed_in
def section(request: CallerRequest, form_id: UUID, key: str) -> HttpResponseBase:
    """One section. `later` saves what is there so far; a page older than the saved answers is told."""
    if key not in SECTIONS:
        raise Http404
    user, form_row = own_form(request, form_id)
    with at_agency(form_row, user):
        form_row = ApplicationForm.objects.select_related("agency", "enquiry").get(pk=form_row.pk)
        done = sections_of(form_row)
        kept = done.get(key)
        closed = closed_page(request, form_row, key, kept)
        if closed is not None:
            return closed
        if kept and kept.handed_in_at:
            return locked_page(request, form_row, key, kept)
        if SECTIONS[key].many:
            return list_page(request, form_row, key, kept)
        initial = prefilled(form_row, key, done) | to_initial(FORMS[key], kept.answers if kept else {})
        form = FORMS[key](request.POST if request.method == "POST" else None, initial=initial)
        assert isinstance(form, SectionForm)
    if request.method == "POST":
        return _save(request, user, form_row, key, form)
    return section_page(request, form_row, key, form, kept.version if kept else 0)


def _save(
    request: CallerRequest, user: User, form_row: ApplicationForm, key: str, form: SectionForm
) -> HttpResponseBase:
    later = "later" in request.POST
    if later:
        form.relax()
    if not form.is_valid():
        return section_page(request, form_row, key, form, version_read(request), status=422)
    try:
        applying.save_section(user, form_row, key, to_stored(form.cleaned_data), version_read(request), not later)
    except Stale as stale:
        return _stale_page(request, user, form_row, key, form, stale)
    except ServiceError as refused:
        form.add_error(None, refused.message)
        return section_page(request, form_row, key, form, version_read(request), status=refused.status)
    if later:
        messages.success(request, _("Saved. You can come back to “%s” at any time.") % SECTIONS[key].title)
        return redirect("apply", form_row.pk)
    onward = following(key)
    return redirect("apply_section", form_row.pk, onward) if onward else redirect("apply", form_row.pk)


def _stale_page(
    request: CallerRequest, user: User, form_row: ApplicationForm, key: str, form: SectionForm, stale: Stale
) -> HttpResponse:
    """Both sets of answers on one page: what was saved elsewhere, and what was typed here, which is kept."""
    with at_agency(form_row, user):
        newer = Section.objects.get(form=form_row, key=key)
    form.add_error(None, stale.message)
    more = {"newer": in_words(FORMS[key], newer.answers), "newer_at": newer.saved_at}
    return section_page(request, form_row, key, form, newer.version, status=stale.status, more=more)
