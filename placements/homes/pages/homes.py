"""An agency's homes: list, one home with its places drawn as rooms, twelve months ahead, and what can be done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.charts import Room
from accounts.pages.sheets import sheet
from accounts.tenancy.ids import key_of
from carers.homes.selectors.homes import households
from carers.homes.selectors.last_dates import homes_lacking
from carers.homes.services import connected, departures, duties, register
from carers.models import Departure, Duty, Household, TemporaryApproval, Unavailability
from carers.people.selectors.finding import page_of
from carers.people.selectors.settings import duty_in_words, settings_of
from carers.people.selectors.timeline import timeline
from carers.people.services import cases
from placements.homes.forms.homes import ConnectedForm, DutyForm, EndingForm, TermsForm, UnavailableForm
from placements.homes.pages import home_people
from placements.homes.selectors.capacity import capacity, strip_of
from placements.homes.selectors.homes import RoomToday, home_today
from placements.homes.selectors.leaving import councils_to_tell
from placements.homes.services.leaving import receive_resignation
from placements.models import Placement
from placements.pages.wrong_form import WrongForm, valid
from placements.placing.pages import short_stays

_DRAWN = {"filled": "filled", "held": "held", "vacant": "vacant", "not_available": "unavailable"}


def drawn(room: RoomToday) -> Room:
    return Room(_("Place %s") % room.slot, _DRAWN[room.state], words=room.words)


@needs("homes.read")
@require_GET
def homes(request: StaffRequest) -> HttpResponseBase:
    agency, status, words = (
        request.caller.organisation_id,
        request.GET.get("status", ""),
        request.GET.get("q", "").strip(),
    )
    found = households(agency, status, words)
    context = {
        "page_title": _("Homes"),
        "page": page_of(found, key_of(request.GET.get("after")), key_of(request.GET.get("before"))),
        "capacity": capacity(agency),
        "status": status,
        "q": words,
        "statuses": [("", _("All homes")), *Household.Status.choices],
    }
    return render(request, "placements/agency/homes.html", context)


@needs("homes.read")
@require_GET
def homes_export(request: StaffRequest) -> HttpResponseBase:
    """The list exactly as filtered, as CSV."""
    found = households(request.caller.organisation_id, request.GET.get("status", ""), request.GET.get("q", "").strip())
    heads = ["reference", "name", "kind", "status", "approved_on", "ended_on", "postcode", "council_area", "places",
             "availability_confirmed"]  # fmt: skip
    rows: list[list[Any]] = [
        [home.reference, home.name, home.get_kind_display(), home.get_status_display(), home.approved_on, home.ended_on,
         home.postcode, home.area.name if home.area else "", len(home.places_now),  # type: ignore[attr-defined]
         timezone.localdate(home.availability_confirmed_at) if home.availability_confirmed_at else ""]
        for home in found
    ]  # fmt: skip
    return sheet("homes", heads, rows)


def own_home(request: StaffRequest, household_id: UUID) -> Any:
    return get_object_or_404(households(request.caller.organisation_id), pk=household_id)


@needs("homes.read")
@require_GET
def home_page(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    return _page(request, own_home(request, household_id))


def _forms(home: Any, opened: str) -> dict[str, Any]:
    """The forms that are used daily, and the one that the address opens: a page draws no form that nobody asked for."""
    slots = sorted(place.slot for place in home.places_now)
    open_duties = list(Duty.objects.filter(household=home, done_on=None).order_by("due_on"))
    chosen = settings_of(home.agency_id)
    return {
        "duties": [(duty, duty_in_words(duty, chosen)) for duty in open_duties],
        "undated": homes_lacking(home.agency_id).filter(pk=home.pk).exists(),
        "unavailable_form": UnavailableForm(slots=slots, auto_id="off_%s") if slots else None,
        "duty_form": DutyForm(duties=open_duties, auto_id="duty_%s") if open_duties else None,
        "ending_form": EndingForm(auto_id="end_%s") if opened == "end" else None,
        "terms_form": _terms_form(home) if opened == "terms" else None,
    }


def _terms_form(home: Any) -> TermsForm:
    terms = next(iter(home.terms_now), None)
    names = ("max_children", "age_min", "age_max", "sex", "kinds")
    initial = {name: getattr(terms, name) for name in names} | {"rooms": home.bedrooms or 1} if terms else {}
    return TermsForm(auto_id="terms_%s", initial=initial)


def _ending(home: Any) -> dict[str, Any]:
    departure = Departure.objects.filter(household=home).first()
    left_to_staff = departure is not None and departure.kind == Departure.Kind.RESIGNED
    return {"departure": departure, "to_tell": councils_to_tell(home.pk) if left_to_staff else []}


def _page(request: StaffRequest, home: Any, error: str = "", status: int = 200, **replaced: forms.Form) -> HttpResponse:
    today, agency = timezone.localdate(), request.caller.organisation_id
    context = {
        "page_title": home.name,
        "home": home,
        "today": today,
        "drawn_rooms": [drawn(room) for room in home_today(home)],
        "strip": strip_of(home, today),
        "capacity": capacity(agency, today, home.pk),
        "stays": Placement.objects.filter(household=home).select_related("child").order_by("-id")[:50],
        "terms_history": home.approvals.order_by("-period"),
        "absences": Unavailability.objects.filter(
            Q(period__endswith__gt=today) | Q(period__endswith__isnull=True), household=home
        ).order_by("period"),
        "temporary": TemporaryApproval.objects.filter(household=home, ended_on=None),
        **_ending(home),
        **short_stays.context_of(home),
        "happenings": timeline(agency, home.pk),
        "error": error,
    }  # fmt: skip
    opened = request.GET.get("open", "")
    shown = context | _forms(home, opened) | home_people.people_context(home, opened) | replaced
    return render(request, "placements/agency/home.html", shown, status=status)


def _unavailable(request: StaffRequest, home: Any) -> str:
    slots = sorted(place.slot for place in home.places_now)
    asked = valid(UnavailableForm(request.POST, slots=slots, auto_id="off_%s"), "unavailable_form")
    register.mark_unavailable(request.caller, home.pk, **asked)
    return _("The place is marked as not available.")


def _available(request: StaffRequest, home: Any) -> str:
    row = key_of(request.POST.get("row"))
    if row is None:
        raise Http404
    register.end_unavailability(request.caller, home.pk, row, timezone.localdate())
    return _("The place is available again from today.")


def _confirm(request: StaffRequest, home: Any) -> str:
    register.confirm_availability(request.caller, home.pk)
    return _("Confirmed today.")


def _ask(request: StaffRequest, home: Any) -> str:
    path = reverse("confirm_rooms", args=[register.confirm_token(home)])
    register.ask_carers(request.caller, home.pk, f"{settings.PUBLIC_URL}{path}")
    return _("The carers get a link to confirm with one tap.")


def _terms(request: StaffRequest, home: Any) -> str:
    form = TermsForm(request.POST, auto_id="terms_%s")
    asked = valid(form, "terms_form")
    register.change_terms(request.caller, home.pk, form.terms(), asked["why"])
    return _("The new terms are recorded; the old ones stay on the record.")


def _duty(request: StaffRequest, home: Any) -> str:
    open_duties = list(Duty.objects.filter(household=home, done_on=None))
    asked = valid(DutyForm(request.POST, duties=open_duties, auto_id="duty_%s"), "duty_form")
    duties.finish_duty(request.caller, UUID(asked["duty"]), asked["done_on"], asked["outcome"])
    return _("Noted as done.")


def _end(request: StaffRequest, home: Any) -> str:
    asked = valid(EndingForm(request.POST, auto_id="end_%s"), "ending_form")
    if asked["kind"] == Departure.Kind.RESIGNED:
        made = receive_resignation(request.caller, home.pk, asked["on"], asked["reason"], asked["words"])
        said = _("Recorded. Approval ends by itself on %s.") % made.takes_effect_on
        by_staff = ", ".join(councils_to_tell(home.pk))
        return said if not by_staff else said + " " + _("No message reaches %s from here: tell them today.") % by_staff
    departures.terminate(request.caller, home.pk, asked["on"], asked["reason"], asked["words"], asked["kind"])
    return _("Approval has ended.")


def _extend(request: StaffRequest, home: Any) -> str:
    connected.extend_temporary(request.caller, home.pk, request.POST.get("reason", ""), timezone.localdate())
    return _("Extended by eight weeks.")


def _note(request: StaffRequest, home: Any) -> str:
    cases.write_note(request.caller, home, request.POST.get("text", ""), request.POST.get("confidential", ""))
    return _("Note added.")


def _no_short_stays(request: StaffRequest, home: Any) -> str:
    return short_stays.take_none(request, request.caller, home.pk)


def _short_stays_again(request: StaffRequest, home: Any) -> str:
    return short_stays.take_again(request, request.caller, home.pk)


ACTS: dict[str, Callable[[StaffRequest, Any], str]] = {
    "unavailable": _unavailable, "available": _available, "confirm": _confirm, "ask": _ask, "terms": _terms,
    "duty": _duty, "end": _end, "extend": _extend, "note": _note, "no-short-stays": _no_short_stays,
    "short-stays-again": _short_stays_again, **home_people.ACTS,
}  # fmt: skip


@needs("homes.write")
@require_POST
def act_on_home(request: StaffRequest, household_id: UUID, act: str) -> HttpResponseBase:
    """One act; a refusal shows on the home's page, with what was typed."""
    home = own_home(request, household_id)
    if act not in ACTS:
        raise Http404
    try:
        done = ACTS[act](request, home)
    except Unavailability.DoesNotExist:
        raise Http404 from None
    except WrongForm as wrong:
        return _page(request, home, wrong.first, 422, **{wrong.key: wrong.form})
    except ServiceError as refused:
        return _page(request, home, refused.message, refused.status)
    messages.success(request, done)
    return redirect("home_page", household_id)


@needs("homes.write")
def new_connected(request: StaffRequest) -> HttpResponseBase:
    """Temporary approval of a connected person (regulation 24)."""
    form = ConnectedForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        person = connected.ConnectedPerson(
            asked["name"], tuple(asked["children"].split(",")), asked["starts_on"], asked["postcode"]
        )
        try:
            home = connected.approve_temporarily(request.caller, person)
        except ServiceError as refused:
            form.add_error("children", refused.message)
        else:
            messages.success(request, _("Approved for sixteen weeks (regulation 24)."))
            return redirect("home_page", home.pk)
    context = {
        "page_title": _("Approve a relative or friend for a child"),
        "form": form,
        "button": _("Approve for sixteen weeks"),
        "back": "homes",
        "lead": _("For a child who is looked after already, in an emergency: sixteen weeks, extended once at most."),
    }
    return render(request, "carers/workspace/form.html", context, status=422 if form.is_bound else 200)
