"""Staff name who applies, who lives there and who vouches for them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.input.days import DONE
from accounts.pages.contact_fields import NameField
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.models import ApplicationPerson


class PersonForm(GovukForm, forms.Form):
    """A correction: what somebody is does not change, they are taken off the list and named anew."""

    name = NameField(label=_("Full name"), max_length=200, error_messages={"required": _("Enter their full name")})
    birth_date = DateField(
        label=_("Date of birth"), noun=_("Date of birth"), required=False, latest=timezone.localdate, span=DONE,
        help_text=_("Whoever lives there and is 18 or over needs a DBS check. Leave it empty while it is not known."),
    )  # fmt: skip


class NewPersonForm(PersonForm):
    role = forms.ChoiceField(
        label=_("Who are they?"),
        choices=[
            (ApplicationPerson.Role.APPLICANT, _("They apply")),
            (ApplicationPerson.Role.MEMBER, _("They live there, and do not apply")),
            (ApplicationPerson.Role.REFEREE, _("They give a reference")),
        ],
        widget=Radios,
        error_messages={"required": _("Choose what this person is")},
    )
    field_order = ["role", "name", "birth_date"]
