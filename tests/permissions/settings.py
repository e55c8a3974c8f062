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
    from accounts.access.services.api_keys import make_key

    with cast.acting("musa") as musa:
        return make_key(musa, "Our website", ["recruiter"])[0].pk


def _invitation(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.access.services.joining import link_for
    from accounts.models import Membership

    with cast.acting("musa"):
        return link_for(Membership.objects.get(user=cast.people["rosa"])).rstrip("/").rpartition("/")[2]


def _wish(cast: Cast, world: dict[str, Any]) -> Any:
    """At a council that runs an agency: an officer is to be a recruiter too, and carl can confirm it."""
    from accounts.models import Membership, RoleRequest

    with cast.acting("carl") as carl:
        anna = Membership.objects.get(user=cast.people["anna"])
        row = RoleRequest(
            organisation_id=carl.organisation_id, membership=anna, roles=["recruiter"], asked_by=cast.people["olga"]
        )
        row.save()
        return row.pk


def _officer(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.models import Membership

    with cast.acting("carl"):
        return Membership.objects.get(user=cast.people["olga"]).pk


WORLD = {"invitation": _invitation, "member": _member, "key": _key, "wish": _wish, "officer": _officer}
TENANCY_WORLD = {"an API key": _key}
_WISH, _OFFICER = {"request_id": "wish"}, {"membership_id": "officer"}
_RECRUITER = {"roles": ["recruiter"]}
_LINE = {"name": "Line", **_RECRUITER}
_UNA = {"name": "Una Example", "email": "una@example.org", "roles": ["recruiter"]}
# A council's manager, who runs one of its sides; at an agency of one side there is nobody to ask.
_ASKS = {"nora": 302, "carl": 422}
_ONE_SIDE = {"musa": 409, "stan": 409}
_NOT_THERE = {"musa": 404, "stan": 404, "nora": 404}
_MEMBER, _KEY = {"membership_id": "member"}, {"key_id": "key"}
_NEW = {"name": "Una Example", "email": "una@example.org", "roles": ["agency_manager"]}
_ROLE, _END = {"roles": ["recruiter"]}, {"ends_on": str(in_days(31))}
_DAY = boxes("ends_on", in_days(31))
_NO = {"nora": 404, "stan": 404, "carl": 404}
# Carl runs the agency of his council; nora runs the council alone, so no role of its agency is hers to give.
_DONE = {"stan": 302, "carl": 302, "nora": 422}
_MADE = {"stan": 201, "carl": 201, "nora": 403}

_TOLD = {"name": "Aire Fostering", "agency_kind": "voluntary", "recruits": "yes", "serves": ["E08000035"]}
_PUBLIC_PAGE = {"stan": 422, "carl": 422, "nora": 422}  # the name is another one's

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
    agency("program_keys", may=MANAGER, but=OWN),
    agency("program_keys", "POST", may=MANAGER, ok=200, body=_LINE, but=OWN | {"nora": 422}),
    Row("ask_for_somebody_new", answers=everybody(403, nobody=302, carl=200, nora=200, **_ONE_SIDE)),
    Row("ask_for_somebody_new", "POST", body=_UNA, answers=everybody(403, nobody=302, **_ASKS, **_ONE_SIDE)),
    Row("ask_for_roles", kwargs=_OFFICER, answers=everybody(403, nobody=302, carl=200, **_NOT_THERE)),
    Row("ask_for_roles", "POST", _OFFICER, _RECRUITER, answers=everybody(403, nobody=302, carl=302, **_NOT_THERE)),
    Row("confirm_roles", "POST", _WISH, answers=everybody(403, nobody=302, carl=302, **_NOT_THERE)),
    Row("refuse_roles", "POST", _WISH, answers=everybody(403, nobody=302, carl=302, **_NOT_THERE)),
    Row("api_role_requests-list", answers=everybody(403, nobody=401, musa=200, stan=200, carl=200, nora=200)),
    Row(
        "api_role_requests-list",
        "POST",
        body=_UNA,
        answers=everybody(403, nobody=401, musa=409, stan=409, carl=409, nora=201),
    ),
    Row(
        "api_role_requests-confirm", "POST", {"pk": "wish"}, answers=everybody(403, nobody=401, carl=200, **_NOT_THERE)
    ),
    Row("api_role_requests-refuse", "POST", {"pk": "wish"}, answers=everybody(403, nobody=401, carl=200, **_NOT_THERE)),
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
