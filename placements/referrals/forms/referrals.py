"""Forms of the council's and the agency's pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector
from accounts.pages.govuk_forms import Checkboxes, GovukForm, MonthField, Radios
from accounts.reference.selectors import sector_code
from carers.law.vocabulary import NEEDS, Sex
from carers.texts.values import to_stored
from placements.models import Referral
from placements.referrals.services.drafting import KNOWN_OF_A_CHILD
from placements.referrals.services.referral_days import last_month_expected
from placements.texts.words import IDENTITY_WORDS, LANGUAGE_WORDS, NEED_WORDS, NOT_WITH_WORDS, PET_WORDS

# In a foster home; that brothers and sisters were split is seen by itself.
AS_ASKED_HERE = [one for one in Referral.AsAsked.choices if one[0] in ("yes", "too_far", "other_kind")]


class SectorField(forms.CharField):
    """A postcode, cleaned to its sector's code: no more of a child's home is kept. The code itself is taken too."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("Only the postcode's sector is kept, like LS6 2")
        super().__init__(required=False, max_length=10, help_text=hint, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return sector_code(str(super().clean(value)))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class SomeOrNoneField(forms.MultipleChoiceField):
    """Cleaned to a list; to None where nothing is chosen, which is "not known", and [] for none of them."""

    NONE = "none"

    def __init__(self, words: Mapping[str, Any], **kwargs: Any) -> None:
        choices = [*words.items(), (self.NONE, _("none of these"))]
        more = {"help_text": _("Nothing chosen: not known yet. It never rules a home out.")}
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **(more | kwargs))

    def bound_data(self, data: Any, initial: Any) -> Any:
        # A browser sends nothing of boxes that are not ticked: that is "not known", and [] is "none" where stored.
        return super().bound_data(data or None, initial)

    def prepare_value(self, value: Any) -> Any:
        return [self.NONE] if value == [] and isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if self.NONE in found and len(found) > 1:
            raise ValidationError(_("Choose what is so, or “none of these”"))
        return None if not found else [one for one in found if one != self.NONE]

    def in_words(self, value: list[str] | None) -> Any:
        names = dict(self.choices)  # type: ignore[arg-type]
        return gettext("Not known yet") if value is None else [str(names.get(one, one)) for one in value or [self.NONE]]


class NeedsField(SomeOrNoneField):
    """Needs of a child."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__({need: NEED_WORDS[need] for need in NEEDS}, **({"label": _("Needs")} | kwargs))


class YesNoField(forms.TypedChoiceField):
    """Cleaned to True, False, or None for "not known"."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No")), ("", _("Not known yet"))]
        super().__init__(choices=choices, coerce=lambda text: text == "yes", empty_value=None, required=False,
                         widget=Radios, initial="", **kwargs)  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def in_words(self, value: bool | None) -> str:
        return str(dict(self.choices)[self.prepare_value(value)])  # type: ignore[arg-type]


class ChildForm(GovukForm, forms.Form):
    """One child, without a name: what a home needs to know. What is left out stays unknown."""

    reference = forms.CharField(
        label=_("Reference of the child"), max_length=40, error_messages={"required": _("Enter a reference")}
    )
    birth_month = MonthField(
        label=_("Month of birth"),
        noun=_("Month of birth"),
        help_text=_("Or in which the birth is expected"),
        latest=last_month_expected,
    )
    sex = forms.ChoiceField(
        label=_("Girl or boy"), choices=Sex.choices, widget=Radios,
        error_messages={"required": _("Choose girl or boy")},
    )  # fmt: skip
    home_postcode = SectorField(label=_("Postcode of the family home"))
    school_postcode = SectorField(label=_("Postcode of the school"))
    needs = NeedsField()
    breathing_condition = YesNoField(
        label=_("Does the child have a breathing condition, such as asthma?"),
        help_text=_("Yes rules out homes where somebody smokes."),
    )
    allergies = SomeOrNoneField(
        PET_WORDS, label=_("Allergic to animals"),
        help_text=_("What is chosen rules out homes that keep them. Nothing chosen: not known yet."),
    )  # fmt: skip
    own_room = forms.BooleanField(label=_("Needs a room of their own, shared with nobody"), required=False)
    only_child = forms.BooleanField(label=_("Must be the only child in the home"), required=False)
    not_with = forms.MultipleChoiceField(
        label=_("Cannot live with"), choices=list(NOT_WITH_WORDS.items()), widget=Checkboxes, required=False
    )
    language = forms.ChoiceField(
        label=_("Language the child speaks"),
        choices=[("", _("Not known yet")), *LANGUAGE_WORDS.items()],
        required=False,
    )
    identity_needs = SomeOrNoneField(IDENTITY_WORDS, label=_("Identity and culture: what matters to the child"))

    def stored(self) -> dict[str, Any]:
        """What a draft keeps of it."""
        return to_stored(self.cleaned_data)

    def facts(self) -> dict[str, Any]:
        """What `referring.write_children` takes."""
        names = ("reference", "birth_month", "sex", "needs", *KNOWN_OF_A_CHILD)
        kept = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        sectors = Sector.objects.in_bulk([self.cleaned_data["home_postcode"], self.cleaned_data["school_postcode"]])
        return kept | {
            "home_sector": sectors.get(self.cleaned_data["home_postcode"]),
            "school_sector": sectors.get(self.cleaned_data["school_postcode"]),
        }


class PlaceForm(GovukForm, forms.Form):
    """The decision: why this home, in the officer's words; `outside`: an emergency beyond the terms of approval."""

    authorised_by = forms.CharField(
        label=_("Who allows it, and in which office or by whose delegation?"), max_length=100,
        help_text=_("It stands with today's date on the list of decisions that you can print."),
        error_messages={"required": _("Enter who allows the emergency, and their office")},
    )  # fmt: skip
    as_asked = forms.ChoiceField(
        label=_("Is this what was asked?"), choices=AS_ASKED_HERE, widget=Radios, initial="yes",
        error_messages={"required": _("Choose whether this is what was asked")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why this home, and not the others?"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say in a sentence why you chose this home")},
    )

    def __init__(self, *args: Any, outside: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not outside:
            del self.fields["authorised_by"]
