from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import GovukForm, Radios

KINDS = [
    ("identity", _("Passport, driving licence or other proof of who you are")),
    ("address", _("Proof of address")),
    ("landlord", _("Letter from your landlord")),
    ("medical", _("Medical paper")),
    ("training", _("Certificate of training")),
    ("other", _("Something else")),
]


class DocumentForm(GovukForm, forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=KINDS,
        widget=Radios,
        error_messages={"required": _("Choose what the document is")},
    )
    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,  # the service refuses it in words
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("PDF, JPEG or PNG, up to 10 MB and 100 pages. A photo from your phone is fine."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty. Choose another")},
    )
