"""The enquiry, one topic a page: kept while it is filled in, sent once, answered with who calls by when."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.acts.once import once
from accounts.input.errors import ServiceError
from accounts.models import Organisation
from accounts.pages.access import public
from accounts.reference.postcodes import Found, find
from accounts.reference.selectors import recruiting_agencies
from accounts.tenancy.system_organisation import hearth_itself
from carers.applications.services.coming_back import KEPT_DAYS
from carers.enquiries.pages import enquiry_draft
from carers.enquiries.pages.enquiry_draft import Draft, DraftGone
from carers.enquiries.services.enquiring import enquire_at, guard_door
from carers.law.reaching import CONTACT_BY, CONTACT_WHEN
from carers.people.forms.enquiry import ReachForm, ServicesForm, WhereYouLiveForm, YouForm, relax
from carers.texts.enquiries import call_by

THANKS = "thanks"
STEPS: dict[str, type[forms.Form]] = {
    "where": WhereYouLiveForm,
    "you": YouForm,
    "reach": ReachForm,
    "services": ServicesForm,
}
ORDER = list(STEPS)


def gone(request: HttpRequest) -> HttpResponse:
    """The kept draft is not there any more; said once, then the person may begin anew."""
    context = {"page_title": _("This enquiry is no longer here"), "days": KEPT_DAYS}
    return render(request, "carers/public/enquiry_gone.html", context, status=410)


def _place(draft: Draft) -> Found | None:
    try:
        return find(draft["postcode"]) if draft.get("postcode") else None
    except ValueError:
        return None


@public
@require_GET
def enquire(request: HttpRequest) -> HttpResponseBase:
    """Start, or go on where the person was. `?agency=slug` begins with one service chosen."""
    asked = recruiting_agencies().filter(slug=request.GET.get("agency", "")).first()
    try:
        draft = enquiry_draft.read(request)
        enquiry_draft.write(request, draft, {"agencies": [asked.slug]} if asked else {})
    except DraftGone:
        return gone(request)
    context = {"page_title": _("Ask about fostering"), "first": ORDER[0], "days": KEPT_DAYS}
    return render(request, "carers/public/enquire.html", context)


@public
def step(request: HttpRequest, key: str) -> HttpResponseBase:
    """One page, saved by its button; “later” saves what is there and asks where the link should go."""
    if key not in STEPS:
        raise Http404
    try:
        draft = enquiry_draft.read(request)
        form = _form(key, draft, request)
        if request.method == "POST" and form.is_valid():
            enquiry_draft.write(request, draft, _plain(form.cleaned_data))
            return redirect(*_after(request, key))
    except DraftGone:
        return gone(request)
    at = ORDER.index(key)
    context = {
        "page_title": _titles()[key],
        "form": form,
        "number": at + 1,
        "count": len(ORDER),
        "place": _place(draft) if key == "services" else None,
        "back_href": reverse("enquiry_step", args=[ORDER[at - 1]]) if at else reverse("enquire"),
    }
    return render(request, "carers/public/enquiry_step.html", context, status=422 if form.is_bound else 200)


def _after(request: HttpRequest, key: str) -> tuple[str, ...]:
    following = ORDER.index(key) + 1
    if "later" in request.POST:
        return ("enquiry_save",)
    if request.GET.get("change") == "1" or following == len(ORDER):
        return ("enquiry_check",)
    return ("enquiry_step", ORDER[following])


def _form(key: str, draft: Draft, request: HttpRequest) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    initial = {name: value for name, value in draft.items() if value not in ("", None)}
    place = _place(draft) if key == "services" else None
    form: forms.Form
    if key == "services":
        form = ServicesForm(data, initial=initial, area=place.council_code if place else None)
    else:
        form = STEPS[key](data, initial=initial)
    if "later" in request.POST:
        relax(form)
    return form


def _plain(cleaned: dict[str, Any]) -> Draft:
    """What a session can hold: services by their slug."""
    return {name: [one.slug for one in value] if name == "agencies" else value for name, value in cleaned.items()}


def _titles() -> dict[str, str]:
    return {
        "where": _("Where you live"),
        "you": _("About you"),
        "reach": _("How to reach you"),
        "services": _("Who to ask"),
    }


def first_missing(draft: Draft) -> str | None:
    """The first step that still needs an answer."""
    if not draft.get("name"):
        return "you"
    if not draft.get("email") and not draft.get("telephone"):
        return "reach"
    return None if draft.get("agencies") else "services"


@public
def check(request: HttpRequest) -> HttpResponseBase:
    """Everything on one page, each answer with a way to change it; then send."""
    try:
        draft = enquiry_draft.read(request)
    except DraftGone:
        return redirect("enquiry_thanks") if request.session.get(THANKS) else gone(request)
    missing = first_missing(draft)
    if missing:
        # A second press of the button comes after the draft has gone: it gets the same answer.
        sent = _is_blank(draft) and request.session.get(THANKS)
        return redirect("enquiry_thanks") if sent else redirect("enquiry_step", missing)
    agencies = list(recruiting_agencies().filter(slug__in=draft["agencies"]))
    error = ""
    if request.method == "POST":
        try:
            return _send(request, draft, agencies)
        except ServiceError as refused:
            error, status = refused.message, refused.status
    context = {
        "page_title": _("Check and send"),
        "rows": _rows(draft, agencies),
        "agencies": agencies,
        "error": error,
        "has_errors": bool(error),
        "back_href": reverse("enquiry_step", args=["services"]),
    }
    return render(request, "carers/public/enquiry_check.html", context, status=status if error else 200)


def _is_blank(draft: Draft) -> bool:
    return not draft.get("name") and not draft.get("email") and not draft.get("telephone")


def _send(request: HttpRequest, draft: Draft, agencies: list[Organisation]) -> HttpResponse:
    """The press is kept with Hearth itself, as the enquiries are: no service reads who else was asked."""
    facts, slugs = _facts(draft), [agency.slug for agency in agencies]
    told = once(hearth_itself().pk, "enquiry", draft["token"], [slugs, facts], lambda: _ask(request, agencies, facts))
    request.session[THANKS] = told | {"email": draft.get("email", "")}
    enquiry_draft.clear(request)
    return redirect("enquiry_thanks")


def _ask(request: HttpRequest, agencies: list[Organisation], facts: Draft) -> dict[str, Any]:
    guard_door(request, facts.get("email") or facts.get("telephone") or "", agencies)
    made = enquire_at(agencies, facts)
    return {"names": [agency.name for agency in agencies], "day": call_by(made[0])}


def _facts(draft: Draft) -> Draft:
    names = (
        "name", "email", "telephone", "postcode", "spare_room", "contact_by", "contact_when", "may_leave_message",
        "notes",
    )  # fmt: skip
    return {name: draft[name] for name in names if draft.get(name) not in (None, "")}


def _rows(draft: Draft, agencies: list[Organisation]) -> list[dict[str, Any]]:
    rooms = {"yes": _("Yes"), "not_yet": _("Not yet"), "no": _("No")}
    leave = _("Yes") if draft.get("may_leave_message") else _("No")
    told = [
        (_("Postcode"), draft.get("postcode"), "where"),
        (_("Name"), draft.get("name"), "you"),
        (_("Spare bedroom"), rooms.get(draft.get("spare_room", "")), "you"),
        (_("Your question or words"), draft.get("notes"), "you"),
        (_("E-mail"), draft.get("email"), "reach"),
        (_("Telephone"), draft.get("telephone"), "reach"),
        (_("Get in touch by"), dict(CONTACT_BY).get(draft.get("contact_by", "")), "reach"),
        (_("Best time"), dict(CONTACT_WHEN).get(draft.get("contact_when", "")), "reach"),
        (_("May a message be left?"), leave, "reach"),
        (_("Services"), [agency.name for agency in agencies], "services"),
    ]
    return [
        {
            "key": key,
            "value": value if isinstance(value, list) else str(value or _("Not given")),
            "href": reverse("enquiry_step", args=[where]) + "?change=1",
        }
        for key, value, where in told
    ]


@public
@require_GET
def thanks(request: HttpRequest) -> HttpResponseBase:
    told = request.session.get(THANKS)
    if not told:
        return redirect("enquire")
    return render(request, "carers/public/thanks.html", {"page_title": _("Thank you"), **told})
