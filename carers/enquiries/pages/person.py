"""One person from first contact to application: facts, clock, notes, timeline, what next."""

import json
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import Gone, ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.tenancy.ids import key_of
from carers.applications.forms.staff import StepForm
from carers.applications.selectors.subject_access import what_we_hold
from carers.applications.services import subject_access
from carers.law import reaching
from carers.law.vocabulary import WithdrawalReason
from carers.models import Enquiry
from carers.people.pages.owners import owner_of
from carers.people.selectors.people import duplicates_of, team
from carers.people.selectors.running import drawn, enquiry_clock
from carers.people.selectors.settings import settings_of
from carers.people.selectors.timeline import timeline
from carers.people.services import cases, enquiries


@needs("people.read")
@require_GET
def person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    return person_page(request, own_enquiry(request, enquiry_id))


def own_enquiry(request: StaffRequest, enquiry_id: UUID) -> Enquiry:
    """Merged ones can be opened too, to undo the merge; strangers' rows are not there. Raises Gone for deleted ones."""
    found = Enquiry.objects.filter(agency=request.caller.organisation_id)
    enquiry = get_object_or_404(
        found.select_related("sector__council", "application", "owner", "merged_into"), pk=enquiry_id
    )
    if enquiry.forgotten_on:
        day = date_format(enquiry.forgotten_on, "j F Y")
        raise Gone(_("This person’s record was deleted on %s, when its time was over. It can’t be brought back.") % day)
    return enquiry


def person_page(request: StaffRequest, enquiry: Enquiry, error: str = "", status: int = 200) -> HttpResponse:
    agency, now = request.caller.organisation_id, timezone.now()
    application = getattr(enquiry, "application", None)
    merged = list(Enquiry.objects.filter(merged_into=enquiry))
    subjects = [enquiry.pk, *([application.pk] if application else []), *(row.pk for row in merged)]
    chosen = settings_of(agency)
    twins = [] if enquiry.merged_into_id else duplicates_of(
        agency, enquiry.name, enquiry.email, enquiry.telephone, enquiry.postcode, besides=enquiry.pk
    )  # fmt: skip
    context = {
        "page_title": enquiry.name,
        "enquiry": enquiry,
        "application": application,
        "clock": drawn(enquiry_clock(enquiry, chosen, now)),
        "steps": [(to, Enquiry.State(to).label) for to in Enquiry.NEXT.get(enquiry.state, ())],
        "reasons": WithdrawalReason.choices,
        "happenings": timeline(agency, *subjects),
        "team": team(agency),
        "twins": twins,
        "merged": merged,
        "way_words": reaching.way_words(enquiry.contact_by),
        "time_words": reaching.time_words(enquiry.contact_when),
        "message_words": reaching.message_words(enquiry.may_leave_message),
        "error": error,
    }
    return render(request, "carers/workspace/person.html", context, status=status)


def _act(request: StaffRequest, enquiry_id: UUID, done: str, act: Callable[[Enquiry], object]) -> HttpResponseBase:
    """Do one thing to a person; a refusal shows on the person's page and keeps what was there."""
    enquiry = own_enquiry(request, enquiry_id)
    try:
        act(enquiry)
    except ServiceError as refused:
        return person_page(request, enquiry, refused.message, refused.status)
    messages.success(request, done)
    return redirect("person", enquiry_id)


@needs("people.write")
@require_POST
def move_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    enquiry, form = own_enquiry(request, enquiry_id), StepForm(request.POST)
    if not form.is_valid():
        return person_page(request, enquiry, _("Choose the next step."), 422)
    asked = form.cleaned_data
    return _act(
        request, enquiry_id, _("Moved on."),
        lambda row: enquiries.advance_enquiry(request.caller, row.pk, asked["to"], asked["reason"], asked["version"]),
    )  # fmt: skip


@needs("people.write")
@require_POST
def assign_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    return _act(
        request, enquiry_id, _("Owner changed."), lambda row: cases.assign(request.caller, row, owner_of(request))
    )


@needs("people.write")
@require_POST
def note_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    text, confidential = request.POST.get("text", ""), request.POST.get("confidential", "")
    return _act(
        request, enquiry_id, _("Note added."), lambda row: cases.write_note(request.caller, row, text, confidential)
    )


@needs("people.write")
@require_POST
def merge_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    """Say that this enquiry and another are one person's; `into` is the one that stays."""
    into = key_of(request.POST.get("into"))
    if into is None:
        raise Http404
    other = own_enquiry(request, into)
    return _act(
        request, enquiry_id, _("Merged. You can undo this."), lambda row: cases.merge(request.caller, row, other)
    )


@needs("people.write")
@require_POST
def unmerge_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    return _act(request, enquiry_id, _("The merge is undone."), lambda row: cases.undo_merge(request.caller, row))


@needs("people.write")
@require_POST
def export_person(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    """What we hold about the person, for a subject-access request: without confidential third-party parts."""
    enquiry = own_enquiry(request, enquiry_id)
    held = what_we_hold(request.caller, enquiry)
    subject_access.note_export(request.caller, enquiry)
    answer = HttpResponse(json.dumps(held, indent=2, default=str, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="what-we-hold.json"'
    return answer
