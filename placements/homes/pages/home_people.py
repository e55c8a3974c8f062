"""On a home's page: who of the carers may sign in, and what they would rather take where the agency says otherwise."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.pages.access import StaffRequest
from accounts.tenancy.ids import keys_of
from carers.homes.selectors.my_home import Versions, preferences_of
from carers.homes.services import my_home
from carers.models import Carer, Preference
from placements.homes.forms.my_home import AccessForm, PreferenceForm, SettleForm
from placements.pages.wrong_form import valid

FIELDS = ("age_min", "age_max", "most_children", "sex", "kinds", "note")


def people_context(home: Any, opened: str) -> dict[str, Any]:
    """What the page shows of it; two queries. `home` comes with `terms_now`."""
    versions = preferences_of(home, next(iter(home.terms_now), None))
    return {
        "people": list(Carer.objects.filter(household=home, ended_at=None).select_related("user").order_by("id")),
        "versions": versions,
        "access_form": AccessForm(auto_id="access_%s") if opened == "access" else None,
        "settle_form": SettleForm(auto_id="settle_%s") if versions.is_conflict else None,
        "agency_form": _agency_form(versions) if opened == "preferences" else None,
    }


def _agency_form(versions: Versions) -> PreferenceForm:
    said = versions.agency
    initial = {name: getattr(said, name) for name in FIELDS} if said else {}
    return PreferenceForm(auto_id="agency_%s", initial=initial)


def _access(request: StaffRequest, home: Any) -> str:
    asked = valid(AccessForm(request.POST, auto_id="access_%s"), "access_form")
    my_home.give_access(request.caller, home.pk, asked["email"], asked["name"])
    return _("They get a message with the address of their page.")


def _access_end(request: StaffRequest, home: Any) -> str:
    carer = Carer.objects.filter(pk__in=keys_of(request.POST.get("carer")), household=home).first()
    if carer is None:
        raise Http404
    my_home.end_access(request.caller, home.pk, carer.pk)
    return _("They can't open the page any more.")


def _settle(request: StaffRequest, home: Any) -> str:
    asked = valid(SettleForm(request.POST, auto_id="settle_%s"), "settle_form")
    my_home.settle_preferences(request.caller, home.pk, asked["keep"], asked["answer"])
    return _("Settled. The carers see it on their page.")


def _agency_says(request: StaffRequest, home: Any) -> str:
    form = PreferenceForm(request.POST, auto_id="agency_%s")
    valid(form, "agency_form")
    my_home.say_preferences(request.caller, home.pk, form.wishes(), Preference.Side.AGENCY)
    return _("The agency's version is recorded.")


ACTS: dict[str, Callable[[StaffRequest, Any], str]] = {
    "access": _access, "access-end": _access_end, "settle": _settle, "preferences": _agency_says,
}  # fmt: skip
