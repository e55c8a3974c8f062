"""Follow-ups in the workspace: kinds, one kind with its words and its dry run, sending hours, log."""

from collections import Counter
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from carers.followups.defaults import FIELDS, NAMES
from carers.followups.forms.followups import HoursForm, TimingForm, WordsForm
from carers.followups.pages.followup_words import channel_words, timing_words, trigger_words
from carers.followups.selectors import followups as selectors
from carers.followups.services import editing, previewing
from carers.followups.services.seeding import Book, book_of
from carers.law.followup_fields import text_length
from carers.models import FollowUpStep

_SHOWN = 50


@needs("followups.read")
@require_GET
def kinds(request: StaffRequest) -> HttpResponseBase:
    agency = request.caller.organisation_id
    book, waiting = book_of(agency), selectors.waiting_counts(agency)
    shown = []
    for kind in sorted(book.kinds.values(), key=lambda kind: kind.position):
        steps = [row for row in book.rows.values() if row.kind_id == kind.pk]
        if steps:
            shown.append({"kind": kind, "name": NAMES[kind.key], "waiting": waiting.get(kind.key, 0),
                          "words": _kind_words(steps), "marketing": steps[0].message_class == "marketing"})  # fmt: skip
    context = {"page_title": _("Follow-ups"), "kinds": shown, "tasks": selectors.tasks(agency).count()}
    return render(request, "carers/followups/kinds.html", context)


def _kind_words(steps: list[FollowUpStep]) -> str:
    """One line that says after what, when and how."""
    when = ", ".join(timing_words(step) for step in steps)
    return f"{trigger_words(steps[0])}: {when}. {channel_words(steps[0])}"


@needs("followups.read")
@require_GET
def kind(request: StaffRequest, key: str) -> HttpResponseBase:
    return _kind_page(request, key, request.GET.get("step", ""))


