"""Could I foster: one question a page, answers kept for the visit, and a next step at every end."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.acts.once import once
from accounts.input.errors import ServiceError
from accounts.pages.access import public
from accounts.pages.pressing import press_of
from accounts.reference.postcodes import Found, find
from accounts.tenancy.caller import public_at
from carers.enquiries.services.enquiring import guard_door
from carers.people.services.keeping_in_touch import ask_later
from carers.public.first_answers import outcome
from carers.public.forms.could_i_foster import QUESTIONS, LaterForm

KEPT = "could_i_foster"
ORDER = list(QUESTIONS)


def kept_answers(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(KEPT, {}))


def found_place(postcode: str) -> Found | None:
    try:
        return find(postcode) if postcode else None
    except ValueError:
        return None


@public
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    context = {"page_title": _("Could I foster?"), "first": ORDER[0], "count": len(ORDER)}
    return render(request, "carers/public/could_i_foster.html", context)


@public
def question(request: HttpRequest, key: str) -> HttpResponseBase:
    """One question. Going back shows what was answered; nothing is lost."""
    if key not in QUESTIONS:
        raise Http404
    answers, at = kept_answers(request), ORDER.index(key)
    form = QUESTIONS[key](request.POST if request.method == "POST" else None, initial={"answer": answers.get(key)})
    if request.method == "POST" and form.is_valid():
        request.session[KEPT] = answers | {key: form.cleaned_data["answer"]}
        following = ORDER[at + 1] if at + 1 < len(ORDER) else None
        return redirect("could_i_foster_question", following) if following else redirect("could_i_foster_result")
    context = {
        "page_title": form.fields["answer"].label,
        "form": form,
        "number": at + 1,
        "count": len(ORDER),
        "back_href": reverse("could_i_foster_question", args=[ORDER[at - 1]]) if at else reverse("could_i_foster"),
    }
    return render(request, "carers/public/question_page.html", context, status=422 if form.is_bound else 200)


@public
@require_GET
def result(request: HttpRequest) -> HttpResponseBase:
    answers = kept_answers(request)
    if not answers:
        return redirect("could_i_foster")
    place = found_place(answers.get("where", ""))
    ended = outcome(answers, place.nation if place else "england")
    titles = {
        "could": _("Yes, you could foster"),
        "not_yet": _("Not yet, but that can change"),
        "another_way": _("There is another way for you"),
    }
    context = {
        "page_title": titles[ended.kind],
        "outcome": ended,
        "place": place,
        "back_href": reverse("could_i_foster_question", args=[ORDER[-1]]),
    }
    return render(request, "carers/public/could_i_foster_result.html", context)


@public
def later(request: HttpRequest) -> HttpResponseBase:
    """Be asked again later, with consent; by one service that the person chooses."""
    answers = kept_answers(request)
    place = found_place(answers.get("where", ""))
    form = LaterForm(
        request.POST if request.method == "POST" else None,
        area=place.council_code if place else None,
        initial={"postcode": answers.get("where", ""), "in_months": "6"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _asked_later(request, form)
        except ServiceError as refused:
            form.add_error(None, refused.message)
    context: dict[str, Any] = {
        "page_title": _("Ask me again later"),
        "form": form,
        "press": press_of(request),
        "back_href": reverse("could_i_foster_result"),
    }
    return render(request, "carers/public/later.html", context, status=422 if form.is_bound else 200)


def _asked_later(request: HttpRequest, form: LaterForm) -> HttpResponseBase:
    facts = dict(form.cleaned_data)
    agency = facts.pop("agency")
    facts.pop("consent")

    def ask() -> dict[str, Any]:
        guard_door(request, facts["email"] or facts["telephone"], [agency])
        ask_later(public_at(agency), facts)
        return {"agency": agency.name}

    request.session["later"] = once(agency.pk, "later", press_of(request), facts, ask)
    return redirect("could_i_foster_later_thanks")


@public
@require_GET
def later_thanks(request: HttpRequest) -> HttpResponseBase:
    told = request.session.get("later")
    if not told:
        return redirect("could_i_foster")
    return render(request, "carers/public/later_thanks.html", {"page_title": _("Thank you"), **told})
