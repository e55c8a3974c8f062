"""Days without short stays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import DateField, GovukForm


class ShortStaysForm(GovukForm, forms.Form):
    """Days on which a home takes nobody for a short stay."""

    starts = DateField(label=_("From"), noun=_("The first day"))
    ends = DateField(label=_("Short stays again from"), noun=_("The day"))
