"""What the pages of single sections and of lists share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.input.errors import ServiceError
from carers.applications.forms.sections import FORMS, SectionForm
from carers.applications.services import applying
from carers.applications.services.form_guard import refuse_if_closed
from carers.law.sections import GROUPS, SECTIONS
from carers.models import ApplicationForm, Enquiry, Section
from carers.texts.values import in_words


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


def version_read(request: HttpRequest) -> int:
    text = request.POST.get("version", "0")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def following(key: str) -> str | None:
    order = list(SECTIONS)
    at = order.index(key) + 1
    return order[at] if at < len(order) and SECTIONS[order[at]].group == SECTIONS[key].group else None


def section_page(
    request: HttpRequest,
    form_row: ApplicationForm,
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
        "form_id": form_row.pk,
        "back_href": reverse("apply", args=[form_row.pk]),
        **(more or {}),
    }
    return render(request, "carers/applicant/section.html", context, status=status)


def locked_page(request: HttpRequest, form_row: ApplicationForm, key: str, kept: Section) -> HttpResponse:
    """Read only, with the reason; a POST to it is refused with the same words."""
    try:
        applying.refuse_if_locked(kept)
    except ServiceError as refused:
        return _read_only(request, form_row, key, kept, refused)
    raise AssertionError("Only a section that was handed in is locked.")


def _read_only(
    request: HttpRequest, form_row: ApplicationForm, key: str, kept: Section | None, refused: ServiceError
) -> HttpResponse:
    answers = kept.answers if kept else {}
    entries = answers.get("items") if SECTIONS[key].many else [answers] if answers else []
    context = {
        "page_title": SECTIONS[key].title,
        "why": refused.message,
        "agency": form_row.agency,
        "entries": [in_words(FORMS[key], entry) for entry in entries or []],
        "back_href": reverse("apply", args=[form_row.pk]),
    }
    shown = refused.status if request.method == "POST" else 200
    return render(request, "carers/applicant/section_locked.html", context, status=shown)


def closed_page(request: HttpRequest, form_row: ApplicationForm, key: str, kept: Section | None) -> HttpResponse | None:
    """None while the form is open. Else the section, read only, with the reason; a POST is refused with its words."""
    try:
        refuse_if_closed(form_row)
    except ServiceError as refused:
        return _read_only(request, form_row, key, kept, refused)
    return None
