"""Staff forms about an application: moving on with reasons, checks, panel, pause."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.govuk_forms import Checkboxes, DateField, GovukForm, Radios
from carers.law.vocabulary import WithdrawalReason
from carers.models import Application, Check, Decision


class StageForm(GovukForm, forms.Form):
    to = forms.ChoiceField(label=_("Next step"), choices=Application.Stage.choices)
    reason = forms.ChoiceField(
        label=_("Why they withdraw"),
        choices=[("", _("Only for a withdrawal")), *WithdrawalReason.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("Reasons"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("For a brief report, a determination, or a refusal: the applicant has a right to them"),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReceiveForm(GovukForm, forms.Form):
    """What the post brought. Of a DBS check the number, the date and the outcome, nothing else."""

    checks = forms.MultipleChoiceField(label=_("What has arrived"), widget=Checkboxes, required=False)
    on = DateField(label=_("When"), noun="The day", latest=timezone.localdate)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Check.Outcome.choices, widget=Radios(inline=True), initial="clear"
    )
    number = forms.CharField(label=_("DBS certificate number"), required=False, max_length=40)

    def __init__(self, *args: object, waiting: list[Check], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["checks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(check.pk), f"{check.get_kind_display()}: {check.person}") for check in waiting]
        self.fields["on"].initial = timezone.localdate()


class AddCheckForm(GovukForm, forms.Form):
    kind = forms.ChoiceField(label=_("Kind of check"), choices=Check.Kind.choices)
    person = forms.CharField(label=_("About whom, or from whom"), max_length=200)


class PanelForm(GovukForm, forms.Form):
    panel_on = DateField(label=_("Panel meets on"), noun="The panel's day")
    papers_sent_on = DateField(label=_("Papers sent on"), noun="The day", required=False, latest=timezone.localdate)


class RecommendationForm(GovukForm, forms.Form):
    outcome = forms.ChoiceField(
        label=_("The panel recommends"), widget=Radios,
        choices=[choice for choice in Decision.Outcome.choices if choice[0] != "proceed"],
    )  # fmt: skip
    minutes_on = DateField(label=_("Final minutes on"), noun="The day of the minutes", latest=timezone.localdate)
    words = forms.CharField(label=_("Reasons, as minuted"), widget=forms.Textarea({"rows": 3}))
