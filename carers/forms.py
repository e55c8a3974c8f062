"""Public and staff forms. They clean words into values; the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.govuk_forms import DateField, GovukForm, Radios
from accounts.models import Organisation
from accounts.selectors import normal_postcode, recruiting_agencies
from carers.models import Household
from carers.phones import normal_telephone
from carers.services.approving import HomeFacts, Terms
from carers.vocabulary import ApprovedSex, KindOfCare


class PersonFields(GovukForm, forms.Form):
    """Who somebody is and how to reach them: e-mail or telephone, whichever they like."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, error_messages={"required": _("Enter your name")}
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address in the right form, like name@example.com")},
    )
    telephone = forms.CharField(label=_("Telephone number"), required=False, max_length=30)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)

    def clean_telephone(self) -> str:
        return _cleaned_by(normal_telephone, self.cleaned_data["telephone"])

    def clean_postcode(self) -> str:
        return _cleaned_by(normal_postcode, self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = cleaned.get("email") or cleaned.get("telephone")
        if not given and not ({"email", "telephone"} & set(self.errors)):
            self.add_error("email", _("Enter an e-mail address or a telephone number"))
        return cleaned


def _cleaned_by(normal: Any, text: str) -> str:
    try:
        return str(normal(text)) if text else ""
    except ValueError as error:
        raise ValidationError(str(error)) from None


class EnquiryForm(PersonFields):
    """The public enquiry. The agency is one that takes enquiries."""

    spare_room = forms.ChoiceField(
        label=_("Do you have a spare bedroom?"),
        choices=[("yes", _("Yes")), ("not_yet", _("Not yet")), ("no", _("No"))],
        widget=Radios,
        required=False,
        help_text=_("A child needs a room of their own. You can ask us even if you do not have one yet."),
    )
    contact_by = forms.ChoiceField(
        label=_("How should we get in touch?"),
        choices=[("email", _("E-mail")), ("telephone", _("Telephone")), ("text", _("Text message"))],
        widget=Radios,
        initial="email",
    )
    agency = forms.ModelChoiceField(
        label=_("Which fostering service do you want to ask?"),
        queryset=Organisation.objects.none(),
        widget=Radios,
        empty_label=None,
        error_messages={"required": _("Choose a fostering service")},
    )
    notes = forms.CharField(
        label=_("Anything you would like to ask or tell us (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, area: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = recruiting_agencies(area)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted = {"email": "email", "telephone": "telephone", "text": "telephone"}
        needed = wanted.get(cleaned.get("contact_by", ""), "")
        if needed and not cleaned.get(needed) and needed not in self.errors and not self.errors:
            label = self.fields[needed].label
            self.add_error(needed, _("Enter your %s, or choose another way for us to get in touch") % str(label).lower())
        return cleaned


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
