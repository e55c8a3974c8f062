"""Forms of the shortage dashboard."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.pages.govuk_forms import Checkboxes, GovukForm
from placements.shortages.forecasting.returns.codes import FIRST_YEAR, LAST_YEAR


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


class ScenarioForm(GovukForm, forms.Form):
    """A what-if: homes recruited, fewer leaving, more or fewer children."""

    name = forms.CharField(label=_("Name of the what-if"), max_length=80,
                           error_messages={"required": _("Give it a name")})  # fmt: skip
    homes = forms.IntegerField(label=_("Homes recruited over a year"), min_value=0, max_value=200, initial=10)
    places = forms.IntegerField(label=_("Places in each"), min_value=1, max_value=4, initial=2)
    youngest = forms.IntegerField(label=_("Youngest age they take"), min_value=0, max_value=17, initial=10)
    oldest = forms.IntegerField(label=_("Oldest age they take"), min_value=0, max_value=17, initial=17)
    fewer_exits = forms.IntegerField(
        label=_("Fewer homes leaving, per cent"), min_value=0, max_value=90, initial=0,
        help_text=_("20 means that a fifth fewer leave"),
    )  # fmt: skip
    entries = forms.IntegerField(
        label=_("More children coming into care, per cent"), min_value=-90, max_value=200, initial=0,
        help_text=_("Below nought for fewer"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("youngest") is not None and found.get("oldest", 17) < found["youngest"]:
            self.add_error("oldest", _("The oldest age must be the youngest or more"))
        return found


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, cleaned to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in several]


class ReturnForm(GovukForm, forms.Form):
    """The files of a return: CSV tables, or one ZIP of yearly folders."""

    tables = FilesField(
        label=_("Files of the return"), error_messages={"required": _("Choose the files of the return")},
        help_text=_("Episodes and Header as CSV, UASC if you have it; or a ZIP of folders named by year. "
                    "All years together: this return takes the place of the one before."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Which year does the return end in?"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR,
        help_text=_("Only needed where the names of files or folders do not say: 2025 for April 2024 to March 2025."),
    )  # fmt: skip
