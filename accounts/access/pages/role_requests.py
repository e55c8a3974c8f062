"""Roles of the other side of an organisation: asked for by one person, confirmed or refused by another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access.pages.settings import form_page, organisation_of, tell
from accounts.access.selectors import staff
from accounts.access.services import role_requests, team
from accounts.input.errors import NotReady, ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.contact_fields import EmailField, NameField
from accounts.pages.govuk_forms import Checkboxes, GovukForm
from accounts.tenancy.roles import ROLES


class AskForm(GovukForm, forms.Form):
    """Any role of the organisation: what one may give oneself is refused in words, with where to do it."""

    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=Checkboxes)

    def __init__(self, *args: Any, choices: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, ROLES[key].name) for key in choices]


class AskForSomebodyNewForm(AskForm):
    name = NameField(label=gettext_lazy("Full name"), max_length=200)
    email = EmailField(label=gettext_lazy("Work email address"))
    field_order = ["name", "email", "roles"]


def _choices(request: StaffRequest) -> list[str]:
    organisation = organisation_of(request)
    if len(team.sides_of(organisation)) < 2:
        raise NotReady(_("Your organisation has one side. Give roles at Team."), "role_request.one_side")
    return team.roles_open_to(organisation)


def _asked(request: StaffRequest, form: AskForm, title: str, **whom: Any) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        try:
            role_requests.ask(request.caller, **form.cleaned_data, **whom)
        except ServiceError as error:
            tell(form, error)
        else:
            messages.success(request, _("Asked for. Whoever may confirm it has been written to."))
            return redirect("team")
    lead = _("Somebody else who runs that side confirms. All concerned are told, and it stands in “Who did what”.")
    return form_page(request, "team", form, title, _("Ask for them"), back="team", lead=lead)


@needs("settings.write")
def ask_for_somebody_new(request: StaffRequest) -> HttpResponseBase:
    form = AskForSomebodyNewForm(request.POST or None, choices=_choices(request))
    return _asked(request, form, _("Let somebody in on the other side"))


@needs("settings.write")
def ask_for_roles(request: StaffRequest, membership_id: UUID) -> HttpResponseBase:
    member = staff.team_of(request.caller.organisation_id).filter(pk=membership_id).first()
    if member is None:
        raise Http404
    choices = [key for key in _choices(request) if key not in member.roles]
    form = AskForm(request.POST or None, choices=choices)
    title = _("Roles of the other side for %s") % (member.user.name or member.user.email)
    return _asked(request, form, title, membership_id=membership_id)


def _decided(request: StaffRequest, act: Callable[..., Any], request_id: UUID, words: str) -> HttpResponseBase:
    try:
        act(request.caller, request_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("team")


@needs("settings.write")
@require_POST
def confirm(request: StaffRequest, request_id: UUID) -> HttpResponseBase:
    return _decided(request, role_requests.confirm, request_id, _("Given. Both of them have been written to."))


@needs("settings.write")
@require_POST
def refuse(request: StaffRequest, request_id: UUID) -> HttpResponseBase:
    return _decided(request, role_requests.refuse, request_id, _("Not given. They have been written to."))
