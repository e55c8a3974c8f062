"""Forms of the follow-up pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import GovukForm, Radios
from carers.followups.services.editing import NewWords
from carers.models import FollowUp

DAYS = [(str(n), name) for n, name in enumerate(
    (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
)]  # fmt: skip
_HOURS = [(f"{hour:02d}:00", f"{(hour - 1) % 12 + 1}{'am' if hour < 12 else 'pm'}") for hour in range(7, 22)]


class WordsForm(GovukForm, forms.Form):
    """A step's words. What may stand in them is checked by the service."""

    title = forms.CharField(label=_("Subject"), max_length=200, error_messages={"required": _("Write a subject")})
    body = forms.CharField(
        label=_("E-mail or letter"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=8000,
        error_messages={"required": _("Write the message")},
    )
    text = forms.CharField(
        label=_("Text message"),
        required=False,
        max_length=480,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For people who have no e-mail but a mobile. One text holds 160 characters."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_task: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_task:
            del self.fields["text"]
            self.fields["title"].label = _("What to do")
            self.fields["body"].label = _("Why")

    def words(self) -> NewWords:
        data = self.cleaned_data
        return NewWords(data["title"], data["body"], data.get("text", ""))


class TimingForm(GovukForm, forms.Form):
    """When a step goes: days after, or before, what it follows; at what hour."""

    amount = forms.IntegerField(
        label=_("How many days"),
        error_messages={"required": _("Enter a number of days")},
        min_value=-400,
        max_value=400,
    )
    at = forms.TimeField(
        label=_("At what time, in London"),
        required=False,
        help_text=_("Like 18:00. Leave empty for the same time of day as what it follows."),
        error_messages={"invalid": _("Enter a time like 18:00")},
    )


class TaskForm(GovukForm, forms.Form):
    outcome = forms.ChoiceField(label=_("What happened?"), choices=FollowUp.Outcome.choices, widget=Radios)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class HoursForm(GovukForm, forms.Form):
    """When messages may go, in London hours."""

    opens = forms.ChoiceField(label=_("From"), choices=_HOURS[:-1])
    closes = forms.ChoiceField(label=_("Until"), choices=_HOURS[1:])
    weekdays = forms.MultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day")},
    )
    bank_holidays = forms.BooleanField(label=_("Send on bank holidays too"), required=False)
