"""Forms of the council's and the agency's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.govuk_forms import DateField, GovukForm, MonthField, Radios
from accounts.models import Sector
from accounts.selectors import normal_postcode, sector_of
from carers.vocabulary import NEEDS, WISHES, KindOfCare, Sex
from placements.models import Referral


class ReferralForm(GovukForm, forms.Form):
    """What the home is needed for and by when."""

    reference = forms.CharField(
        label=_("Your reference"), max_length=40, error_messages={"required": _("Enter your reference")},
        help_text=_("Your own number for this request. No names."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of care"), choices=KindOfCare.choices, initial="short_term")
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Referral.Urgency.choices, widget=Radios, initial="planned"
    )
    needed_by = DateField(label=_("Home needed by"), noun=_("The day the home is needed"))
    together = forms.ChoiceField(
        label=_("Brothers and sisters"),
        choices=[("must", _("Must stay together")), ("should", _("Together if at all possible"))],
        widget=Radios,
        required=False,
        help_text=_("Only if you add more than one child"),
    )

    together_reason = forms.CharField(
        label=_("Why together, or why apart"), widget=forms.Textarea({"rows": 2}), required=False
    )
    ends_on = DateField(
        label=_("Home needed until"), noun=_("The last day"), required=False, help_text=_("Empty: not known yet")
    )
    max_km = forms.IntegerField(
        label=_("No farther from home than, in kilometres"), min_value=1, max_value=200, required=False
    )
    wishes = forms.MultipleChoiceField(
        label=_("What the child wishes"), choices=[(w, w.replace("_", " ")) for w in WISHES],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    wishes_words = forms.CharField(
        label=_("In the child's own words"), widget=forms.Textarea({"rows": 2}), required=False,
        help_text=_("No names, addresses or schools: what looks like one is held back until you have looked."),
    )  # fmt: skip
    family_time = forms.CharField(label=_("Family time"), widget=forms.Textarea({"rows": 2}), required=False)
    risks_words = forms.CharField(
        label=_("What a home must know to keep everybody safe"), widget=forms.Textarea({"rows": 2}), required=False
    )
    views_words = forms.CharField(
        label=_("Views of parents and of those who know the child"), widget=forms.Textarea({"rows": 2}), required=False
    )
    avoid_postcode = forms.CharField(
        label=_("A place to keep away from: its postcode"), max_length=10, required=False,
        help_text=_("Only the postcode's sector is kept"),
    )  # fmt: skip
    avoid_km = forms.IntegerField(label=_("Kilometres around it"), min_value=1, max_value=50, required=False)
    to_follow = forms.MultipleChoiceField(
        label=_("Not known yet, to follow"),
        choices=[
            ("school", _("School")), ("health", _("Health")), ("family_time", _("Family time")),
            ("risks", _("Risks")), ("siblings", _("Decision about brothers and sisters")), ("consents", _("Consents")),
        ],
        widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("In an emergency it is due within five working days."),
    )  # fmt: skip
    own_first_hours = forms.IntegerField(
        label=_("Ask our own homes first, for how many hours"), min_value=0, max_value=72, required=False
    )

    def facts(self) -> dict[str, Any]:
        """What `refer` takes: the place to keep away from as a circle."""
        data = dict(self.cleaned_data)
        sector, km = data.pop("avoid_postcode"), data.pop("avoid_km")
        if sector:
            data["avoid"] = [{"lat": sector.lat, "lon": sector.lon, "km": km or 2}]
        return data

    def clean_avoid_postcode(self) -> Sector | None:
        text = self.cleaned_data["avoid_postcode"]
        try:
            return sector_of(normal_postcode(text)) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needed_by"].initial = timezone.localdate()


class NeedsField(forms.MultipleChoiceField):
    """Needs, cleaned to a list; to None where nothing is chosen, which is "not known", and [] for none of them."""

    NONE = "none"

    def __init__(self, **kwargs: Any) -> None:
        choices = [*((need, need.replace("_", " ")) for need in NEEDS), (self.NONE, _("none of these"))]
        more = {"label": _("Needs"), "help_text": _("Nothing chosen: not known yet. It never rules a home out.")}
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **(more | kwargs))

    def prepare_value(self, value: Any) -> Any:
        return [self.NONE] if value == [] and isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if self.NONE in found and len(found) > 1:
            raise ValidationError(_("Choose the needs, or “none of these”"))
        return None if not found else [need for need in found if need != self.NONE]


class ChildForm(GovukForm, forms.Form):
    """One child, without a name: what a home needs to know. What is left out stays unknown."""

    reference = forms.CharField(
        label=_("Reference of the child"), max_length=40, error_messages={"required": _("Enter a reference")}
    )
    birth_month = MonthField(label=_("Month of birth"), noun=_("Month of birth"), latest=timezone.localdate)
    sex = forms.ChoiceField(
        label=_("Girl or boy"), choices=Sex.choices, widget=Radios,
        error_messages={"required": _("Choose girl or boy")},
    )  # fmt: skip
    home_postcode = forms.CharField(label=_("Postcode of the family home"), required=False, max_length=10)
    school_postcode = forms.CharField(label=_("Postcode of the school"), required=False, max_length=10)
    needs = NeedsField()

    def _sector(self, name: str) -> Sector | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        try:
            return sector_of(normal_postcode(text))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def clean_home_postcode(self) -> Sector | None:
        return self._sector("home_postcode")

    def clean_school_postcode(self) -> Sector | None:
        return self._sector("school_postcode")

    def facts(self) -> dict[str, Any]:
        names = ("reference", "birth_month", "sex", "needs")
        kept = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return kept | {
            "home_sector": self.cleaned_data["home_postcode"],
            "school_sector": self.cleaned_data["school_postcode"],
        }


ChildFormSet: "type[BaseFormSet[ChildForm]]" = formset_factory(
    ChildForm, extra=0, min_num=1, max_num=6, validate_min=True
)


class PlaceForm(GovukForm, forms.Form):
    """The decision: why this home, in the officer's words."""

    reason = forms.CharField(
        label=_("Why this home, and not the others?"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say in a sentence why you chose this home")},
    )
