"""One question a page; nobody is turned away by an answer, and no answer is asked for twice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.pages.govuk_forms import GovukForm, Radios
from accounts.reference.postcodes import find
from accounts.reference.selectors import recruiting_agencies
from carers.people.forms.enquiry import PersonFields


class Question(GovukForm, forms.Form):
    """A form with one field called `answer`."""


class AgeForm(Question):
    answer = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[("under_18", _("Under 18")), ("18_to_20", _("18 to 20")), ("21_plus", _("21 or over"))],
        widget=Radios,
        help_text=_("There is no upper limit. Two in three foster carers in England were over 50 in 2020."),
        error_messages={"required": _("Choose how old you are")},
    )


class WhereForm(Question):
    answer = forms.CharField(
        label=_("What is your postcode?"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "postal-code", "class": "govuk-input--width-10"}),
        help_text=_("So that we can show services near you. Leave it empty if you would rather not say."),
    )

    def clean_answer(self) -> str:
        text: str = self.cleaned_data["answer"]
        if not text:
            return ""
        try:
            return find(text).postcode
        except ValueError as error:
            raise ValidationError(str(error)) from None


class RightToWorkForm(Question):
    answer = forms.ChoiceField(
        label=_("Do you have the right to work in the UK?"),
        choices=[("yes", _("Yes")), ("not_sure", _("I am not sure")), ("no", _("No, or not yet"))],
        widget=Radios,
        help_text=_("You can be of any nationality."),
        error_messages={"required": _("Choose yes, not sure, or no")},
    )


class RoomForm(Question):
    answer = forms.ChoiceField(
        label=_("Is there a spare bedroom in your home?"),
        choices=[("yes", _("Yes")), ("not_yet", _("Not yet, but there could be")), ("no", _("No"))],
        widget=Radios,
        help_text=_("You can rent or own. A fostered child usually needs a bedroom of their own."),
        error_messages={"required": _("Choose whether there is a spare bedroom")},
    )


class TimeForm(Question):
    answer = forms.ChoiceField(
        label=_("Could somebody be there for a child?"),
        choices=[
            ("yes", _("Yes, somebody is usually at home")),
            ("around_work", _("Yes, around work")),
            ("weekends", _("Some weekends or holidays")),
            ("no", _("Not at the moment")),
        ],
        widget=Radios,
        help_text=_("School runs, meetings and bad days. Many people foster and work."),
        error_messages={"required": _("Choose the answer that is nearest")},
    )


class CareForm(Question):
    answer = forms.ChoiceField(
        label=_("Have you looked after children before?"),
        choices=[
            ("own", _("Yes, as a parent or in my family")),
            ("work", _("Yes, at work or as a volunteer")),
            ("no", _("Not yet")),
        ],
        widget=Radios,
        help_text=_("You do not have to be a parent. You are trained before a child comes to you."),
        error_messages={"required": _("Choose the answer that is nearest")},
    )


QUESTIONS: dict[str, type[Question]] = {
    "age": AgeForm,
    "where": WhereForm,
    "right-to-work": RightToWorkForm,
    "room": RoomForm,
    "time": TimeForm,
    "children": CareForm,
}


class LaterForm(PersonFields):
    """A person for whom it is not the time yet, and who wants to be asked again."""

    in_months = forms.TypedChoiceField(
        label=_("When should somebody get in touch?"),
        choices=[("3", _("In 3 months")), ("6", _("In 6 months")), ("12", _("In a year"))],
        coerce=int,
        widget=Radios,
        initial="6",
    )
    agency = forms.ModelChoiceField(
        label=_("Which fostering service may do that?"),
        queryset=Organisation.objects.none(),
        widget=Radios,
        empty_label=None,
        error_messages={"required": _("Choose a fostering service")},
    )
    consent = forms.BooleanField(
        label=_("I agree that this service keeps these details and contacts me about fostering"),
        error_messages={"required": _("Tick the box if you agree; without that nobody may contact you later")},
    )

    field_order = ("name", "email", "telephone", "postcode", "in_months", "agency", "consent")

    def __init__(self, *args: Any, area: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = recruiting_agencies(area)
        self.fields["name"].label = _("Your name")
