"""Room beyond the terms: an exemption from the usual fostering limit, an emergency."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import Checkboxes, DateField, GovukForm


def _narrow() -> forms.NumberInput:
    return forms.NumberInput({"class": "govuk-input--width-2"})


class ExemptionForm(GovukForm, forms.Form):
    """The notice as it came. `councils` and `children` are choices: (key, words)."""

    granted_by = forms.ChoiceField(label=_("Which council gave notice?"))
    granted_on = DateField(label=_("Day of the notice"), noun="The day of the notice", latest=timezone.localdate)
    children = forms.MultipleChoiceField(
        label=_("The children whom it names"), widget=Checkboxes,
        error_messages={"required": _("An exemption names the children. Choose them.")},
    )  # fmt: skip
    starts = DateField(label=_("From"), noun="The first day")
    ends = DateField(
        label=_("First day without it"), noun="The day", required=False, help_text=_("Empty: no end is named")
    )
    places = forms.IntegerField(label=_("How many places more?"), min_value=1, max_value=8, initial=1, widget=_narrow())
    conditions = forms.CharField(label=_("Conditions"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, councils: list[Any], children: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["granted_by"].choices = councils  # type: ignore[attr-defined]
        self.fields["children"].choices = children  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Choose a day after the first"))
        return cleaned


class EmergencyForm(GovukForm, forms.Form):
    starts = DateField(label=_("From"), noun="The first day")
    places = forms.IntegerField(label=_("How many places?"), min_value=1, max_value=8, initial=1, widget=_narrow())
    authorised_by = forms.CharField(
        label=_("Who allowed it?"), max_length=200, error_messages={"required": _("Say who allowed the emergency.")}
    )
