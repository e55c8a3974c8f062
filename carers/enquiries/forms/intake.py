"""Staff forms of intake: an enquiry by telephone or at an event, an information session, a spreadsheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.input.days import DONE, SOON
from accounts.pages.contact_fields import NameField
from accounts.pages.govuk_forms import DateField, GovukForm, Radios
from carers.law.reaching import CONTACT_WHEN
from carers.models import AgencySettings, Enquiry
from carers.people.forms.enquiry import PersonFields

SOURCES = [choice for choice in Enquiry.Source.choices if choice[0] in {"telephone", "event", "referral", "other"}]


class IntakeForm(PersonFields):
    """Everything but the name and one way to answer may wait: an enquiry takes less than a minute."""

    name = NameField(label=_("Their name"), max_length=200, error_messages={"required": _("Enter their name")})
    no_email = forms.BooleanField(label=_("They have no e-mail"), required=False)
    source = forms.ChoiceField(
        label=_("How did they come to us?"), choices=SOURCES, widget=Radios(inline=True), initial="telephone"
    )
    campaign = forms.CharField(label=_("Campaign or event"), required=False, max_length=100)
    spoken = forms.BooleanField(label=_("We have spoken with them already"), required=False)
    mine = forms.BooleanField(label=_("I look after them"), required=False, initial=True)
    historical = forms.BooleanField(
        label=_("This was some time ago"),
        required=False,
        help_text=_("Kept out of the clocks, and no message goes out"),
    )
    received_on = DateField(label=_("When was that?"), noun="The day", required=False, span=DONE)
    contact_when = forms.ChoiceField(
        label=_("When is best to reach them?"), choices=CONTACT_WHEN, widget=Radios(inline=True), required=False
    )
    may_leave_message = forms.BooleanField(
        label=_("A message may be left that says it is about fostering"), required=False
    )
    notes = forms.CharField(label=_("What they said"), required=False, max_length=2000, widget=forms.Textarea)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ["name", "telephone", "email", "no_email", "postcode", "contact_when", "may_leave_message", "source",
                   "campaign", "spoken", "mine", "notes", "historical", "received_on", "sure"]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("email") and not cleaned.get("no_email") and "email" not in self.errors:
            self.add_error("email", _("Enter their e-mail address, or tick that they have none"))
        if cleaned.get("historical") and not cleaned.get("received_on") and "received_on" not in self.errors:
            self.add_error("received_on", _("Enter the day on which they got in touch"))
        return cleaned


class SessionForm(GovukForm, forms.Form):
    """An information session."""

    title = forms.CharField(label=_("Title"), max_length=120, initial=_("Could you foster?"))
    where = forms.CharField(label=_("Where"), max_length=200, help_text=_("An address, or “online”"))
    on = DateField(label=_("Day"), noun="The day", span=SOON)
    at = forms.TimeField(
        label=_("Starts at"), input_formats=["%H:%M", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p"],
        help_text=_("For example 18:30"),
        error_messages={"invalid": _("Enter a time like 18:30"), "required": _("Enter a time like 18:30")},
    )  # fmt: skip
    seats = forms.IntegerField(label=_("How many people fit?"), min_value=1, max_value=1000, initial=30)


class SettingsForm(GovukForm, forms.ModelForm):  # type: ignore[type-arg]
    """What the agency sets itself."""

    class Meta:
        model = AgencySettings
        fields = ("first_response_days", "visit_offer_days", "references_wanted", "panel_kept", "dbs_renewal_years",
                  "supervision_weeks", "fresh_days", "stuck_days")  # fmt: skip
        labels = {
            "first_response_days": _("First answer within how many working days?"),
            "visit_offer_days": _("Visit offered within how many working days?"),
            "references_wanted": _("References asked for"),
            "panel_kept": _("We keep a fostering panel for first approvals"),
            "dbs_renewal_years": _("DBS checks renewed after how many years?"),
            "supervision_weeks": _("A supervision visit every how many weeks?"),
            "fresh_days": _("A vacancy is stale after how many days without a word?"),
            "stuck_days": _("A person is stuck after how many days without movement?"),
        }
        help_texts = {
            "first_response_days": _("Our promise"),
            "visit_offer_days": _("Our promise"),
            "references_wanted": _("Two at least by law (SI 2011/581 reg 26(1A)); many services take three or more"),
            "panel_kept": _(
                "A reform of 2026 may remove panels from first approvals. "
                "Without one, the assessment goes to the agency decision maker."
            ),
            "dbs_renewal_years": _("Our promise; the law sets no period"),
            "supervision_weeks": _(
                "Our promise; the standards (NMS 21) ask for regular supervision and set no number. "
                "Visits that are due already move with it."
            ),
            "fresh_days": "",
            "stuck_days": "",
        }
