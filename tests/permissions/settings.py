"""Rows of the team, its keys and the audit: the managers' of each organisation, a neighbour's rows not there."""

from typing import Any

from tests.cast import Cast
from tests.clock import boxes, in_days
from tests.permissions import Row, agency, agency_api, everybody

MANAGER = {"musa"}
OWN = {"stan": 200, "carl": 200, "nora": 200}  # managers too, of their own organisations


def _member(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.models import Membership

    with cast.acting("musa"):
        return Membership.objects.get(user=cast.people["rosa"]).pk


def _key(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.services.api_keys import make_key

    with cast.acting("musa") as musa:
        return make_key(musa, "Our website", ["recruiter"])[0].pk


def _invitation(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.models import Membership
    from accounts.services.joining import link_for

    with cast.acting("musa"):
        return link_for(Membership.objects.get(user=cast.people["rosa"])).rstrip("/").rpartition("/")[2]


WORLD = {"invitation": _invitation, "member": _member, "key": _key}
TENANCY_WORLD = {"an API key": _key}
_MEMBER, _KEY = {"membership_id": "member"}, {"key_id": "key"}
_NEW = {"name": "Una Example", "email": "una@example.org", "roles": ["agency_manager"]}
_ROLE, _END = {"roles": ["recruiter"]}, {"ends_on": str(in_days(31))}
_DAY = boxes("ends_on", in_days(31))
_NO = {"nora": 404, "stan": 404, "carl": 404}
# A role of an agency is unknown at a council that runs none; carl's and nora's councils do run one.
_DONE = {"stan": 302, "carl": 302, "nora": 302}
_MADE = {"stan": 201, "carl": 201, "nora": 201}

_TOLD = {"name": "Aire Fostering", "agency_kind": "voluntary", "recruits": "yes", "serves": ["E08000035"]}
_PUBLIC_PAGE = {"stan": 302, "carl": 302, "nora": 302}

ROWS = [
    Row("join", kwargs={"token": "invitation"}, answers=everybody(200)),
    agency("organisation", may=MANAGER, but=OWN),
    agency("organisation", "POST", may=MANAGER, body=_TOLD, but=_PUBLIC_PAGE),
    Row("api_organisation-list", answers=everybody(200, nobody=401, appa=404)),
    agency_api("api_organisation-list", "POST", may=MANAGER, ok=200, body={"telephone": "0113 496 0009"}, but=OWN),
    agency("team", may=MANAGER, but=OWN),
    agency("invite", may=MANAGER, but=OWN),
    agency("invite", "POST", may=MANAGER, body=_NEW, but=_DONE),
    agency("change_roles", "GET", _MEMBER, may=MANAGER, but=_NO),
    agency("change_roles", "POST", _MEMBER, may=MANAGER, body=_ROLE, but=_NO),
    agency("end_membership", "GET", _MEMBER, may=MANAGER, but=_NO),
    agency("end_membership", "POST", _MEMBER, may=MANAGER, body=_DAY, but=_NO),
    agency("api_keys", may=MANAGER, but=OWN),
    agency("api_keys", "POST", may=MANAGER, ok=200, body={"name": "Line", "roles": ["recruiter"]}, but=OWN),
    agency("revoke_key", "POST", _KEY, may=MANAGER, but=_NO),
    agency("audit", may=MANAGER, but=OWN),
    agency_api("api_team-list", may=MANAGER, but=OWN),
    agency_api("api_team-list", "POST", may=MANAGER, ok=201, body=_NEW, but=_MADE),
    agency_api("api_team-detail", kwargs={"pk": "member"}, may=MANAGER, but=_NO),
    agency_api("api_team-roles", "POST", {"pk": "member"}, may=MANAGER, body=_ROLE, but=_NO),
    agency_api("api_team-end", "POST", {"pk": "member"}, may=MANAGER, body=_END, but=_NO),
    agency_api("api_keys-list", may=MANAGER, but=OWN),
    agency_api("api_keys-list", "POST", may=MANAGER, ok=201, body={"name": "Line", "roles": ["recruiter"]}, but=_MADE),
    agency_api("api_keys-revoke", "POST", {"pk": "key"}, may=MANAGER, but=_NO),
    agency_api("api_audit-list", may=MANAGER, but=OWN),
]
