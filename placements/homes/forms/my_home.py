"""What carers fill in on the page of their home, and staff about it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.contact_fields import EmailField, NameField
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.homes.services.my_home import CARERS_REASONS, Wishes
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models import Preference
from placements.models import Ask


class DaysOffForm(GovukForm, forms.Form):
    """`ends` is the first day on which children can come again."""

    slot = forms.TypedChoiceField(label=_("Which rooms?"), coerce=int, empty_value=None, required=False)
    starts = DateField(label=_("From"), noun="The first day")
    ends = DateField(label=_("Free again from"), noun="The day")
    reason = forms.ChoiceField(
        label=_("Why?"), choices=[(reason.value, reason.label) for reason in CARERS_REASONS], widget=Radios
    )
    note = forms.CharField(label=_("Anything we should know"), required=False, max_length=200)

    def __init__(self, *args: Any, slots: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(slot, _("Place %s") % slot) for slot in slots]
        self.fields["slot"].choices = [("", _("All our rooms")), *rooms]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and starts < timezone.localdate():
            self.add_error("starts", _("The first day has passed"))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Choose a day after the first"))
        return cleaned


class PreferenceForm(GovukForm, forms.Form):
    age_min = forms.IntegerField(label=_("Youngest age"), min_value=0, max_value=17)
    age_max = forms.IntegerField(label=_("Oldest age"), min_value=0, max_value=21)
    most_children = forms.IntegerField(
        label=_("How many children at most?"), min_value=1, max_value=10, required=False,
        help_text=_("Leave empty if you do not mind."),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Girls or boys"), choices=ApprovedSex.choices, widget=Radios)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of care"), choices=KindOfCare.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of care")},
    )  # fmt: skip
    note = forms.CharField(label=_("In your words"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("age_min"), cleaned.get("age_max")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("age_max", _("The oldest age must be the same as, or above, the youngest"))
        return cleaned

    def wishes(self) -> Wishes:
        return Wishes(**self.cleaned_data)


class AskAnswerForm(GovukForm, forms.Form):
    yes = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=Radios, label=_("Could you?"))
    reason = forms.ChoiceField(
        label=_("If not, why?"), required=False, choices=[("", _("Only for a no")), *Ask.Reason.choices]
    )


class SettleForm(GovukForm, forms.Form):
    keep = forms.ChoiceField(label=_("Whose version holds?"), choices=Preference.Side.choices, widget=Radios)
    answer = forms.CharField(
        label=_("What the carers will read"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed where the agency's version holds"),
    )  # fmt: skip


class AccessForm(GovukForm, forms.Form):
    email = EmailField(
        label=_("E-mail address of a carer"), error_messages={"required": _("Enter their e-mail address")}
    )
    name = NameField(label=_("Their name"), max_length=200, required=False)
