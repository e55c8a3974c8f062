"""A service without an account answers a referral by its signed link. Nothing changes by opening it."""

from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.input.errors import ServiceError
from accounts.models import Organisation
from accounts.pages.access import public
from accounts.pages.contact_fields import TelephoneField
from accounts.pages.govuk_forms import GovukForm
from accounts.tenancy.caller import CallerAt, public_at
from accounts.tenancy.scopes import scope
from placements.candidates import asked_for
from placements.models import Decline, Referral
from placements.offers.services import offering
from placements.pages.asking_page import failed
from placements.referrals.selectors.referrals import share_of
from placements.referrals.services import digest


class ReplyForm(GovukForm, forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Which home may it be? No names."), widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say which home it may be, without names")},
    )  # fmt: skip
    telephone = TelephoneField(
        label=gettext_lazy("Telephone number that the council can ring"), as_written=True,
        error_messages={"required": gettext_lazy("Enter a telephone number")},
    )  # fmt: skip


@public
def answer_referral(request: HttpRequest, token: str) -> HttpResponseBase:
    """The anonymised profile, "not us" with a reason in one click, or whom to ring about a home."""
    keys = digest.read_link(token)
    if keys is None:
        return _old(request)
    with scope(keys[0]):
        try:
            return _answer(request, public_at(Organisation.objects.get(pk=keys[0])), keys[1])
        except ObjectDoesNotExist:
            return _old(request)


def _old(request: HttpRequest) -> HttpResponseBase:
    context = {"page_title": _("This link leads nowhere any more"), "state": "old"}
    return render(request, "placements/public/answer.html", context, status=410)


def _answer(request: HttpRequest, by: CallerAt, referral_id: UUID) -> HttpResponseBase:
    row = Referral.objects.select_related("council").get(pk=referral_id)
    share = share_of(by.organisation_id, row)
    if share is None or row.state != Referral.State.OPEN:
        raise Referral.DoesNotExist
    form, state = ReplyForm(request.POST if "words" in request.POST else None), "ask"
    if request.method == "POST" and "reason" in request.POST:
        try:
            offering.not_us(by, referral_id, request.POST["reason"])
            state = "not_us"
        except ServiceError:
            state = "ask"  # a button of an older page: the reasons stand below
    elif form.is_bound and form.is_valid():
        try:
            digest.reply(by, referral_id, **form.cleaned_data)
            state = "replied"
        except ServiceError as refused:
            failed(form, refused)
    context = {
        "page_title": _("A home for a child"), "state": state, "referral": row, "children": asked_for(row),
        "form": form, "reasons": Decline.Reason.choices, "agency": by.organisation,
        "wishes": [wish.replace("_", " ") for wish in row.wishes],
    }  # fmt: skip
    wrong = state == "ask" and request.method == "POST"
    return render(request, "placements/public/answer.html", context, status=422 if wrong else 200)
