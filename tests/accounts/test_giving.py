"""Nobody gives what he does not hold: each role tried with each other by every way there is to give one."""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.access import giving
from accounts.input.errors import NotAllowed
from accounts.models import ApiKey, Membership
from accounts.tenancy import roles
from accounts.tenancy.roles import ROLES
from accounts.tenancy.scopes import scope
from tests.cast import Cast, _person
from tests.sources import sources

pytestmark = pytest.mark.django_db(transaction=True)
AGENCY = {"recruiter", "assessor", "agency_placements", "agency_manager"}
COUNCIL = {"placements_officer", "analyst", "council_manager"}
# What may be given, written out: the rule is not asked.
GIVES = {"agency_manager": AGENCY, "council_manager": COUNCIL}
Way = Callable[[Client, Cast, str], Any]


def _api(client: Client, at: str, body: dict[str, Any], **kwargs: Any) -> None:
    client.post(reverse(at, kwargs=kwargs), body, content_type="application/json")


def _colleague(cast: Cast) -> str:
    """A colleague who works on no side yet."""
    return str(Membership.objects.get(user=cast.people["appa"]).pk)


def _mine(client: Client) -> str:
    return str(Membership.objects.get(user=client.session["_auth_user_id"]).pk)


WAYS: dict[str, Way] = {
    "invite by page": lambda c, cast, role: c.post(
        reverse("invite"), {"name": "Una", "email": "una@x.gov.uk", "roles": [role]}
    ),
    "invite by API": lambda c, cast, role: _api(
        c, "api_team-list", {"name": "Una", "email": "una@x.gov.uk", "roles": [role]}
    ),
    "own roles by page": lambda c, cast, role: c.post(
        reverse("change_roles", args=[_mine(c)]), {"roles": [role, *_roles_of(c)]}
    ),
    "own roles by API": lambda c, cast, role: _api(
        c, "api_team-roles", {"roles": sorted({role, *_roles_of(c)})}, pk=_mine(c)
    ),
    "a colleague's by page": lambda c, cast, role: c.post(
        reverse("change_roles", args=[_colleague(cast)]), {"roles": [role]}
    ),
    "a colleague's by API": lambda c, cast, role: _api(c, "api_team-roles", {"roles": [role]}, pk=_colleague(cast)),
    "key by page": lambda c, cast, role: c.post(reverse("program_keys"), {"name": "Line", "roles": [role]}),
    "key by API": lambda c, cast, role: _api(c, "api_keys-list", {"name": "Line", "roles": [role]}),
}


def _roles_of(client: Client) -> list[str]:
    return list(Membership.objects.get(user=client.session["_auth_user_id"]).roles)


def _holders() -> list[tuple[str, str]]:
    """Every role that anybody or any key holds: who, and what."""
    people = [(str(member.user_id), role) for member in Membership.objects.all() for role in member.roles]
    return sorted([*people, *((str(key.pk), role) for key in ApiKey.objects.all() for role in key.roles)])


@contextmanager
def _undone(organisation: Any) -> Iterator[None]:
    with transaction.atomic():
        with scope(organisation.pk):
            yield
        transaction.set_rollback(True)


@pytest.fixture
def town(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Leeds, council and agency and regional body at once, with one person for each role and one without any."""
    cast.council.is_regional_body = True
    with scope(cast.council.pk):
        cast.council.save()
    for role in ROLES:
        _person(cast, role, cast.council, role)
    Membership.objects.using("owner").create(organisation=cast.council, user=cast.people["appa"], roles=[])
    return cast


def given(cast: Cast) -> set[tuple[str, str, str]]:
    """(way, giver, role) of all that was given: roles that stand somewhere afterwards and did not before."""
    found = set()
    for giver in ROLES:
        client = Client(raise_request_exception=False)
        client.force_login(cast.people[giver])
        for way, act in WAYS.items():
            # Who runs no side is refused before the role is looked at: one of each side will do.
            wanted = set(ROLES) if giver in GIVES else {"recruiter", "analyst"}
            for role in wanted - {giver}:
                with _undone(cast.council):
                    before = _holders()
                    act(client, cast, role)
                    with scope(cast.council.pk):
                        if len(_holders()) > len(before):
                            found.add((way, giver, role))
    return found


def allowed() -> set[tuple[str, str, str]]:
    return {(way, giver, role) for way in WAYS for giver, mine in GIVES.items() for role in mine - {giver}}


@pytest.mark.slow
def test_each_role_by_each_way_to_give_it(town: Cast) -> None:
    """And the manager's own role, which the walk leaves out, is his to give."""
    assert given(town) == allowed()
    assert all(giving.may_give([role], role) for role in GIVES)
    assert not any(giving.may_give([role], role) for role in set(ROLES) - set(GIVES))


def test_a_rule_that_lets_everything_pass_is_found(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault, for the role of the example: the walk says so, by every way."""
    from accounts.access.pages import settings as pages

    monkeypatch.setattr(giving, "may_give", lambda *_: True)
    monkeypatch.setattr(pages, "may_give", lambda *_: True)
    managers = {key: ROLES[key] for key in GIVES}
    monkeypatch.setattr("tests.accounts.test_giving.ROLES", managers)
    wrong = {(way, giver) for way, giver, role in given(town) if role not in GIVES.get(giver, ())}
    crossing = {"own roles by page", "own roles by API"}  # these a second rule holds, below
    assert {way for way, giver in wrong if giver == "agency_manager"} == set(WAYS) - crossing


def test_a_role_that_may_more_than_its_giver_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted role of one's own side, with one capability that its manager lacks."""
    more = roles.Role("planted", "Planted", "agency", frozenset({"people.read", "planted.write"}))
    monkeypatch.setitem(ROLES, "planted", more)
    assert not giving.may_give(["agency_manager"], "planted")
    for check in (giving.check_key, lambda held, asked: giving.check_change(held, (), asked)):
        with pytest.raises(NotAllowed, match="You do not hold this yourself"):
            check(["agency_manager"], ["planted"])


def test_capabilities_of_one_side_do_not_count_on_the_other() -> None:
    """An analyst who runs the agency may neither let analysts in nor, with both together, a council manager."""
    held = ["agency_manager", "analyst"]
    assert not giving.may_give(held, "analyst") and not giving.may_give(held, "council_manager")
    assert giving.may_give(held, "recruiter")


def test_roles_are_written_in_known_places_alone() -> None:
    """A new place that gives roles must ask `accounts.access.giving`, and be named here."""
    known = {
        "accounts/access/services/team.py",
        "accounts/access/services/api_keys.py",
        "accounts/access/services/role_requests.py",
        "accounts/access/services/demo.py",
        "accounts/access/services/organisations.py",
    }
    found = role_writers({name: source for name, source in sources().items() if "/migrations/" not in name})
    assert found == known
    planted = {"a.py": "Membership(user=user, roles=roles)", "b.py": "row.roles = ['x']",
               "c.py": "ApiKey.objects.filter(pk=1).update(roles=['x'])"}  # fmt: skip
    assert role_writers(planted) == set(planted)


def role_writers(sources: dict[str, str]) -> set[str]:
    found = set()
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            makes = any(word in called for word in ("Membership", "ApiKey", ".update"))
            named = isinstance(node, ast.Call) and any(word.arg == "roles" for word in node.keywords)
            assigned = isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Attribute) and target.attr == "roles"
                for at in node.targets
                for target in (at.elts if isinstance(at, ast.Tuple) else [at])
            )
            if (makes and named) or assigned:
                found.add(name)
    return found
