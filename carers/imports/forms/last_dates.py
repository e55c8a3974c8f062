"""When something was last done at a home before Hearth knew of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.input.days import DONE
from accounts.pages.govuk_forms import DateField, GovukForm
from carers.homes.selectors.last_dates import COLUMNS
from carers.models import Duty


class LastDatesForm(GovukForm, forms.Form):
    """One day for each of `kinds`; what is not known yet stays empty."""

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            Duty.Kind.REVIEW: _("Last review of approval"),
            Duty.Kind.UNANNOUNCED: _("Last unannounced visit"),
            Duty.Kind.SUPERVISION: _("Last supervision visit"),
            Duty.Kind.TRAINING: _("Training standards met on"),
            Duty.Kind.DBS: _("Date of the last DBS certificate"),
        }
        for kind in kinds:
            label = labels[Duty.Kind(kind)]
            self.fields[COLUMNS[Duty.Kind(kind)]] = DateField(label=label, noun=label, required=False, span=DONE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Enter at least one day"))
        return cleaned

    def told(self) -> dict[str, date | None]:
        return {kind: self.cleaned_data.get(column) for kind, column in COLUMNS.items()}
