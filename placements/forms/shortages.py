"""Forms of the shortage dashboard."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.govuk_forms import Checkboxes, GovukForm
from accounts.models import Organisation


class HandOverForm(GovukForm, forms.Form):
    """Which homes of the campaign list, to whom, and a word to them."""

    profiles = forms.MultipleChoiceField(
        label=_("Homes to ask for"), widget=Checkboxes, error_messages={"required": _("Choose at least one")}
    )
    agencies = forms.MultipleChoiceField(
        label=_("Who should recruit them?"), widget=Checkboxes, error_messages={"required": _("Choose at least one")}
    )
    message = forms.CharField(
        label=_("A word to the recruiters"), widget=forms.Textarea, required=False, max_length=1000,
        help_text=_("They see the homes asked for and how many children would have a home. Name no child."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, wanted: Sequence[tuple[str, str]], agencies: Sequence[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        profiles, services = self.fields["profiles"], self.fields["agencies"]
        assert isinstance(profiles, forms.MultipleChoiceField)
        assert isinstance(services, forms.MultipleChoiceField)
        profiles.choices, services.choices = wanted, [(str(agency.pk), agency.name) for agency in agencies]
        profiles.initial = [code for code, _words in wanted]
