"""Filling in the application: the invitation, the task list, one page a section, check, hand in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import ServiceError, Stale
from accounts.limits import TooOften, address_of, allowed
from accounts.models import Organisation, User
from accounts.tenancy import scope
from accounts.web.access import CallerRequest, public, signed_in
from carers.answers import in_words, to_initial, to_stored
from carers.forms.my_application import WayBackForm
from carers.forms.sections import FORMS, SectionForm
from carers.models import ApplicationForm, Enquiry, Section
from carers.sections import GROUPS, SECTIONS
from carers.selectors.my_application import at_agency, my_form, respondents_of, sections_of
from carers.services import applying, inviting
from carers.services.inviting import LinkSpent
from carers.web.refusals import link_refused


def own_form(request: CallerRequest, form_id: UUID | None = None) -> tuple[User, ApplicationForm]:
    """The signed-in person's own form; a stranger's is simply not there."""
    assert request.caller.user is not None
    user = request.caller.user
    try:
        return user, my_form(user, form_id)
    except ApplicationForm.DoesNotExist:
        raise Http404 from None


@public
def claim(request: HttpRequest, agency_id: UUID, secret: str) -> HttpResponseBase:
    """Open an invitation. It is spent by a press of the button, so that a mail scanner does not use it up."""
    if not allowed("link-address", address_of(request), 60, 3600):
        return link_refused(request, TooOften(_("Too many links were opened from your connection. Wait an hour.")))
    agency = Organisation.objects.filter(pk=agency_id).first()
    form = WayBackForm(request.POST if request.method == "POST" else None)
    try:
        with scope(agency_id):
            found = inviting.find_claim(agency_id, secret)
        if request.method == "POST" and (found.claim_email or form.is_valid()):
            return _claimed(request, inviting.claim(agency_id, secret, form.data.get("email", "").strip()))
    except LinkSpent as refused:
        return link_refused(request, refused)
    context = {
        "page_title": _("Your application to foster"),
        "agency": agency,
        "form": form,
        "needs_email": not found.claim_email,
    }
    status = 422 if form.is_bound and not found.claim_email else 200
    return render(request, "carers/applicant/claim.html", context, status=status)


def _claimed(request: HttpRequest, claimed: inviting.Claim) -> HttpResponseBase:
    if claimed.user is None:
        context = {"page_title": _("Look in your mailbox"), "email": claimed.sent_to}
        return render(request, "carers/applicant/link_sent.html", context)
    if not claimed.may_sign_in:
        messages.success(request, _("Your application is ready. Sign in to go on."))
        return redirect("account_login")
    login(request, claimed.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("apply")


@signed_in
@require_GET
def tasks(request: CallerRequest) -> HttpResponseBase:
    user, form = own_form(request)
    with at_agency(form, user):
        done = sections_of(form)
        return render(request, "carers/applicant/tasks.html", _task_context(form, done))


def _task_context(form: ApplicationForm, done: dict[str, Section], error: str = "") -> dict[str, Any]:
    groups = [
        (title, [_task(key, done.get(key)) for key, spec in SECTIONS.items() if spec.group == group])
        for group, title in GROUPS.items()
    ]
    complete = sum(1 for section in done.values() if section.state == Section.State.COMPLETE)
    return {
        "page_title": _("Your application"),
        "form_row": form,
        "groups": groups,
        "complete": complete,
        "count": len(SECTIONS),
        "all_locked": len(done) == len(SECTIONS) and all(section.handed_in_at for section in done.values()),
        "ready": complete == len(SECTIONS),
        "error": error,
        "has_errors": bool(error),
        "back_href": reverse("my_application"),
    }


def _task(key: str, section: Section | None) -> dict[str, Any]:
    status = {None: "todo", "started": "started", "complete": "done"}[section.state if section else None]
    hint = section.reopened_because if section else ""
    return {
        "title": SECTIONS[key].title,
        "href": reverse("apply_section", args=[key]),
        "status": status,
        "hint": _("Opened again: %s") % hint if hint else "",
    }


def prefilled(form: ApplicationForm, key: str, done: dict[str, Section]) -> dict[str, Any]:
    """What the person told us already, at the enquiry or in another section: never asked twice."""
    enquiry: Enquiry = form.enquiry
    if key == "you":
        names = ("name", "email", "telephone", "postcode")
        return {name: getattr(enquiry, name) for name in names}
    you = done["you"].answers if "you" in done else {}
    if key == "addresses" and not (done.get(key) and done[key].answers.get("items")):
        return {name: you.get(name, "") for name in ("address", "postcode")}
    if key == "relationships" and "partner" in done and done["partner"].answers.get("together") == "yes":
        return {"status": "partner"}
    if key == "home" and enquiry.spare_room == "yes":
        return {"spare_bedrooms": 1}
    if key == "consent":
        return {"signature": you.get("name", "")}
    return {}


@signed_in
def section(request: CallerRequest, key: str) -> HttpResponseBase:
    """One section. `later` saves what is there so far; a page older than the saved answers is told."""
    if key not in SECTIONS:
        raise Http404
    user, form_row = own_form(request)
    with at_agency(form_row, user):
        form_row = ApplicationForm.objects.select_related("agency", "enquiry").get(pk=form_row.pk)
        done = sections_of(form_row)
        kept = done.get(key)
        if kept and kept.handed_in_at:
            return _locked_page(request, form_row, key, kept)
        if SECTIONS[key].many:
            return _list_page(request, form_row, key, kept)
        initial = prefilled(form_row, key, done) | to_initial(FORMS[key], kept.answers if kept else {})
        form = FORMS[key](request.POST if request.method == "POST" else None, initial=initial)
        assert isinstance(form, SectionForm)
    if request.method == "POST":
        return _save(request, user, form_row, key, form)
    return _section_page(request, key, form, kept.version if kept else 0)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "0")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _save(
    request: CallerRequest, user: User, form_row: ApplicationForm, key: str, form: SectionForm
) -> HttpResponseBase:
    later = "later" in request.POST
    if later:
        form.relax()
    if not form.is_valid():
        return _section_page(request, key, form, _version(request), status=422)
    try:
        applying.save_section(user, form_row, key, to_stored(form.cleaned_data), _version(request), not later)
    except Stale as stale:
        return _stale_page(request, user, form_row, key, form, stale)
    except ServiceError as refused:
        form.add_error(None, refused.message)
        return _section_page(request, key, form, _version(request), status=refused.status)
    if later:
        messages.success(request, _("Saved. You can come back to “%s” at any time.") % SECTIONS[key].title)
        return redirect("apply")
    following = _following(key)
    return redirect("apply_section", following) if following else redirect("apply")


def _following(key: str) -> str | None:
    order = list(SECTIONS)
    at = order.index(key) + 1
    return order[at] if at < len(order) and SECTIONS[order[at]].group == SECTIONS[key].group else None


def _stale_page(
    request: CallerRequest, user: User, form_row: ApplicationForm, key: str, form: SectionForm, stale: Stale
) -> HttpResponse:
    """Both sets of answers on one page: what was saved elsewhere, and what was typed here, which is kept."""
    with at_agency(form_row, user):
        newer = Section.objects.get(form=form_row, key=key)
    form.add_error(None, stale.message)
    more = {"newer": in_words(FORMS[key], newer.answers), "newer_at": newer.saved_at}
    return _section_page(request, key, form, newer.version, status=stale.status, more=more)


def _section_page(
    request: HttpRequest,
    key: str,
    form: SectionForm,
    version: int,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "page_title": SECTIONS[key].title,
        "group": GROUPS[SECTIONS[key].group],
        "form": form,
        "version": version,
        "key": key,
        "back_href": reverse("apply"),
        **(more or {}),
    }
    return render(request, "carers/applicant/section.html", context, status=status)


def _locked_page(request: HttpRequest, form_row: ApplicationForm, key: str, kept: Section) -> HttpResponse:
    """Read only, with the reason; a POST to it is refused with the same words."""
    try:
        applying.refuse_if_locked(kept)
    except ServiceError as refused:
        why, status = refused.message, refused.status
    entries = kept.answers.get("items") if SECTIONS[key].many else [kept.answers]
    context = {
        "page_title": SECTIONS[key].title,
        "why": why,
        "agency": form_row.agency,
        "entries": [in_words(FORMS[key], entry) for entry in entries or []],
        "back_href": reverse("apply"),
    }
    shown = status if request.method == "POST" else 200
    return render(request, "carers/applicant/section_locked.html", context, status=shown)


def _list_page(
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
        "kind": kind,
        "entries": [(one["id"], in_words(FORMS[key], one), one, asked.get((kind, one["id"]))) for one in items],
        "version": kept.version if kept else 0,
        "error": error,
        "has_errors": bool(error),
        "back_href": reverse("apply"),
    }
    return render(request, "carers/applicant/section_list.html", context, status=status)


def _finish_list(request: CallerRequest, form_row: ApplicationForm, key: str, kept: Section | None) -> HttpResponseBase:
    assert request.caller.user is not None
    try:
        applying.finish_list(request.caller.user, form_row, key, _version(request))
    except ServiceError as refused:
        return _list_page(request, form_row, key, kept, refused.message, refused.status)
    following = _following(key)
    return redirect("apply_section", following) if following else redirect("apply")


@signed_in
def item(request: CallerRequest, key: str, item_id: str = "") -> HttpResponseBase:
    """One entry of a section that holds several."""
    if key not in SECTIONS or not SECTIONS[key].many:
        raise Http404
    user, form_row = own_form(request)
    with at_agency(form_row, user):
        form_row = ApplicationForm.objects.select_related("agency", "enquiry").get(pk=form_row.pk)
        done = sections_of(form_row)
    kept = done.get(key)
    items = kept.answers.get("items", []) if kept else []
    entry = next((one for one in items if one["id"] == item_id), None)
    if item_id and entry is None:
        raise Http404
    if kept and kept.handed_in_at:
        return _locked_page(request, form_row, key, kept)
    initial = to_initial(FORMS[key], entry) if entry else prefilled(form_row, key, done)
    form = FORMS[key](request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                applying.save_item(user, form_row, key, to_stored(form.cleaned_data), item_id, _version(request))
            except ServiceError as refused:
                form.add_error(None, refused.message)
                status = refused.status
            else:
                return redirect("apply_section", key)
    version = kept.version if kept else 0
    assert isinstance(form, SectionForm)
    more = {"is_item": True, "back_href": reverse("apply_section", args=[key])}
    return _section_page(request, key, form, version, status, more)


@signed_in
@require_POST
def remove_item(request: CallerRequest, key: str, item_id: str) -> HttpResponseBase:
    if key not in SECTIONS or not SECTIONS[key].many:
        raise Http404
    user, form_row = own_form(request)
    try:
        applying.remove_item(user, form_row, key, item_id, _version(request))
    except ServiceError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Removed."))
    return redirect("apply_section", key)


@signed_in
def check(request: CallerRequest) -> HttpResponseBase:
    """Everything that was answered, then hand in: one application however often the button is pressed."""
    user, form_row = own_form(request)
    if request.method == "POST":
        try:
            applying.hand_in(user, form_row)
        except ServiceError as refused:
            messages.error(request, refused.message)
            return redirect("apply")
        return redirect("apply_done")
    with at_agency(form_row, user):
        done = sections_of(form_row)
        context = {
            "page_title": _("Check your answers"),
            "agency": form_row.agency,
            "answers": [(spec, _shown(key, done.get(key))) for key, spec in SECTIONS.items()],
            "ready": all(key in done and done[key].state == "complete" for key in SECTIONS),
            "back_href": reverse("apply"),
        }
        return render(request, "carers/applicant/check.html", context)


def _shown(key: str, kept: Section | None) -> list[list[tuple[str, Any]]]:
    if kept is None:
        return []
    entries = kept.answers.get("items", []) if SECTIONS[key].many else [kept.answers]
    return [in_words(FORMS[key], entry) for entry in entries]


@signed_in
@require_GET
def done(request: CallerRequest) -> HttpResponseBase:
    _user, form_row = own_form(request)
    context = {"page_title": _("Handed in"), "agency": form_row.agency, "handed_in": form_row.handed_in_at}
    if form_row.handed_in_at is None:
        return redirect("apply")
    return render(request, "carers/applicant/handed_in.html", context)
