"""A referral that came by e-mail: the agency writes it down, notes that the council chose its home, or how it ended."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from placements.models import Referral
from placements.offers.forms.recorded import ChosenForm, CloseRecordedForm, RecordedChildren, RecordedForm
from placements.offers.pages.inbox import child_choices, meant_for, own_household, shared_referral
from placements.offers.services import recording
from placements.pages.asking_page import Question, ask, failed, posted
from placements.pages.one_more import changed, unfinished


@needs("inbox.write")
def record_referral(request: StaffRequest) -> HttpResponseBase:
    """Write it down; "add" gives room for one more child and loses nothing."""
    sent = posted(request)
    form, children = RecordedForm(sent), RecordedChildren(sent, prefix="child")
    other, status = changed(sent) if sent is not None else None, 200 if sent is None else 422
    if other is not None:
        children = RecordedChildren(other, prefix="child")
        status = unfinished(form, children)
    elif sent is not None and form.is_valid() and children.is_valid():
        try:
            made = recording.record_by_mail(
                request.caller, form.cleaned_data["council"], form.facts(),
                [child.facts() for child in children if child.cleaned_data], form.cleaned_data["looked"],
            )  # fmt: skip
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Written down, for your service alone. Here are your homes for it."))
            return redirect("inbox_referral", made.pk)
    context = {"page_title": _("A referral that came by e-mail"), "form": form, "children": children}
    return render(request, "placements/agency/record.html", context, status=status)


def recorded_one(request: StaffRequest, referral_id: UUID) -> Referral:
    row = shared_referral(request, referral_id)
    if row.recorded_for is None:
        raise Http404
    return row


@needs("inbox.write")
def chosen(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """The council said yes to this home: the children live there from a day on."""
    row, home = recorded_one(request, referral_id), own_household(request, household_id)
    meant = meant_for(request, row)
    said = Question(
        _("The council chose %s") % home.name,
        _("Record the placement"),
        reverse("inbox_referral", args=[referral_id]),
        _("Recorded. The places are filled from that day. Once every child has a home the referral is closed."),
        [
            _("Referral %(ref)s of %(council)s.") % {"ref": row.reference, "council": row.asked_by},
            _("Everything is asked again: room, terms of approval, the usual fostering limit."),
        ],
    )
    return ask(
        request,
        ChosenForm(
            posted(request),
            children=child_choices(meant.waiting),
            initial={"starts_on": row.needed_by, "children": meant.names},
        ),
        lambda data: recording.chosen(
            request.caller, referral_id, household_id, data["starts_on"], data["reason"], data.get("children")
        ),
        said,
        ["inbox_referral", referral_id],
    )


@needs("inbox.write")
def close_recorded(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    row = recorded_one(request, referral_id)
    said = Question(
        _("Close %s") % row.reference,
        _("Close the referral"),
        reverse("inbox_referral", args=[referral_id]),
        _("Closed. What was asked and answered is kept."),
        [_("Hearth tells the council nothing: it is not asked through Hearth. Answer its message yourself.")],
    )
    return ask(
        request,
        CloseRecordedForm(posted(request)),
        lambda data: recording.close_recorded(request.caller, referral_id, data["outcome"], data["words"]),
        said,
        ["inbox_referral", referral_id],
    )
