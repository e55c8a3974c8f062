"""Forms about children who live in a home: a move, briefing and debrief."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from placements.models import Ending


class MoveForm(GovukForm, forms.Form):
    """The child leaves one home and comes to the next on the same day."""

    household = forms.ChoiceField(label=_("The next home"))
    on = DateField(label=_("Day of the move"), noun=_("The day of the move"))
    planned = forms.ChoiceField(
        label=_("Was the move planned?"),
        choices=[("yes", _("Planned")), ("no", _("Not planned"))],
        widget=Radios,
        error_messages={"required": _("Choose whether the move was planned")},
    )
    reason = forms.ChoiceField(
        label=_("The child moves because of"),
        choices=[("", _("Choose")), *Ending.Reason.choices],
        error_messages={"required": _("Choose why the child moves")},
    )
    debrief = forms.CharField(
        label=_("What was learnt"), widget=forms.Textarea({"rows": 3}), required=False, help_text=_("No names.")
    )

    def __init__(self, *args: Any, homes: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = list(homes)  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate()


class WordsForm(GovukForm, forms.Form):
    """Some sentences: a briefing before, a debrief after."""

    words = forms.CharField(label=_("In words"), widget=forms.Textarea({"rows": 5}), help_text=_("No names."))

    def __init__(self, *args: Any, label: str = "", missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].error_messages["required"] = missing
