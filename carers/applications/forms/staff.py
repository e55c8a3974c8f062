"""Staff forms: moving a person on, and terms of approval."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.applications.services.approving import HomeFacts
from carers.homes.services.terms import Terms
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models import Household


class StepForm(GovukForm, forms.Form):
    """Move a row on: which step, why where it needs a reason, and the version that was read."""

    to = forms.CharField()
    reason = forms.CharField(required=False)
    version = forms.IntegerField(required=False)


class ApprovalForm(GovukForm, forms.Form):
    """Terms of approval, in the words of the decision letter."""

    starts_on = DateField(label=_("Approved from"), noun=_("Date of approval"))
    max_children = forms.IntegerField(
        label=_("How many children?"),
        min_value=1,
        max_value=10,
        required=False,
        help_text=_("Leave empty if the terms state no number."),
    )
    rooms = forms.IntegerField(label=_("Bedrooms for fostered children"), min_value=1, max_value=10)
    age_min = forms.IntegerField(label=_("Youngest age"), min_value=0, max_value=17, initial=0)
    age_max = forms.IntegerField(label=_("Oldest age"), min_value=0, max_value=21, initial=17)
    sex = forms.ChoiceField(label=_("Girls or boys"), choices=ApprovedSex.choices, widget=Radios, initial="any")
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of care"),
        choices=KindOfCare.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of care")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("age_min"), cleaned.get("age_max")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("age_max", _("The oldest age must be the same as, or above, the youngest"))
        return cleaned

    def terms(self) -> Terms:
        fields = ("starts_on", "max_children", "age_min", "age_max", "kinds", "sex", "rooms")
        return Terms(**{name: self.cleaned_data[name] for name in fields})

    def home(self) -> HomeFacts:
        return HomeFacts(kind=Household.Kind.MAINSTREAM)
