"""Staff forms about a home: availability, terms, duties, endings, a connected person."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.input.days import DONE
from accounts.pages.contact_fields import NameField
from accounts.pages.govuk_forms import DateField, GovukForm
from accounts.reference.selectors import normal_postcode
from carers.applications.forms.staff import ApprovalForm
from carers.law.vocabulary import ExitReason, UnavailableReason


class UnavailableForm(GovukForm, forms.Form):
    slot = forms.TypedChoiceField(label=_("Which place?"), coerce=int)
    starts = DateField(label=_("Not available from"), noun="The first day")
    ends = DateField(
        label=_("Available again from"), noun="The day", required=False, help_text=_("Leave empty if nobody knows yet")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=UnavailableReason.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, slots: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [(slot, _("Place %s") % slot) for slot in slots]  # type: ignore[attr-defined]
        self.fields["starts"].initial = timezone.localdate()


class TermsForm(ApprovalForm):
    """New terms of approval, from a day on, with the reason."""

    why = forms.CharField(label=_("Why do the terms change?"), max_length=200)


class DutyForm(GovukForm, forms.Form):
    duty = forms.ChoiceField(label=_("What was done?"))
    done_on = DateField(label=_("When?"), noun="The day", span=DONE)
    outcome = forms.CharField(label=_("Outcome"), required=False, max_length=200)

    def __init__(self, *args: Any, duties: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(duty.pk), duty.get_kind_display()) for duty in duties]
        self.fields["duty"].choices = choices  # type: ignore[attr-defined]
        self.fields["done_on"].initial = timezone.localdate()


class EndingForm(GovukForm, forms.Form):
    """A resignation that arrived, or an ending by decision."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=[
            ("resigned", _("A written resignation arrived: approval ends 28 days after that day")),
            ("terminated", _("We decided to end the approval, from that day")),
            ("transferred", _("They moved to another service on that day")),
        ],
    )
    on = DateField(label=_("On which day?"), noun="The day", span=DONE)
    reason = forms.ChoiceField(label=_("Why do they leave?"), choices=[("", _("Choose")), *ExitReason.choices])
    words = forms.CharField(label=_("In their words"), required=False, widget=forms.Textarea({"rows": 3}))


class ConnectedForm(GovukForm, forms.Form):
    name = NameField(label=_("Who takes the child in?"), max_length=200)
    children = forms.CharField(
        label=_("The council's reference of the child"),
        max_length=400,
        help_text=_("For brothers and sisters: one a comma"),
    )
    starts_on = DateField(label=_("From"), noun="The day")
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"]
        try:
            return normal_postcode(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
