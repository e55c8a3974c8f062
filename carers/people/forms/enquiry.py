"""Public forms of the enquiry, one topic a page. They clean words into values; the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.pages.contact_fields import EmailField, NameField, TelephoneField
from accounts.pages.govuk_forms import Checkboxes, GovukForm, Radios
from accounts.reference.postcodes import find
from accounts.reference.selectors import recruiting_agencies
from carers.law.reaching import CONTACT_BY, CONTACT_WHEN


def cleaned_by(normal: Any, text: str) -> str:
    try:
        return str(normal(text)) if text else ""
    except ValueError as error:
        raise ValidationError(str(error)) from None


def relax(form: forms.Form) -> None:
    """For “save and come back later”: what is missing may stay missing; what is there must still be right."""
    form.use_required_attribute = False
    for field in form.fields.values():
        field.required = False


def found_postcode(text: str) -> str:
    return find(text).postcode


class WhereYouLiveForm(GovukForm, forms.Form):
    postcode = forms.CharField(
        label=_("What is your postcode?"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "postal-code", "class": "govuk-input--width-10"}),
        help_text=_("To show services near you. You can leave it empty."),
    )

    def clean_postcode(self) -> str:
        return cleaned_by(found_postcode, self.cleaned_data["postcode"])


class YouForm(GovukForm, forms.Form):
    """A name in one or more parts, in any script, as the person writes it."""

    name = NameField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    spare_room = forms.ChoiceField(
        label=_("Do you have a spare bedroom?"),
        choices=[("yes", _("Yes")), ("not_yet", _("Not yet")), ("no", _("No"))],
        widget=Radios,
        required=False,
        help_text=_("You can ask even if you do not have one yet."),
    )
    notes = forms.CharField(
        label=_("Anything you would like to ask or tell us"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )


class ReachForm(GovukForm, forms.Form):
    """E-mail or telephone, whichever the person likes; and how, when, and whether a message may be left."""

    email = EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address in the right form, like name@example.com")},
    )
    telephone = TelephoneField(
        label=_("Telephone number"),
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("For a number outside the UK, begin with + and the country code."),
    )
    contact_by = forms.ChoiceField(
        label=_("How should we get in touch?"), choices=CONTACT_BY, widget=Radios, initial="email"
    )
    contact_when = forms.ChoiceField(
        label=_("When is best?"), choices=CONTACT_WHEN, widget=Radios, initial="any", required=False
    )
    may_leave_message = forms.BooleanField(
        label=_("You may leave a message that says it is about fostering"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.fields["contact_by"].required:
            return cleaned
        given = cleaned.get("email") or cleaned.get("telephone")
        if not given and not ({"email", "telephone"} & set(self.errors)):
            self.add_error("email", _("Enter an e-mail address or a telephone number"))
        wanted = {"email": "email", "telephone": "telephone", "text": "telephone"}
        needed = wanted.get(cleaned.get("contact_by", ""), "")
        if needed and not cleaned.get(needed) and not self.errors:
            label = str(self.fields[needed].label).lower()
            self.add_error(needed, _("Enter your %s, or choose another way for us to get in touch") % label)
        return cleaned


class ServicesForm(GovukForm, forms.Form):
    """One service or several. Each gets its own enquiry and is told nothing of the others."""

    agencies = forms.ModelMultipleChoiceField(
        label=_("Which fostering services do you want to ask?"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        widget=Checkboxes,
        help_text=_("Choose one, or several. None of them learns that you have asked another."),
        error_messages={"required": _("Choose at least one fostering service")},
    )

    def __init__(self, *args: Any, area: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        near = recruiting_agencies(area)
        field.queryset = near if not area or near.exists() else recruiting_agencies()


class PersonFields(GovukForm, forms.Form):
    """Who somebody is and how to reach them: e-mail or telephone, whichever they like."""

    name = NameField(label=_("Your name"), max_length=200, error_messages={"required": _("Enter your name")})
    email = EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address in the right form, like name@example.com")},
    )
    telephone = TelephoneField(label=_("Telephone number"), required=False)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=12)

    def clean_postcode(self) -> str:
        return cleaned_by(found_postcode, self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = cleaned.get("email") or cleaned.get("telephone")
        if not given and not ({"email", "telephone"} & set(self.errors)):
            self.add_error("email", _("Enter an e-mail address or a telephone number"))
        return cleaned
