"""Forms of the acts on a referral, an offer and a stay."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from placements.models import Decline, Ending, Offer, Referral
from placements.placing.services.closing import OTHER_OUTCOMES


class CloseForm(GovukForm, forms.Form):
    """How a referral ended otherwise than here, and whether it is what was asked."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[c for c in Referral.Outcome.choices if c[0] in OTHER_OUTCOMES],
        widget=Radios,
        error_messages={"required": _("Choose how it ended")},
    )
    as_asked = forms.ChoiceField(
        label=_("Is this what was asked?"),
        choices=Referral.AsAsked.choices,
        widget=Radios,
        required=False,
        help_text=_("Only for a child placed elsewhere. A need met badly is part of the shortage."),
    )
    words = forms.CharField(label=_("What happened"), widget=forms.Textarea({"rows": 3}), required=False)


class BesideForm(GovukForm, forms.Form):
    """Another referral of the same children is open: a second one only where somebody says so."""

    asked = forms.CharField(widget=forms.HiddenInput, initial="1")
    beside = forms.BooleanField(
        label=_("Yes, look for another home beside it"),
        error_messages={"required": _("Say that another referral is meant, or go on with the one that is open")},
    )


class GateForm(GovukForm, forms.Form):
    """Ask for approval of a home outside the area."""

    words = forms.CharField(
        label=_("Why this home, and how are the child's needs met there?"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why this home")},
    )


class GateDecisionForm(GovukForm, forms.Form):
    """Decide it: which office, and why."""

    approved = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Approve")), ("no", _("Refuse"))],
        widget=Radios,
        error_messages={"required": _("Choose approve or refuse")},
    )
    office = forms.CharField(
        label=_("Your office, or who delegated the decision to you"),
        max_length=100,
        error_messages={"required": _("Enter the office you hold or who delegated it")},
    )
    words = forms.CharField(
        label=_("Why"), widget=forms.Textarea({"rows": 3}), error_messages={"required": _("Enter the reason")}
    )


class NoticeForm(GovukForm, forms.Form):
    given_on = DateField(label=_("Day on which written notice was given"), noun=_("The day of the notice"))
    how = forms.CharField(
        label=_("How"), max_length=100, error_messages={"required": _("Say how notice was given, for example e-mail")}
    )


class ChildrenMixin(forms.Form):
    """For which children of a referral; asked only where several wait. `children`: (id, words) of those who wait."""

    def __init__(self, *args: Any, children: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(children) > 1:
            asked = forms.TypedMultipleChoiceField(
                label=_("For which children?"), choices=children, coerce=UUID, widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose one child at least")},
            )  # fmt: skip
            self.fields = {"children": asked, **self.fields}


class OfferForm(ChildrenMixin, GovukForm, forms.Form):
    """An agency's offer of one home."""

    price = forms.ChoiceField(
        label=_("Price"), choices=[c for c in Offer.Price.choices if c[0] != "in_house"], widget=Radios,
        initial="framework",
    )  # fmt: skip
    tier = forms.CharField(label=_("Tier of the framework"), max_length=40, required=False)
    weekly_fee = forms.DecimalField(
        label=_("Weekly fee for all children"), min_value=0, max_digits=8, decimal_places=2, required=False,
        help_text=_("It is compared, never scored."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Why this home, and what support comes with it"), widget=forms.Textarea({"rows": 3}), required=False
    )


class NotUsForm(GovukForm, forms.Form):
    reason = forms.ChoiceField(
        label=_("Why not us?"), choices=Decline.Reason.choices, error_messages={"required": _("Choose a reason")}
    )


class EndForm(GovukForm, forms.Form):
    """How a stay ended: with the SSDA903's codes."""

    on = DateField(label=_("First day the child no longer lives there"), noun=_("The day"))
    planned = forms.ChoiceField(
        label=_("Was the end planned?"),
        choices=[("yes", _("Planned")), ("no", _("Not planned"))],
        widget=Radios,
        error_messages={"required": _("Choose whether the end was planned")},
    )
    reason = forms.ChoiceField(
        label=_("The child moves because of"), choices=[("", _("Choose, if the child moves")), *Ending.Reason.choices],
        required=False,
    )  # fmt: skip
    left_care = forms.ChoiceField(
        label=_("Or the child left care"),
        choices=[("", _("Choose, if the child left care")), *Ending.LeftCare.choices],
        required=False,
    )
    debrief = forms.CharField(
        label=_("What was learnt"), widget=forms.Textarea({"rows": 3}), required=False, help_text=_("No names.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class DatesForm(GovukForm, forms.Form):
    """Other dates of a stay; what was recorded before is kept."""

    starts = DateField(label=_("First day"), noun=_("The first day"))
    ends = DateField(
        label=_("First day no longer there"), noun=_("The last day"), required=False, help_text=_("Empty: not known")
    )
    reason = forms.CharField(
        label=_("Why the dates change"), max_length=300, error_messages={"required": _("Say why the dates change")}
    )


class ShortBreakForm(GovukForm, forms.Form):
    household = forms.ChoiceField(label=_("Home for the short break"))
    starts = DateField(label=_("First day"), noun=_("The first day"))
    ends = DateField(label=_("Day of return"), noun=_("The day of return"))

    def __init__(self, *args: Any, homes: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = list(homes)  # type: ignore[attr-defined]
