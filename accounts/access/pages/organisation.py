"""What the public reads of an organisation, kept by its managers: ways to reach it, areas served, enquiries or not."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.pages.settings import tabs
from accounts.access.services.organisations import INDEPENDENT, change_organisation, open_fields
from accounts.input.errors import ServiceError
from accounts.models import Council, Organisation
from accounts.pages.access import StaffRequest, needs
from accounts.pages.contact_fields import EmailField, NameField, TelephoneField
from accounts.pages.govuk_forms import Checkboxes, GovukForm, Radios

_YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class OrganisationForm(GovukForm, forms.Form):
    """Only the fields that are open to this organisation stand in it."""

    name = NameField(label=gettext_lazy("Name, as the public knows it"), max_length=200)
    agency_kind = forms.ChoiceField(
        label=gettext_lazy("What are you?"),
        choices=[(kind.value, str(kind.label).capitalize()) for kind in INDEPENDENT],
        widget=Radios,
    )
    telephone = TelephoneField(label=gettext_lazy("Telephone number"), as_written=True, required=False,
                               help_text=gettext_lazy("Shown where somebody may want to talk"))  # fmt: skip
    duty_telephone = TelephoneField(
        label=gettext_lazy("Telephone number out of hours"), as_written=True, required=False
    )
    email = EmailField(label=gettext_lazy("E-mail address"), required=False)
    urn = forms.CharField(label=gettext_lazy("Ofsted's number (URN)"), max_length=12, required=False)
    recruits = forms.ChoiceField(
        label=gettext_lazy("Do you take enquiries from the public?"), choices=_YES_NO, widget=Radios(inline=True)
    )
    serves = forms.MultipleChoiceField(label=gettext_lazy("Which councils do you serve?"), widget=Checkboxes)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        held = {name: getattr(organisation, name) for name in open_fields(organisation) if name != "serves"}
        held |= {"recruits": "yes" if organisation.recruits else "no"}
        held |= {"serves": [council.pk for council in organisation.serves.all()]}
        super().__init__(*args, initial=held, **kwargs)
        for name in set(self.fields) - set(open_fields(organisation)):
            del self.fields[name]
        if "serves" in self.fields:
            self.fields["serves"].choices = list(Council.objects.order_by("name").values_list("pk", "name"))  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | ({"recruits": told["recruits"] == "yes"} if "recruits" in told else {})


def _regions(chosen: set[str]) -> list[dict[str, Any]]:
    """The councils by region, and how many of each are chosen: 153 boxes in a row can't be read."""
    councils = sorted(Council.objects.all(), key=lambda council: (council.region, council.name))
    return [
        {"name": region, "councils": (rows := list(group)), "chosen": sum(row.pk in chosen for row in rows)}
        for region, group in groupby(councils, key=lambda council: council.region)
    ]


@needs("settings.write")
def organisation(request: StaffRequest) -> HttpResponseBase:
    own = request.caller.organisation
    assert own is not None
    form = OrganisationForm(request.POST or None, organisation=own)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(request.caller, form.changes())
        except ServiceError as error:
            for name, words in (error.fields or {"": error.message}).items():
                form.add_error(name or None, words)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisation")
    chosen = set(form["serves"].value() or []) if "serves" in form.fields else set()
    context = {
        "page_title": _("Your organisation"), "form": form, "chosen": chosen, "own": own,
        "names": [name for name in form.fields if name != "serves"],
        "regions": _regions(chosen) if "serves" in form.fields else [],
        "tabs": tabs(request.caller, "organisation"),
    }  # fmt: skip
    return render(request, "accounts/settings/organisation.html", context, status=422 if form.errors else 200)
