"""Forms of a council's settings of matching, and of who sees a referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import GovukForm, Radios
from placements.matching.ruleset import PARTS, RuleSet
from placements.texts.words import PART_WORDS

HM_IN_KM = 10


class MatchRulesForm(GovukForm, forms.Form):
    """Weights of the nine parts, what counts as near and far, and why they change."""

    near = forms.IntegerField(label=_("Near: full points up to, in kilometres"), min_value=0, max_value=100)
    far = forms.IntegerField(label=_("Far: no points from, in kilometres"), min_value=1, max_value=400)
    max_km = forms.IntegerField(
        label=_("No home farther than, in kilometres"), min_value=1, max_value=400, required=False,
        help_text=_("Empty: only what a referral says itself"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why do the weights change?"), max_length=300,
        error_messages={"required": _("Say why the weights change")},
    )  # fmt: skip

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = rules.weights
        weights = {
            part: forms.IntegerField(label=PART_WORDS[part], min_value=0, max_value=100, initial=getattr(now, part))
            for part in PARTS
        }
        self.fields = {**weights, **self.fields}
        self.fields["near"].initial = rules.near_hm // HM_IN_KM
        self.fields["far"].initial = rules.far_hm // HM_IN_KM
        self.fields["max_km"].initial = rules.max_km

    def settings(self) -> dict[str, Any]:
        """What `set_rules` takes."""
        data = self.cleaned_data
        return {
            "weights": {part: data[part] for part in PARTS},
            "near_hm": data["near"] * HM_IN_KM,
            "far_hm": data["far"] * HM_IN_KM,
            "max_km": data["max_km"],
            "reason": data["reason"],
        }


class ShareForm(GovukForm, forms.Form):
    """Which services see a referral, and how much."""

    agencies = forms.MultipleChoiceField(
        label=_("Services"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one service at least. Nothing was shared.")},
    )
    level = forms.ChoiceField(
        label=_("What may they read?"),
        choices=[
            ("profile", _("The anonymised profile")),
            ("full", _("The full profile: for those on your short list")),
        ],
        widget=Radios,
        initial="profile",
    )

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = list(agencies)  # type: ignore[attr-defined]


class LongerForm(GovukForm, forms.Form):
    hours = forms.IntegerField(
        label=_("Hold for how many hours from now"), min_value=1, max_value=24, initial=8,
        error_messages={"required": _("Enter how many hours, 1 to 24")},
    )  # fmt: skip
