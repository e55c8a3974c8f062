"""The parts of a new referral. Each is saved by itself; what is kept are the names and values of these fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.input.days import AHEAD
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.law.vocabulary import WISHES, KindOfCare
from carers.texts.values import to_initial, to_stored
from placements.models import Referral
from placements.referrals.forms.referrals import ChildForm, NeedsField, SectorField
from placements.referrals.services.draft_needs import in_doubt
from placements.texts.words import NEED_WORDS, WISH_WORDS

MOST_CHILDREN = 8
NO_NAMES = _("No names, addresses or schools: what looks like one is held back until you have looked.")
TO_FOLLOW = [
    ("school", _("School")), ("health", _("Health")), ("family_time", _("Family time")),
    ("risks", _("Risks")), ("siblings", _("Decision about brothers and sisters")), ("consents", _("Consents")),
]  # fmt: skip


def _words(label: Any, rows: int = 3, hint: Any = NO_NAMES) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), required=False, help_text=hint)


class PartForm(GovukForm, forms.Form):
    """`answers`: everything that the draft holds so far, part by part."""

    part = ""

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any]) -> None:
        super().__init__(data, initial=to_initial(type(self), answers.get(self.part, {})))

    def stored(self) -> dict[str, Any]:
        return to_stored(self.cleaned_data)


class WhoForm(PartForm):
    """The child, or the brothers and sisters; the children themselves are a set of forms."""

    part = "who"
    reference = forms.CharField(
        label=_("Your reference"), max_length=40, error_messages={"required": _("Enter your reference")},
        help_text=_("Your own number for this request. No names."),
    )  # fmt: skip
    together = forms.ChoiceField(
        label=_("Brothers and sisters"),
        choices=[("must", _("Must stay together")), ("should", _("Together if at all possible"))],
        widget=Radios, required=False, help_text=_("Only if you add more than one child"),
    )  # fmt: skip
    together_reason = _words(_("Why together, or why apart"), 2)


class DraftChildForm(ChildForm):
    """One child, without needs: they have a part of their own."""

    needs = None  # type: ignore[assignment]


DraftChildren: "type[BaseFormSet[DraftChildForm]]" = formset_factory(
    DraftChildForm, extra=0, min_num=1, max_num=6, validate_min=True
)


class NeedsForm(PartForm):
    """What each child needs, and what a home must know; one question of needs for each child of the draft."""

    part = "needs"
    risks_words = _words(_("What a home must know to keep everybody safe"))
    to_follow = forms.MultipleChoiceField(
        label=_("Not known yet, to follow"), choices=TO_FOLLOW, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("In an emergency it is due within five working days."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any]) -> None:
        self.references = [child["reference"] for child in answers.get("who", {}).get("children", [])]
        self.unclaimed: list[tuple[str, str]] = []  # (child that the draft does not name any more, what was chosen)
        super().__init__(self._of_these(data) if data is not None else None, answers=answers)
        known = answers.get(self.part, {}).get("needs", {})
        self.doubtful = [(reference, needs_words(known[reference])) for reference in in_doubt(answers)]
        asked = {}
        for number, reference in enumerate(self.references):
            label = _("Needs of %(child)s") % {"child": reference}
            asked[f"needs_{number}"] = NeedsField(label=label, initial=known.get(reference))
        self.fields = {**asked, **self.fields}

    def _of_these(self, sent: QueryDict) -> QueryDict:
        """What was sent, each answer under the child it was chosen for, whatever their number on that page was."""
        typed, chosen = sent.copy(), {}
        for number in range(MOST_CHILDREN):
            child, needs = sent.get(f"child_{number}"), typed.pop(f"needs_{number}", [])
            if child is None and needs:
                self.unclaimed.append((gettext("Child %(n)s") % {"n": number + 1}, needs_words(needs)))
            elif child is not None:
                chosen[child] = needs
        for number, reference in enumerate(self.references):
            typed.setlist(f"needs_{number}", chosen.pop(reference, []))
        self.unclaimed += [(reference, needs_words(needs)) for reference, needs in chosen.items() if needs]
        return typed

    def clean(self) -> None:
        if self.unclaimed:
            words = gettext("Some needs were chosen for a child whom the draft does not name. Choose them again below.")
            raise forms.ValidationError(words)

    def stored(self) -> dict[str, Any]:
        data = to_stored(self.cleaned_data)
        needs = {reference: data.pop(f"needs_{number}") for number, reference in enumerate(self.references)}
        return data | {"needs": needs}


def needs_words(chosen: list[str] | None) -> str:
    """What was chosen, as people read it."""
    if chosen is None:
        return gettext("not known yet")
    return ", ".join(str(NEED_WORDS.get(need, need)) for need in chosen if need != NeedsField.NONE) or gettext("none")


class WishesForm(PartForm):
    """The child's wishes and views, family time, places to keep away from."""

    part = "wishes"
    wishes = forms.MultipleChoiceField(
        label=_("What the child wishes"), choices=[(wish, WISH_WORDS[wish]) for wish in WISHES],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    wishes_words = _words(_("In the child's own words"))
    views_words = _words(_("Views of parents and of those who know the child"))
    family_time = _words(_("Family time"), hint=_("Who, how often, where: without names"))
    avoid_postcode = SectorField(label=_("A place to keep away from: its postcode"))
    avoid_km = forms.IntegerField(label=_("Kilometres around it"), min_value=1, max_value=50, required=False)


class DatesForm(PartForm):
    """What kind of care, how urgent, from when until when, how far."""

    part = "dates"
    kind = forms.ChoiceField(label=_("Kind of care"), choices=KindOfCare.choices, initial="short_term")
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Referral.Urgency.choices, widget=Radios, initial="planned"
    )
    needed_by = DateField(label=_("Home needed by"), noun=_("The day the home is needed"), span=AHEAD)
    ends_on = DateField(
        label=_("Home needed until"), noun=_("The last day"), required=False, help_text=_("Empty: not known yet")
    )
    max_km = forms.IntegerField(
        label=_("No farther from home than, in kilometres"), min_value=1, max_value=200, required=False
    )
    sharing = forms.ChoiceField(
        label=_("Who is told of it?"), choices=Referral.Sharing.choices, initial="everyone",
        widget=Radios(reveals={"own_first": "own_first_hours"}),
        error_messages={"required": _("Choose who is told of it")},
        help_text=_("As soon as it is open and nothing in its words tells who a child is. Nobody else is told."),
    )  # fmt: skip
    own_first_hours = forms.IntegerField(
        label=_("Our own homes first: for how many hours"), min_value=0, max_value=72, required=False,
        help_text=_("Counted from when they are told"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any]) -> None:
        super().__init__(data, answers=answers)
        self.initial.setdefault("needed_by", timezone.localdate())
        if self.initial.get("own_first_hours"):  # of a draft that was begun before it was asked who is told
            self.initial["sharing"] = self.initial.get("sharing") or Referral.Sharing.OWN_FIRST


PART_FORMS: dict[str, type[PartForm]] = {form.part: form for form in (WhoForm, NeedsForm, WishesForm, DatesForm)}
PART_TITLES = {
    "who": _("Who needs a home"), "needs": _("Needs, and keeping safe"),
    "wishes": _("Wishes, family time, places to avoid"), "dates": _("When, how urgent, how far"),
}  # fmt: skip


def child_forms(data: Any, answers: Mapping[str, Any]) -> "BaseFormSet[DraftChildForm]":
    """The children's forms: what was sent, or what the draft holds."""
    kept = [to_initial(DraftChildForm, child) for child in answers.get("who", {}).get("children", [])]
    return DraftChildren(data, prefix="child", initial=kept or None)
