"""Forms beside the sections: how to be reached, why somebody withdraws, what was hard, answers by link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.contact_fields import EmailField
from accounts.pages.govuk_forms import Checkboxes, GovukForm, Radios
from carers.law.vocabulary import WithdrawalReason
from carers.people.forms.enquiry import ReachForm


class ContactForm(ReachForm):
    marketing_consent = forms.BooleanField(
        label=_("You may also send me news and invitations to events"), required=False
    )


class WithdrawForm(GovukForm, forms.Form):
    """Ofsted's withdrawal codes, in its words."""

    reason = forms.ChoiceField(
        label=_("What is the main reason?"),
        choices=WithdrawalReason.choices,
        widget=Radios,
        help_text=_("Nobody will argue with you. It helps the service to do better."),
        error_messages={"required": _("Choose the reason that is nearest")},
    )


class TellUsForm(GovukForm, forms.Form):
    ease = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=[("3", _("Easy")), ("2", _("So-so")), ("1", _("Hard"))],
        coerce=int,
        empty_value=None,
        widget=Radios(inline=True),
        required=False,
    )
    words = forms.CharField(
        label=_("What was hard, or could be better?"), required=False, max_length=1000, widget=forms.Textarea
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ease") and not cleaned.get("words") and not self.errors:
            self.add_error("ease", _("Choose an answer, or write a few words"))
        return cleaned


class WayBackForm(GovukForm, forms.Form):
    email = EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address")},
    )


def _words(label: Any, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=3000, widget=forms.Textarea({"rows": 5}), help_text=help_text
    )


class RefereeAnswers(GovukForm, forms.Form):
    known = _words(_("How do you know them, and for how long?"))
    children = _words(_("What have you seen of them with children?"))
    strengths = _words(_("What would they bring to a child who has had a hard time?"))
    worries = _words(_("Is there anything that would worry you?"), required=False)
    live_with = forms.ChoiceField(
        label=_("Would you be content for a child you love to live with them?"),
        choices=[("yes", _("Yes")), ("unsure", _("I am not sure")), ("no", _("No"))],
        widget=Radios,
    )


class MemberAnswers(GovukForm, forms.Form):
    agree = forms.ChoiceField(
        label=_("Are you content that a fostered child comes to live in your home?"),
        choices=[("yes", _("Yes")), ("unsure", _("I am not sure")), ("no", _("No"))],
        widget=Radios,
    )
    thoughts = _words(_("What do you think about it, good and bad?"), required=False)
    dbs = forms.BooleanField(
        label=_("I agree to a DBS check, which the law asks of everybody of 18 and over in the home"),
        required=False,
    )


class JointAnswers(MemberAnswers):
    health = _words(_("Any illness, disability or time of poor mental health? Say “none” if there is nothing"))
    surgery = _words(_("Your GP surgery: name and address"))
    earlier = _words(_("Earlier marriages and partnerships: names and years"), required=False)
    contact = forms.MultipleChoiceField(
        label=_("May the service get in touch with you directly?"),
        choices=[("email", _("By e-mail")), ("telephone", _("By telephone"))],
        widget=Checkboxes,
        required=False,
    )


ANSWERS: dict[str, type[forms.Form]] = {
    "referee": RefereeAnswers,
    "household_member": MemberAnswers,
    "joint_applicant": JointAnswers,
}
