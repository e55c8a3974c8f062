"""Public forms. They clean words into values; the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.govuk_forms import GovukForm, Radios
from accounts.models import Organisation
from accounts.selectors import normal_postcode, recruiting_agencies
from carers.phones import normal_telephone


class PersonFields(GovukForm, forms.Form):
    """Who somebody is and how to reach them: e-mail or telephone, whichever they like."""

    name = forms.CharField(label=_("Your name"), max_length=200, error_messages={"required": _("Enter your name")})
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
        label=_("Anything you would like to ask or tell us"),
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
            self.add_error(
                needed, _("Enter your %s, or choose another way for us to get in touch") % str(label).lower()
            )
        return cleaned
