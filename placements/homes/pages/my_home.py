"""The carers' own page: their rooms as we know them, days off, what they would rather take, what they were asked."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.models import User
from accounts.pages.access import CallerRequest, signed_in
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.ids import keys_of
from carers.homes.selectors.my_home import at_home, preferences_of
from carers.homes.services import my_home, register
from carers.models import Approval, Departure, Household, Preference, Unavailability
from placements.homes.forms.my_home import AskAnswerForm, DaysOffForm, PreferenceForm
from placements.homes.pages.homes import drawn
from placements.homes.selectors.homes import home_today
from placements.models import Ask
from placements.offers.services import asking
from placements.pages.wrong_form import WrongForm, valid
from placements.placing.pages import short_stays


def _user(request: CallerRequest) -> User:
    if request.caller.user is None:
        raise Http404
    return request.caller.user


@signed_in
@require_GET
def my_home_page(request: CallerRequest) -> HttpResponseBase:
    try:
        with at_home(_user(request)) as (_by, home):
            return _page(request, home)
    except Household.DoesNotExist:
        raise Http404 from None


def _slots(home: Household) -> list[int]:
    today = timezone.localdate()
    return sorted(home.places.filter(period__contains=today).values_list("slot", flat=True))


def _page(
    request: CallerRequest, home: Household, error: str = "", status: int = 200, **replaced: forms.Form
) -> HttpResponse:
    today = timezone.localdate()
    terms = Approval.objects.filter(household=home, period__contains=today).first()
    versions = preferences_of(home, terms)
    said = versions.carers or versions.agency
    names = ("age_min", "age_max", "most_children", "sex", "kinds", "note")
    initial = {name: getattr(said, name) for name in names} if said else {}
    asks = list(Ask.objects.filter(household=home).select_related("referral").order_by("-id")[:20])
    context: dict[str, Any] = {
        "page_title": _("Your home"),
        "home": home,
        "agency": home.agency,
        "terms": terms,
        "today": today,
        "drawn_rooms": [drawn(room) for room in home_today(home)],
        "absences": Unavailability.objects.filter(
            Q(period__endswith__gt=today) | Q(period__endswith__isnull=True), household=home
        ).order_by("period", "slot"),
        "carers_reasons": my_home.CARERS_REASONS,
        "versions": versions,
        "open_asks": [ask for ask in asks if ask.state in (Ask.State.ASKED, Ask.State.LAPSED)],
        "answered": [ask for ask in asks if ask.state not in (Ask.State.ASKED, Ask.State.LAPSED)],
        "departure": Departure.objects.filter(household=home).first(),
        "days_off_form": DaysOffForm(slots=_slots(home), auto_id="off_%s"),
        **short_stays.context_of(home),
        "preference_form": PreferenceForm(auto_id="pref_%s", initial=initial),
        "ask_reasons": Ask.Reason.choices,
        "error": error,
    }
    return render(request, "placements/carer/home.html", context | replaced, status=status)


def _confirm(request: CallerRequest, by: CallerAt, home: Household) -> str:
    register.confirm_availability(by, home.pk)
    return _("Thank you: confirmed today.")


def _days_off(request: CallerRequest, by: CallerAt, home: Household) -> str:
    asked = valid(DaysOffForm(request.POST, slots=_slots(home), auto_id="off_%s"), "days_off_form")
    my_home.take_days_off(by, home.pk, **asked)
    return _("Noted. Nobody new comes in that time.")


def _available(request: CallerRequest, by: CallerAt, home: Household) -> str:
    row = Unavailability.objects.filter(pk__in=keys_of(request.POST.get("row")), household=home).first()
    if row is None:
        raise Http404
    my_home.come_back(by, home.pk, row)
    return _("Noted: free again from today.")


def _preferences(request: CallerRequest, by: CallerAt, home: Household) -> str:
    form = PreferenceForm(request.POST, auto_id="pref_%s")
    valid(form, "preference_form")
    my_home.say_preferences(by, home.pk, form.wishes(), Preference.Side.CARERS)
    return _("Thank you. Your service sees what you said.")


def _answer(request: CallerRequest, by: CallerAt, home: Household) -> str:
    ask = Ask.objects.filter(pk__in=keys_of(request.POST.get("ask")), household=home).first()
    if ask is None:
        raise Http404
    form = AskAnswerForm(request.POST)
    asked = valid(form, "ask_form")
    asking.answer(by, ask.pk, asked["yes"] == "yes", asked["reason"])
    return _("Thank you for your answer.")


def _no_short_stays(request: CallerRequest, by: CallerAt, home: Household) -> str:
    return short_stays.take_none(request, by, home.pk)


def _short_stays_again(request: CallerRequest, by: CallerAt, home: Household) -> str:
    return short_stays.take_again(request, by, home.pk)


ACTS: dict[str, Callable[[CallerRequest, CallerAt, Household], str]] = {
    "confirm": _confirm, "days-off": _days_off, "available": _available, "preferences": _preferences,
    "answer": _answer, "no-short-stays": _no_short_stays, "short-stays-again": _short_stays_again,
}  # fmt: skip


@signed_in
@require_POST
def act_on_my_home(request: CallerRequest, act: str) -> HttpResponseBase:
    """One act; a refusal shows on the page with what was typed."""
    if act not in ACTS:
        raise Http404
    try:
        with at_home(_user(request)) as (by, home):
            try:
                done = ACTS[act](request, by, home)
            except WrongForm as wrong:
                return _page(request, home, wrong.first, 422, **{wrong.key: wrong.form})
            except ServiceError as refused:
                return _page(request, home, refused.message, refused.status)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, done)
    return redirect("my_home")