def _kind_page(
    request: StaffRequest, key: str, step_key: str = "", form: WordsForm | None = None,
    timing: TimingForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    book = book_of(request.caller.organisation_id)
    if key not in book.kinds:
        raise Http404
    steps = [row for row in book.rows.values() if row.kind_id == book.kinds[key].pk]
    steps.sort(key=lambda row: row.position)
    step = next((row for row in steps if row.key == step_key), steps[0])
    is_task = not editing.WRITTEN & set(step.channels)
    words = book.words[step.key]
    form = form or WordsForm(initial={**vars(words), "version": words.version}, is_task=is_task)
    preview = _preview(request, step.key, form)
    context = {
        "page_title": NAMES[key],
        "kind": book.kinds[key],
        "steps": [(row.key, timing_words(row)) for row in steps],
        "step": step,
        "is_task": is_task,
        "about": f"{trigger_words(step)}, {timing_words(step)}. {channel_words(step)}",
        "form": form,
        "timing": timing or TimingForm(initial={"amount": step.offset_amount, "at": step.at}),
        "clock": step.offset_unit == "clock",
        "unit": {"working": _("working days"), "months": _("months")}.get(step.offset_unit, _("days")),
        "preview": preview,
        "parts": text_length(preview.text),
        "people": _choices(request, book),
        "fields": FIELDS,
        "effects": selectors.effects(request.caller.organisation_id, step.key),
        **_dry_run(request, key),
        "may_write": request.caller.can("followups.write"),
    }
    return render(request, "carers/followups/kind.html", context, status=status)


def _preview(request: StaffRequest, step_key: str, form: WordsForm) -> previewing.Preview:
    words = form.words() if form.is_bound and form.is_valid() else None
    chosen = request.GET.get("person", "")
    try:
        person = UUID(chosen) if chosen else None
    except ValueError:
        raise Http404 from None
    return previewing.preview(request.caller, step_key, person, words)


def _choices(request: StaffRequest, book: Book) -> list[tuple[str, str]]:
    from carers.people.selectors.people import enquiries

    rows = enquiries(request.caller.organisation_id)[:20]
    return [(str(row.pk), row.name) for row in rows]


def _dry_run(request: StaffRequest, key: str) -> dict[str, Any]:
    moment, lines = previewing.dry_run(request.caller, key)
    would = [line for line in lines if line.action in ("send", "task")]
    not_now = [line for line in lines if line.action not in ("send", "task")]
    return {
        "dry_day": moment,
        "would": would[:_SHOWN],
        "would_count": len(would),
        "would_not": not_now[:_SHOWN],
        "would_not_count": len(not_now),
        "reasons": Counter(line.reason for line in not_now).most_common(8),
    }


@needs("followups.write")
@require_POST
def change_words(request: StaffRequest, key: str, step: str) -> HttpResponseBase:
    """Save new words, or show how they would look (`show`)."""
    row = _step(request, key, step)
    form = WordsForm(request.POST, is_task=not editing.WRITTEN & set(row.channels))
    if not form.is_valid():
        return _kind_page(request, key, step, form, status=422)
    if "show" in request.POST:
        for field, fault in editing.faults_of(row, form.words()).items():
            form.add_error(field if field in form.fields else None, fault)
        return _kind_page(request, key, step, form, status=422 if form.errors else 200)
    try:
        saved = editing.change_words(request.caller, step, form.words(), form.cleaned_data["version"])
    except ServiceError as refused:
        for field, fault in (refused.fields or {"": refused.message}).items():
            form.add_error(field if field in form.fields else None, fault)
        return _kind_page(request, key, step, form, status=refused.status)
    messages.success(request, _("Saved as version %s. What is on its way keeps its words.") % saved.version)
    return redirect(f"{reverse('followup_kind', args=[key])}?step={step}")


def _step(request: StaffRequest, key: str, step: str) -> FollowUpStep:
    row = book_of(request.caller.organisation_id).rows.get(step)
    if row is None or row.kind.key != key:
        raise Http404
    return row


@needs("followups.write")
@require_POST
def change_timing(request: StaffRequest, key: str, step: str) -> HttpResponseBase:
    _step(request, key, step)
    form = TimingForm(request.POST)
    if form.is_valid():
        try:
            editing.change_timing(request.caller, step, form.cleaned_data["amount"], form.cleaned_data["at"])
        except ServiceError as refused:
            form.add_error("amount", refused.message)
        else:
            messages.success(request, _("Saved. Nobody gets a step twice because of it."))
            return redirect(f"{reverse('followup_kind', args=[key])}?step={step}")
    return _kind_page(request, key, step, timing=form, status=422)


@needs("followups.write")
@require_POST
def switch(request: StaffRequest, key: str) -> HttpResponseBase:
    if key not in book_of(request.caller.organisation_id).kinds:
        raise Http404
    row = editing.switch(request.caller, key, request.POST.get("on") == "yes")
    said = _("Switched on.") if row.is_on else _("Switched off. What was waiting will not go.")
    messages.success(request, said)
    return redirect("followup_kind", key)


@needs("followups.write")
def hours(request: StaffRequest) -> HttpResponseBase:
    rules = book_of(request.caller.organisation_id).rules
    form = HoursForm(request.POST or None, initial={
        "opens": f"{rules.opens:%H:%M}", "closes": f"{rules.closes:%H:%M}",
        "weekdays": [str(day) for day in rules.weekdays], "bank_holidays": rules.bank_holidays,
    })  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            editing.set_hours(
                request.caller, time.fromisoformat(data["opens"]), time.fromisoformat(data["closes"]),
                [int(day) for day in data["weekdays"]], data["bank_holidays"],
            )  # fmt: skip
        except ServiceError as refused:
            for field, fault in (refused.fields or {"": refused.message}).items():
                form.add_error(field or None, fault)
        else:
            messages.success(request, _("Saved. Waiting messages keep to the new hours."))
            return redirect("followups")
    context = {"page_title": _("Sending hours"), "form": form}
    return render(request, "carers/followups/hours.html", context, status=422 if form.is_bound else 200)


@needs("followups.read")
@require_GET
def log(request: StaffRequest) -> HttpResponseBase:
    chosen = request.GET.get("kind", "")
    page = Paginator(selectors.log(request.caller.organisation_id, chosen), _SHOWN).get_page(request.GET.get("page"))
    context = {"page_title": _("What went out"), "page": page, "kind": chosen, "names": NAMES}
    return render(request, "carers/followups/log.html", context)
