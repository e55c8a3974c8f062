"""What a manager sets for the organisation: the team, keys for programs; and the audit of who did what."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access.giving import may_give, names_of
from accounts.access.selectors import staff
from accounts.access.services import api_keys, role_requests, team
from accounts.input.errors import ServiceError
from accounts.models import Membership, Organisation, RoleRequest
from accounts.pages.access import StaffRequest, needs
from accounts.pages.contact_fields import EmailField, NameField
from accounts.pages.govuk_forms import Checkboxes, DateField, GovukForm
from accounts.tenancy.caller import Caller, CallerAt
from accounts.tenancy.ids import key_of
from accounts.tenancy.roles import ROLES


def tabs(caller: Caller, here: str) -> list[dict[str, Any]]:
    pages = [("agency_settings", _("Clocks and steps"))] if caller.can("agency_settings.write") else []
    pages += [
        ("organisation", _("Your organisation")),
        ("team", _("Team")),
        ("program_keys", _("Keys for programs")),
        ("audit", _("Who did what")),
    ]
    pages += [("retention", _("What is kept how long"))] if caller.can("retention.write") else []
    return [{"href": reverse(name), "text": words, "active": name == here} for name, words in pages]


class RolesForm(GovukForm, forms.Form):
    """Offers what the caller may give alone; the service has the last word."""

    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=Checkboxes)

    def __init__(self, *args: Any, caller: Caller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField) and caller.organisation is not None
        open_here = team.roles_open_to(caller.organisation)
        field.choices = [(key, ROLES[key].name) for key in open_here if may_give(caller.roles, key)]


class InviteForm(RolesForm):
    name = NameField(label=gettext_lazy("Full name"), max_length=200)
    email = EmailField(label=gettext_lazy("Work email address"))
    field_order = ["name", "email", "roles"]


class KeyForm(RolesForm):
    name = forms.CharField(label=gettext_lazy("What is the key for?"), max_length=100)
    field_order = ["name", "roles"]


class EndForm(GovukForm, forms.Form):
    ends_on = DateField(label=gettext_lazy("First day without access"))


def tell(form: forms.Form, error: ServiceError) -> None:
    """The service's words at the field they are about, or at the top."""
    for name, words in (error.fields or {"": error.message}).items():
        form.add_error(name if name in form.fields else None, words)


def form_page(request: StaffRequest, here: str, form: forms.Form, title: str, button: str, **more: Any) -> HttpResponse:
    context = {"page_title": title, "form": form, "button": button, **more}
    return render(request, "accounts/settings/form.html", context, status=422 if form.errors else 200)


def organisation_of(request: StaffRequest) -> Organisation:
    return request.caller.organisation


def _waiting(caller: Caller, row: RoleRequest) -> dict[str, Any]:
    able = role_requests.could_confirm(row)
    return {
        "row": row,
        "roles": names_of(row.roles),
        "able": ", ".join(user.name or user.email for user in able),
        "may_confirm": caller.user_id in {user.pk for user in able},
        "mine": row.asked_by_id == caller.user_id,
    }


@needs("settings.write")
@require_GET
def team_list(request: StaffRequest) -> HttpResponseBase:
    people = [(row, staff.works_here(row)) for row in staff.team_of(request.caller.organisation_id)]
    context = {
        "page_title": _("Team"),
        "here": [row for row, works in people if works],
        "left": [row for row, works in people if not works],
        "waiting": [_waiting(request.caller, row) for row in staff.waiting_requests(request.caller.organisation_id)],
        "two_sides": len(team.sides_of(organisation_of(request))) > 1,
        "roles": ROLES,
        "tabs": tabs(request.caller, "team"),
    }
    return render(request, "accounts/settings/team.html", context)


@needs("settings.write")
def invite(request: StaffRequest) -> HttpResponseBase:
    form = InviteForm(request.POST or None, caller=request.caller)
    if request.method == "POST" and form.is_valid():
        try:
            team.invite(request.caller, **form.cleaned_data)
        except ServiceError as error:
            tell(form, error)
        else:
            messages.success(request, _("They can sign in now. We have written to them how."))
            return redirect("team")
    return form_page(request, "team", form, _("Let a colleague in"), _("Let them in"), back="team")


def _colleague(request: StaffRequest, membership_id: UUID) -> Membership:
    found = staff.team_of(request.caller.organisation_id).filter(pk=membership_id).first()
    if found is None:
        raise Http404
    return found


def _act(
    request: StaffRequest, membership_id: UUID, form: forms.Form, act: Callable[..., Any], done: str, **page: Any
) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        try:
            act(request.caller, membership_id, **form.cleaned_data)
        except ServiceError as error:
            tell(form, error)
        else:
            messages.success(request, done)
            return redirect("team")
    return form_page(request, "team", form, back="team", **page)


@needs("settings.write")
def change_roles(request: StaffRequest, membership_id: UUID) -> HttpResponseBase:
    member = _colleague(request, membership_id)
    form = RolesForm(request.POST or None, initial={"roles": member.roles}, caller=request.caller)
    title = _("Roles of %s") % (member.user.name or member.user.email)
    kept = [key for key in member.roles if not may_give(request.caller.roles, key)]
    lead = _("They also have, from the other side: %s. That stays as it is.") % names_of(kept) if kept else ""

    def change(by: CallerAt, member_id: UUID, roles: list[str]) -> Membership:
        return team.change_roles(by, member_id, [*roles, *kept])

    return _act(request, membership_id, form, change, _("Saved."), title=title, button=_("Save"), lead=lead)


@needs("settings.write")
def end_membership(request: StaffRequest, membership_id: UUID) -> HttpResponseBase:
    member = _colleague(request, membership_id)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    title = _("End the access of %s") % (member.user.name or member.user.email)
    lead = _("What they did stays under their name. You can let them in again.")
    return _act(
        request, membership_id, form, team.end, _("Their access has an end."), title=title, button=_("End access"),
        lead=lead,
    )  # fmt: skip


@needs("settings.write")
def keys(request: StaffRequest) -> HttpResponse:
    """The list, and a form for a new key. The secret is on the answer to that form and nowhere else."""
    form = KeyForm(request.POST or None, caller=request.caller)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = api_keys.make_key(request.caller, **form.cleaned_data)
            form = KeyForm(caller=request.caller)
        except ServiceError as error:
            tell(form, error)
    context = {
        "page_title": _("Keys for programs"),
        "form": form,
        "keys": list(staff.keys_of(request.caller.organisation_id)),
        "roles": ROLES,
        "made": made,
        "secret": secret,
        "tabs": tabs(request.caller, "program_keys"),
    }
    response = render(request, "accounts/settings/keys.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@needs("settings.write")
@require_POST
def revoke_key(request: StaffRequest, key_id: UUID) -> HttpResponseBase:
    try:
        api_keys.revoke_key(request.caller, key_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    except ServiceError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The key is revoked. It opens nothing from now on."))
    return redirect("program_keys")


@needs("audit.read")
@require_GET
def audit(request: StaffRequest) -> HttpResponseBase:
    organisation, chosen = request.caller.organisation_id, request.GET
    entries = staff.entries_of(organisation, chosen.get("act", "").strip()[:60], key_of(chosen.get("who")))
    context = {
        "page_title": _("Who did what"),
        "page": staff.audit_page(entries, key_of(chosen.get("before"))),
        "people": staff.team_of(organisation),
        "act": chosen.get("act", ""),
        "who": chosen.get("who", ""),
        "is_first": "before" not in chosen,
        "tabs": tabs(request.caller, "audit"),
    }
    return render(request, "accounts/settings/audit.html", context)
