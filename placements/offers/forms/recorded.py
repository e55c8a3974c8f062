"""Forms of an agency's record of a referral that came by e-mail."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.input.days import AHEAD
from accounts.models import Council, Organisation
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.law.vocabulary import WISHES, KindOfCare
from placements.models import Referral
from placements.placing.forms.acts import ChildrenMixin
from placements.referrals.forms.referrals import ChildForm
from placements.texts.words import WISH_WORDS

NO_NAMES = _("No names, addresses or schools. What looks like one is pointed out before anything is kept.")
CLOSE_OF_BUSINESS = time(17)


def _councils() -> list[tuple[str, Any]]:
    here = set(Organisation.objects.filter(is_council=True).values_list("area", flat=True))
    rows = Council.objects.order_by("name").values_list("code", "name")
    marked = [(code, _("%(name)s (uses Hearth)") % {"name": name} if code in here else name) for code, name in rows]
    return [("", _("Choose a council")), *marked]


class RecordedForm(GovukForm, forms.Form):
    """What the message says: who asks, for what, by when."""

    council = forms.ChoiceField(
        label=_("Which council asks?"), choices=_councils,
        error_messages={"required": _("Choose the council that asks")},
        help_text=_("If it uses Hearth, ask it to share the referral there: then its need is counted, and once."),
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Reference in the message, or one of your own"), max_length=36,
        error_messages={"required": _("Enter a reference")}, help_text=_("A number. No names."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of care"), choices=KindOfCare.choices, initial="short_term")
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Referral.Urgency.choices, widget=Radios, initial="planned"
    )
    needed_by = DateField(label=_("Home needed by"), noun=_("The day the home is needed"), span=AHEAD)
    ends_on = DateField(
        label=_("Home needed until"), noun=_("The last day"), required=False, help_text=_("Empty: not known yet")
    )
    answer_day = DateField(
        label=_("The council wants an answer by"), noun=_("The day of the answer"), required=False, span=AHEAD,
        help_text=_("Empty: no day was named"),
    )  # fmt: skip
    answer_time = forms.TimeField(
        label=_("At what time?"), required=False, help_text=_("Like 17:00. Empty: five in the afternoon"),
        error_messages={"invalid": _("Enter a time like 17:00")},
    )  # fmt: skip
    max_km = forms.IntegerField(
        label=_("No farther from home than, in kilometres"), min_value=1, max_value=200, required=False
    )
    together = forms.ChoiceField(
        label=_("Brothers and sisters"),
        choices=[("must", _("Must stay together")), ("should", _("Together if at all possible"))],
        widget=Radios, required=False, help_text=_("Only if you add more than one child"),
    )  # fmt: skip
    wishes = forms.MultipleChoiceField(
        label=_("What the child wishes"), choices=[(wish, WISH_WORDS[wish]) for wish in WISHES],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    risks_words = forms.CharField(
        label=_("What a home must know to keep everybody safe"), widget=forms.Textarea({"rows": 3}), required=False,
        help_text=NO_NAMES,
    )  # fmt: skip
    family_time = forms.CharField(
        label=_("Family time"), widget=forms.Textarea({"rows": 2}), required=False, help_text=NO_NAMES
    )
    looked = forms.BooleanField(label=_("I have looked: nothing in these words tells who a child is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needed_by"].initial = timezone.localdate()

    def facts(self) -> dict[str, Any]:
        """What `record_by_mail` takes besides council, children and whether somebody looked."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("council", "looked")}
        day, at = data.pop("answer_day"), data.pop("answer_time") or CLOSE_OF_BUSINESS
        return data | {"answer_by": timezone.make_aware(datetime.combine(day, at)) if day else None}


class RecordedChildForm(ChildForm):
    """A child of a message: by number alone."""

    reference = None  # type: ignore[assignment]


RecordedChildren: "type[BaseFormSet[RecordedChildForm]]" = formset_factory(
    RecordedChildForm, extra=0, min_num=1, max_num=6, validate_min=True
)


class ChosenForm(ChildrenMixin, GovukForm, forms.Form):
    """The council has chosen this home."""

    starts_on = DateField(label=_("First day in the home"), noun=_("The first day"))
    reason = forms.CharField(
        label=_("What did the council say?"), widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter what the council said, in a sentence")}, help_text=_("No names."),
    )  # fmt: skip


class CloseRecordedForm(GovukForm, forms.Form):
    """How a referral that came by e-mail ended otherwise than in one of the agency's homes."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            ("not_us", _("We have no home for it, and have told the council")),
            ("placed_elsewhere", _("The council found another home")),
            ("need_changed", _("The need changed")),
            ("withdrawn", _("The council withdrew it, or did not answer")),
        ],
        widget=Radios, error_messages={"required": _("Choose how it ended")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("What was said"), widget=forms.Textarea({"rows": 3}), required=False, help_text=_("No names.")
    )
