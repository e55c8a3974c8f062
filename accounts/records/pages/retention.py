"""What the organisation keeps how long: what goes tonight and soon, the periods, what is held, what was done."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access.pages.settings import tabs
from accounts.input.errors import ServiceError
from accounts.models import RetentionHold, RetentionPeriod
from accounts.pages.access import StaffRequest, needs
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from accounts.records import keepers
from accounts.records.services import retention

NIGHTS = 14


class PeriodForm(GovukForm, forms.Form):
    amount = forms.IntegerField(
        label="",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={"invalid": gettext_lazy("Enter a whole number, like 24")},
    )


class HoldForm(GovukForm, forms.Form):
    ground = forms.ChoiceField(label=gettext_lazy("Why must it be kept?"), widget=Radios)
    reason = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=300,
        help_text=gettext_lazy("Such as the complaint’s number. No more about people than is needed."),
    )
    review_on = DateField(
        label=gettext_lazy("When will you look at it again?"),
        help_text=gettext_lazy("The record is kept until somebody ends this, also past that day."),
        noun=gettext_lazy("The day to look again"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = RetentionHold.Ground.choices


class EndHoldForm(GovukForm, forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why need it not be kept any longer?"), max_length=300)


def _lines(seen: keepers.Outlook) -> dict[str, Any]:
    keeper, rule = seen.kept.keeper, seen.kept.keeper.rule
    return {
        "seen": seen,
        "keeper": keeper,
        "key": rule.key,
        "period": retention.in_words(seen.kept.amount, rule.unit),
        "least": retention.in_words(rule.shortest, rule.unit) if rule.by_law else "",
        "usual": retention.in_words(rule.default, rule.unit) if seen.kept.is_own else "",
    }


def _nights(organisation: UUID) -> list[dict[str, Any]]:
    names = {keeper.rule.key: keeper.name for keeper in keepers.KEEPERS}
    shown = []
    for night in keepers.runs(organisation)[:NIGHTS]:
        parts = [f"{names.get(key, key)}: {count:,}" for key, count in night.done.items() if count]
        shown.append({"night": night, "words": "; ".join(parts) or _("Nothing was due")})
    return shown


@needs("retention.write")
@require_GET
def overview(request: StaffRequest) -> HttpResponseBase:
    organisation, today = request.caller.organisation_id, timezone.localdate()
    begins = keepers.begins_on(organisation)
    context = {
        "page_title": _("What is kept how long"),
        "rules": [_lines(seen) for seen in keepers.outlook(organisation, today, request.caller)],
        "always": keepers.ALWAYS,
        "holds": keepers.holds_by_name(request.caller),
        "nights": _nights(organisation),
        "begins": begins if begins > today else None,
        "today": today,
        "tabs": tabs(request.caller, "retention"),
    }
    return render(request, "accounts/settings/retention.html", context)


@needs("retention.write")
def period(request: StaffRequest, rule: str) -> HttpResponseBase:
    mine = keepers.kept_at(request.caller.organisation_id, request.caller)
    chosen = next((one for one in mine if one.keeper.rule.key == rule), None)
    if chosen is None:
        raise Http404
    keeper, numbers = chosen.keeper, chosen.keeper.rule
    form = PeriodForm(request.POST or None, initial={"amount": chosen.amount})
    form.fields["amount"].label = _("Months") if numbers.unit == "months" else _("Days")
    form.fields["amount"].help_text = _("Counted from %(day)s. %(source)s.") % {
        "day": keeper.starts, "source": keeper.source,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = retention.set_period(request.caller, rule, form.cleaned_data["amount"])
        except ServiceError as error:
            _told(form, error)
        else:
            messages.success(request, _set_words(keeper, made))
            return redirect("retention")
    return _form_page(request, form, str(keeper.name), _("Save"), lead=keeper.becomes)


def _set_words(keeper: keepers.Keeper, made: RetentionPeriod) -> str:
    words = {"name": keeper.name, "period": retention.in_words(made.amount, keeper.rule.unit)}
    today = timezone.localdate()
    if made.shortened_on == today:
        day = f"{today + keepers.SOON:%-d %B %Y}"
        said = _("%(name)s: kept for %(period)s. Nothing of this goes before %(day)s, so that you can look.")
        return said % (words | {"day": day})
    return _("%(name)s: kept for %(period)s from now on.") % words


@needs("retention.write")
def hold(request: StaffRequest, record_id: UUID) -> HttpResponseBase:
    """Keep one person's record, whatever its age."""
    name = keepers.name_of(request.caller, record_id)
    if name is None:
        raise Http404
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retention.hold(request.caller, record_id, **form.cleaned_data)
        except ServiceError as error:
            _told(form, error)
        else:
            messages.success(request, _("The record is kept until somebody ends this."))
            return redirect("retention")
    lead = _("The person’s whole record is kept: enquiry, application, home, messages and documents.")
    return _form_page(request, form, _("Keep the record of %s") % name, _("Keep it"), lead=lead)


@needs("retention.write")
def end_hold(request: StaffRequest, hold_id: UUID) -> HttpResponseBase:
    found = keepers.holds_open_to(request.caller).filter(pk=hold_id).first()
    if found is None:
        raise Http404
    form = EndHoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retention.end_hold(request.caller, hold_id, form.cleaned_data["reason"])
        except ObjectDoesNotExist:
            raise Http404 from None
        except ServiceError as error:
            _told(form, error)
        else:
            messages.success(request, _("The record’s own time counts again."))
            return redirect("retention")
    lead = _("Kept since %(day)s: %(reason)s. If its time is over, it goes in one of the next nights.") % {
        "day": f"{found.placed_on:%-d %B %Y}", "reason": found.reason,
    }  # fmt: skip
    return _form_page(request, form, _("Keep it no longer"), _("End the hold"), lead=lead)


def _told(form: forms.Form, error: ServiceError) -> None:
    for name, words in (error.fields or {"": error.message}).items():
        form.add_error(name if name in form.fields else None, words)


def _form_page(request: StaffRequest, form: forms.Form, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"page_title": title, "form": form, "button": button, "back": "retention", **more}
    return render(request, "accounts/settings/form.html", context, status=422 if form.errors else 200)
