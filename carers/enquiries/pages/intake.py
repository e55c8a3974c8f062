"""Intake: an enquiry by telephone or at an event, information sessions, spreadsheets, settings."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access.pages.settings import tabs
from accounts.acts.once import once
from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.pressing import press_of
from accounts.pages.sheets import sheet
from accounts.tenancy.ids import key_of
from carers.enquiries.forms.intake import IntakeForm, SessionForm, SettingsForm
from carers.enquiries.services import sessions
from carers.imports import SHEETS
from carers.imports.reading import MOST_BYTES, text_of
from carers.imports.services.importing import ImportReport, bring_in
from carers.law.working_days import london_moment
from carers.models import Booking, Enquiry, InformationSession
from carers.people.selectors.people import duplicates_of, enquiries
from carers.people.selectors.settings import settings_of
from carers.people.services.enquiries import take_enquiry
from carers.people.services.settings import change_settings


def _twins(request: StaffRequest, facts: dict[str, Any]) -> list[Enquiry]:
    given: dict[str, Any] = {name: facts.get(name) or "" for name in ("name", "email", "telephone", "postcode")}
    return duplicates_of(request.caller.organisation_id, **given)


@needs("people.write")
def new_enquiry(request: StaffRequest) -> HttpResponseBase:
    """A likely duplicate is shown before saving; saying “save” again saves. Nothing is merged by itself."""
    form = IntakeForm(request.POST if request.method == "POST" else None)
    twins: list[Enquiry] = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        twins = [] if facts["sure"] else _twins(request, facts)
        if not twins:
            return _save(request, facts)
        form.data = {**form.data.dict(), "sure": "on"}  # type: ignore[attr-defined]
    context = {"page_title": _("Enter an enquiry"), "form": form, "twins": twins, "press": press_of(request)}
    return render(request, "carers/workspace/new_enquiry.html", context, status=422 if form.is_bound else 200)


_TYPED = ("name", "email", "telephone", "postcode", "source", "campaign", "notes", "contact_when",
          "may_leave_message")  # fmt: skip


def _save(request: StaffRequest, facts: dict[str, Any]) -> HttpResponseBase:
    def take() -> str:
        enquiry = take_enquiry(
            request.caller,
            {name: facts[name] for name in _TYPED},
            spoken=facts["spoken"],
            mine=facts["mine"],
            long_ago=datetime.combine(facts["received_on"], time(12), UTC) if facts["historical"] else None,
        )
        return str(enquiry.pk)

    key = once(request.caller.organisation_id, "intake", press_of(request), facts, take)
    messages.success(request, _("Saved."))
    return redirect("person", key)


@needs("people.write")
@require_GET
def duplicate_hints(request: StaffRequest) -> HttpResponseBase:
    """Earlier enquiries like the one being typed: a fragment for the script on the page."""
    form = IntakeForm(request.GET)
    form.is_valid()
    return render(request, "carers/workspace/_twins.html", {"twins": _twins(request, form.cleaned_data)})


def _sessions(request: StaffRequest) -> QuerySet[InformationSession]:
    found = InformationSession.objects.filter(agency=request.caller.organisation_id)
    return found.annotate(booked=Count("bookings")).order_by("-starts_at")


@needs("people.read")
@require_GET
def session_list(request: StaffRequest) -> HttpResponseBase:
    context = {"page_title": _("Information sessions"), "sessions": _sessions(request)[:100]}
    return render(request, "carers/workspace/sessions.html", context)


@needs("people.write")
def new_session(request: StaffRequest) -> HttpResponseBase:
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        starts = london_moment(asked["on"], asked["at"])
        made = sessions.plan_session(request.caller, asked["title"], asked["where"], starts, asked["seats"])
        return redirect("session", made.pk)
    context = {"page_title": _("Plan an information session"), "form": form, "button": _("Save"), "back": "sessions"}
    return render(request, "carers/workspace/form.html", context, status=422 if form.is_bound else 200)


@needs("people.read")
@require_GET
def session(request: StaffRequest, session_id: UUID) -> HttpResponseBase:
    return _session_page(request, session_id)


def _session_page(request: StaffRequest, session_id: UUID, error: str = "", status: int = 200) -> HttpResponseBase:
    row = get_object_or_404(_sessions(request), pk=session_id)
    words = request.GET.get("q", "").strip()
    context = {
        "page_title": row.title,
        "session": row,
        "bookings": Booking.objects.filter(session=row).select_related("enquiry").order_by("enquiry__name"),
        "q": words,
        "found": enquiries(request.caller.organisation_id, "open", words)[:10] if words else [],
        "begun": row.starts_at <= timezone.now(),
        "error": error,
    }
    return render(request, "carers/workspace/session.html", context, status=status)


@needs("people.write")
@require_POST
def book_session(request: StaffRequest, session_id: UUID) -> HttpResponseBase:
    """Book a person, or with `booking` and `attended` note who came."""
    get_object_or_404(_sessions(request), pk=session_id)
    booking = key_of(request.POST.get("booking"))
    try:
        if booking:
            sessions.note_attendance(request.caller, booking, request.POST.get("attended") == "yes")
        else:
            own = enquiries(request.caller.organisation_id)
            sessions.book(request.caller, session_id, get_object_or_404(own, pk=key_of(request.POST.get("enquiry"))))
    except Booking.DoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        return _session_page(request, session_id, refused.message, refused.status)
    return redirect("session", session_id)


@needs("people.write")
def import_sheet(request: StaffRequest, key: str) -> HttpResponseBase:
    """A dry run first; what it would do, or every fault by line and column; then the same text for good."""
    if key not in SHEETS:
        raise Http404
    report, text, fault = None, "", ""
    if request.method == "POST":
        try:
            text = _text(request)
            report = bring_in(request.caller, key, text, dry_run=request.POST.get("for_good") != "yes")
        except ValueError as error:
            fault = str(error)
        if report and not report.dry_run and not report.faults:
            messages.success(request, _("Brought in: %s rows.") % report.made)
            return redirect(_LEADS_TO[key])
    context = {"page_title": _("Bring in from a spreadsheet"), "key": key, "columns": SHEETS[key].columns,
               "report": report, "text": text, "fault": fault, "back_href": reverse(_LEADS_TO[key])}  # fmt: skip
    wrong = bool(fault or (isinstance(report, ImportReport) and report.faults))
    return render(request, "carers/workspace/import.html", context, status=422 if wrong else 200)


_LEADS_TO = {"people": "people", "homes": "homes", "dates": "undated_homes"}


def _text(request: StaffRequest) -> str:
    file = request.FILES.get("file")
    if file is not None:
        return text_of(file.read(MOST_BYTES + 1))
    text = request.POST.get("text", "")
    if not text.strip():
        raise ValueError(_("Choose a CSV file first."))
    return text


@needs("people.read")
@require_GET
def import_template(request: StaffRequest, key: str) -> HttpResponseBase:
    if key not in SHEETS:
        raise Http404
    heads, example = SHEETS[key].template()
    return sheet(f"{key}-template", heads, [example])


@needs("agency_settings.write")
def agency_settings(request: StaffRequest) -> HttpResponseBase:
    chosen = settings_of(request.caller.organisation_id)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        change_settings(request.caller, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("agency_settings")
    context = {"page_title": _("Settings"), "form": form, "button": _("Save"), "back": "agency_today",
               "tabs": tabs(request.caller, "agency_settings")}  # fmt: skip
    return render(request, "carers/workspace/form.html", context, status=422 if form.is_bound else 200)
