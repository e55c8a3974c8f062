"""A form with one field of every kind, for the specimen page and its tests."""

from django import forms

from accounts.pages.govuk_forms import Checkboxes, DateField, GovukForm, MonthField, Radios


class EveryField(GovukForm, forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    full_name = forms.CharField(help_text="As it stands on your passport")
    email = forms.EmailField(label="Email address")
    phone = forms.CharField(
        label="UK phone number",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    date_of_birth = DateField(label="Date of birth", help_text="For example, 27 3 1984")
    child_born = MonthField(label="Month the child was born", required=False)
    spare_rooms = forms.IntegerField(
        label="Spare bedrooms", widget=forms.NumberInput({"class": "govuk-input--width-2"})
    )
    rent = forms.DecimalField(label="Monthly rent", required=False, decimal_places=2)
    home = forms.ChoiceField(
        label="Do you own or rent your home?",
        choices=[("own", "We own it"), ("rent", "We rent it"), ("other", "Something else")],
        widget=Radios(hints={"rent": "From a council, an association or a landlord"}, reveals={"other": "home_other"}),
    )
    home_other = forms.CharField(label="Tell us how you live", required=False)
    ages = forms.MultipleChoiceField(
        label="Which ages could you care for?",
        choices=[("0-4", "0 to 4"), ("5-9", "5 to 9"), ("10-15", "10 to 15"), ("any", "Any age")],
        widget=Checkboxes(exclusive=["any"]),
    )
    council = forms.ChoiceField(
        label="Where do you live?",
        choices=[("", "Choose a council"), ("North", [("leeds", "Leeds"), ("york", "York")])],
    )
    why = forms.CharField(label="Why would you like to foster?", max_length=500, required=False, widget=forms.Textarea)
    letter = forms.FileField(label="A letter from your landlord", required=False)
    consent = forms.BooleanField(label="I agree that you may ask my council about me")


ENTERED = {
    "full_name": "Amara Okafor",
    "email": "amara",
    "date_of_birth-day": "27",
    "date_of_birth-month": "March",
    "date_of_birth-year": "",
    "home": "other",
    "home_other": "A narrowboat",
    "spare_rooms": "one",
}
