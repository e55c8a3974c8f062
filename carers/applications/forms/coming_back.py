"""Where a link should go: an e-mail address or a mobile number, in one field."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.input.errors import Invalid
from accounts.pages.govuk_forms import GovukForm
from carers.applications.services.coming_back import to_address


class AddressForm(GovukForm, forms.Form):
    address = forms.CharField(
        label=_("Your e-mail address or mobile number"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address or mobile number")},
    )

    def clean_address(self) -> str:
        try:
            return to_address(self.cleaned_data["address"])
        except Invalid as refused:
            raise ValidationError(refused.message) from None
