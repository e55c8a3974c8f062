"""The sections of the application: plain Django forms, one topic each, in the order of the task list.

What each asks for follows Schedule 3 of SI 2011/581 (Parts 1 and 2, as practised). `carers.law.sections` says which
sections there are and which hold several entries.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.contact_fields import EmailField, NameField, TelephoneField
from accounts.pages.govuk_forms import Checkboxes, DateField, DateInput, GovukForm, MonthField, Radios
from accounts.reference.postcodes import find
from carers.law.vocabulary import KindOfCare
from carers.people.forms.enquiry import cleaned_by, found_postcode

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _words(label: Any, required: bool = False, help_text: Any = "", limit: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=limit, widget=forms.Textarea({"rows": 4}), help_text=help_text
    )


def _yes_no(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=Radios(inline=True), **more)


def _name(label: Any, **more: Any) -> NameField:
    """One box: names have one part or many, in any script."""
    return NameField(label=label, max_length=200, **more)


def _birth_date(label: Any, autocomplete: str = "", **more: Any) -> DateField:
    widget = DateInput(autocomplete=autocomplete)
    return DateField(label=label, noun=label, latest=timezone.localdate, widget=widget, **more)


class SectionForm(GovukForm, forms.Form):
    """A page of the application. `relaxed` lets a half-filled page be saved for later."""

    def relax(self) -> None:
        for field in self.fields.values():
            field.required = False

    def clean_postcode(self) -> str:
        return cleaned_by(found_postcode, self.cleaned_data["postcode"])


class YouForm(SectionForm):
    name = _name(_("Your full name"), error_messages={"required": _("Enter your full name")})
    other_names = _name(
        _("Other names you have had"), required=False, help_text=_("Before a marriage, or in another country.")
    )
    birth_date = _birth_date(_("Your date of birth"), "bday")
    email = EmailField(label=_("E-mail address"), required=False)
    telephone = TelephoneField(label=_("Telephone number"), required=False)
    address = _words(_("Your address"), required=True, limit=400)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data.get("birth_date")
        today = timezone.localdate()
        if born and (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < 18:
            raise ValidationError(_("You can apply from the age of 18. Check the year that you typed."))
        return born


PARTNER = ("name", "birth_date", "email")


class PartnerForm(SectionForm):
    together = forms.ChoiceField(
        label=_("Are you applying together with somebody?"),
        choices=YES_NO,
        widget=Radios(reveals={"yes": PARTNER}),
        help_text=_("If you live with a partner, you apply together."),
    )
    name = _name(_("Their full name"), required=False)
    name.needed_once_shown = True  # type: ignore[attr-defined]
    birth_date = _birth_date(_("Their date of birth"), required=False)
    email = EmailField(
        label=_("Their own e-mail address"),
        required=False,
        help_text=_("They get a link of their own for the questions only they can answer."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("together") == "no":
            # Their fields are hidden then: nothing is kept of somebody who does not apply, and nothing refused.
            for name in PARTNER:
                self.errors.pop(name, None)
                cleaned[name] = None if name == "birth_date" else ""
        if cleaned.get("together") == "yes" and not cleaned.get("name") and self.fields["together"].required:
            self.add_error("name", _("Enter the name of the person you are applying with"))
        return cleaned


class MemberForm(SectionForm):
    name = _name(_("Name"), error_messages={"required": _("Enter their name")})
    birth_date = _birth_date(_("Date of birth"))
    relation = _name(_("Who are they to you?"), help_text=_("For example: my daughter, my lodger"))
    lives_here = _yes_no(_("Do they live with you?"))
    email = EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("For people of 18 and over who live with you: they answer a few questions by their own link."),
    )


class AddressForm(SectionForm):
    address = _words(_("Address"), required=True, limit=400)
    postcode = forms.CharField(label=_("Postcode, or the country if it was abroad"), max_length=60)
    from_month = MonthField(label=_("You lived there from"), noun=_("Month"), latest=timezone.localdate)
    until_month = MonthField(
        label=_("Until"), noun=_("Month"), required=False, help_text=_("Leave empty if you live there now.")
    )

    def clean_postcode(self) -> str:
        text: str = self.cleaned_data["postcode"]
        try:
            return find(text).postcode if any(sign.isdigit() for sign in text) else text
        except ValueError:
            return text  # an address abroad has a code of its own

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_month"), cleaned.get("until_month")
        if start and end and end < start:
            self.add_error("until_month", _("The month you left must not be before the month you came"))
        return cleaned


class HomeForm(SectionForm):
    kind = forms.ChoiceField(
        label=_("What kind of home is it?"),
        choices=[("house", _("House")), ("flat", _("Flat")), ("other", _("Something else"))],
        widget=Radios,
    )
    tenure = forms.ChoiceField(
        label=_("Do you own or rent it?"),
        choices=[
            ("own", _("Own, or buying")),
            ("social", _("Rent from a council or housing association")),
            ("private", _("Rent from a private landlord")),
            ("other", _("Something else")),
        ],
        widget=Radios,
    )
    landlord_asked = forms.ChoiceField(
        label=_("If you rent: have you asked your landlord?"),
        choices=[("yes", _("Yes, they agree")), ("not_yet", _("Not yet")), ("not_needed", _("I do not rent"))],
        widget=Radios,
        required=False,
    )
    bedrooms = forms.IntegerField(label=_("How many bedrooms are there in all?"), min_value=1, max_value=20)
    spare_bedrooms = forms.IntegerField(
        label=_("How many of them could be for a fostered child?"), min_value=0, max_value=10
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("spare_bedrooms") or 0) > (cleaned.get("bedrooms") or 20):
            self.add_error("spare_bedrooms", _("There can't be more spare bedrooms than bedrooms"))
        return cleaned


class PetsForm(SectionForm):
    pets = _yes_no(_("Do you have any pets or other animals?"))
    about = _words(_("Which, and what are they like with children?"))


class SmokingForm(SectionForm):
    smoking = forms.ChoiceField(
        label=_("Does anybody in your home smoke or vape?"),
        choices=[("no", _("No")), ("outside", _("Only outside")), ("inside", _("Inside"))],
        widget=Radios,
    )


class WorkForm(SectionForm):
    work = forms.ChoiceField(
        label=_("What is your work just now?"),
        choices=[
            ("employed", _("Employed")),
            ("self_employed", _("Self-employed")),
            ("at_home", _("At home, or caring for somebody")),
            ("retired", _("Retired")),
            ("studying", _("Studying")),
            ("other", _("Something else")),
        ],
        widget=Radios,
    )
    employer = _name(_("Who do you work for?"), required=False)
    hours = _words(_("Which hours do you work, and how could they bend for a child?"), limit=1000)


class HealthForm(SectionForm):
    conditions = _words(
        _("Do you have, or have you had, any illness, disability or time of poor mental health?"),
        help_text=_("Say “none” if there is nothing. It does not rule you out; a doctor will talk it over with you."),
        required=True,
    )
    medicines = _words(_("What medicines do you take?"), limit=1000)
    surgery = _words(_("Your GP surgery: name and address"), required=True, limit=400)


class ExperienceForm(SectionForm):
    applied_before = _yes_no(
        _("Have you applied to foster, adopt or look after children before?"),
        help_text=_("With any service or council, whatever came of it."),
    )
    about_before = _words(_("If yes: where, when, and what came of it?"))
    children = _words(_("What have you done with children, at home or elsewhere?"))


class RelationshipsForm(SectionForm):
    status = forms.ChoiceField(
        label=_("Are you…"),
        choices=[
            ("single", _("Single")),
            ("partner", _("Living with a partner")),
            ("married", _("Married or in a civil partnership")),
            ("separated", _("Separated or divorced")),
            ("widowed", _("Widowed")),
        ],
        widget=Radios,
        error_messages={"required": _("Choose the answer that fits")},
    )
    earlier = _words(
        _("Earlier marriages and partnerships"),
        help_text=_("Names and years. If you looked after children together, the service may want to speak to them."),
    )


class RefereeForm(SectionForm):
    name = _name(_("Their name"), error_messages={"required": _("Enter the name of your referee")})
    relation = forms.ChoiceField(
        label=_("How do they know you?"),
        choices=[("family", _("Family")), ("personal", _("Friend or neighbour")), ("work", _("Through work"))],
        widget=Radios,
    )
    years = forms.IntegerField(label=_("For how many years?"), min_value=0, max_value=90)
    email = EmailField(label=_("Their e-mail address"))
    telephone = TelephoneField(label=_("Their telephone number"), required=False)


class CareForm(SectionForm):
    kinds = forms.MultipleChoiceField(
        label=_("Which kinds of care interest you?"),
        choices=KindOfCare.choices,
        widget=Checkboxes,
        help_text=_("You can change your mind later, and the service will help you find what fits."),
        error_messages={"required": _("Choose at least one kind of care")},
    )
    ages = forms.MultipleChoiceField(
        label=_("Children of which ages?"),
        choices=[
            ("0-4", _("0 to 4")),
            ("5-9", _("5 to 9")),
            ("10-15", _("10 to 15")),
            ("16-17", _("16 and 17")),
        ],
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one age group")},
    )
    siblings = forms.ChoiceField(
        label=_("Could you take brothers and sisters together?"),
        choices=[("yes", _("Yes")), ("perhaps", _("Perhaps")), ("no", _("No"))],
        widget=Radios,
    )


class ConsentForm(SectionForm):
    checks = forms.BooleanField(
        label=_("I agree that the service makes the checks the law asks for (SI 2011/581, regulation 26)"),
        error_messages={"required": _("Tick the box if you agree; without it nobody may begin the checks")},
    )
    true = forms.BooleanField(
        label=_("What I have written is true as far as I know"),
        error_messages={"required": _("Tick the box if what you wrote is true")},
    )
    signature = _name(_("Type your full name as a signature"))


FORMS: dict[str, type[SectionForm]] = {
    "you": YouForm,
    "partner": PartnerForm,
    "household": MemberForm,
    "addresses": AddressForm,
    "relationships": RelationshipsForm,
    "home": HomeForm,
    "pets": PetsForm,
    "smoking": SmokingForm,
    "work": WorkForm,
    "health": HealthForm,
    "experience": ExperienceForm,
    "referees": RefereeForm,
    "care": CareForm,
    "consent": ConsentForm,
}
