"""Crossing between the sides of one organisation: one person asks, another one confirms, and everybody is told."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access.services import api_keys, role_requests, team
from accounts.input.errors import NotAllowed, NotReady
from accounts.models import AuditEntry, Membership, Message, RoleRequest, User
from accounts.tenancy.scopes import scope
from tests.cast import Cast, _person
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leeds(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Leeds with a manager on each side, and a recruiter and an officer."""
    _person(cast, "amy", cast.council, "agency_manager")
    _person(cast, "cora", cast.council, "council_manager")
    _person(cast, "rik", cast.council, "recruiter")
    return cast


def _member(cast: Cast, who: str) -> Membership:
    return Membership.objects.get(user=cast.people[who])


def _written_to(row: RoleRequest, kind: str) -> set[str]:
    found = Message.objects.filter(subject_id=row.pk, kind=kind).values_list("recipient", flat=True)
    return {address.partition("@")[0] for address in found}


def test_crossing_takes_two_people_and_both_are_told(leeds: Cast) -> None:
    with leeds.acting("amy") as amy:
        own = _member(leeds, "amy").pk
        row = role_requests.ask(amy, ["council_manager"], own)
        assert _written_to(row, "membership.roles_asked") == {"amy", "cora", "carl"}
        for nobody in ("amy", "olga", "rik"):
            with leeds.acting(nobody) as caller, pytest.raises(NotAllowed, match="Somebody else must confirm"):
                role_requests.confirm(caller, row.pk)
    with leeds.acting("cora") as cora:
        role_requests.confirm(cora, row.pk)
        assert _member(leeds, "amy").roles == ["agency_manager", "council_manager"]
        assert _written_to(row, "membership.roles_decided") == {"amy", "cora"}
        acts = AuditEntry.objects.filter(subject_id=own).order_by("id").values_list("action", "actor_id")
        assert list(acts) == [
            ("membership.roles_asked", leeds.people["amy"].pk),
            ("membership.roles_changed", leeds.people["cora"].pk),
            ("membership.roles_confirmed", leeds.people["cora"].pk),
        ]
        with pytest.raises(NotReady, match="decided already"):
            role_requests.confirm(cora, row.pk)


def test_who_holds_both_sides_puts_nobody_on_both_alone(leeds: Cast) -> None:
    with leeds.acting("carl") as carl:
        rik = _member(leeds, "rik")
        for wanted in (["recruiter", "analyst"], ["analyst"]):
            with pytest.raises(NotAllowed, match="That takes two people"):
                team.change_roles(carl, rik.pk, wanted)
        with pytest.raises(NotAllowed, match="That takes two people"):
            team.invite(carl, "una@x.gov.uk", "Una", ["recruiter", "analyst"])
        with pytest.raises(NotAllowed, match="one for each side"):
            api_keys.make_key(carl, "Line", ["recruiter", "analyst"])
        with pytest.raises(NotReady, match="yourself"):
            role_requests.ask(carl, ["analyst"], name="Una", email="una@x.gov.uk")
        row = role_requests.ask(carl, ["analyst"], rik.pk)
        with pytest.raises(NotReady, match="already"):
            role_requests.ask(carl, ["analyst"], rik.pk)
        with pytest.raises(NotAllowed, match="Somebody else"):
            role_requests.confirm(carl, row.pk)
    with leeds.acting("cora") as cora:
        role_requests.confirm(cora, row.pk)
        assert _member(leeds, "rik").roles == ["recruiter", "analyst"]
        assert _written_to(row, "membership.roles_decided") == {"carl", "cora", "rik"}


def test_somebody_new_on_the_other_side(leeds: Cast) -> None:
    with leeds.acting("amy") as amy:
        row = role_requests.ask(amy, ["analyst"], name="Una", email="Una@x.gov.uk")
        assert not User.objects.filter(email="una@x.gov.uk").exists()
    with leeds.acting("cora") as cora:
        role_requests.confirm(cora, row.pk)
        made = Membership.objects.get(user__email="una@x.gov.uk")
        assert made.roles == ["analyst"]
        row.refresh_from_db()
        assert (row.name, row.email, row.membership_id) == ("", "", made.pk)


def test_taken_back_refused_and_lapsed(leeds: Cast) -> None:
    with leeds.acting("amy") as amy:
        own = _member(leeds, "amy").pk
        assert role_requests.refuse(amy, role_requests.ask(amy, ["analyst"], own).pk).state == "withdrawn"
        row = role_requests.ask(amy, ["analyst"], own)
    with leeds.acting("olga") as olga, pytest.raises(NotAllowed):
        role_requests.refuse(olga, row.pk)
    with leeds.acting("cora") as cora:
        assert role_requests.refuse(cora, row.pk).state == "refused"
    with leeds.acting("amy") as amy:
        late = role_requests.ask(amy, ["analyst"], own)
        RoleRequest.objects.filter(pk=late.pk).update(asked_at=timezone.now() - timedelta(days=31))
    with leeds.acting("cora") as cora, pytest.raises(NotReady, match="thirty days"):
        role_requests.confirm(cora, late.pk)
    with leeds.acting("amy") as amy:
        assert role_requests.ask(amy, ["analyst"], own).state == "open"
        assert _member(leeds, "amy").roles == ["agency_manager"]


def test_the_operator_confirms_where_nobody_runs_the_side(leeds: Cast) -> None:
    slug = leeds.council.slug
    with leeds.acting("amy") as amy:
        row = role_requests.ask(amy, ["council_manager"], _member(leeds, "amy").pk)
    with pytest.raises(CommandError, match="can confirm this"):
        call_command("role_requests", slug, "--confirm", str(row.pk), "--operator", "CHG0042")
    with scope(leeds.council.pk):
        Membership.objects.filter(user__in=[leeds.people["carl"], leeds.people["cora"]]).update(roles=["recruiter"])
    out = StringIO()
    call_command("role_requests", slug, stdout=out)
    assert "nobody there: the operator" in out.getvalue()
    with pytest.raises(CommandError, match="Say who you are"):
        call_command("role_requests", slug, "--confirm", str(row.pk))
    call_command("role_requests", slug, "--confirm", str(row.pk), "--operator", "CHG0042", stdout=out)
    with scope(leeds.council.pk):
        assert _member(leeds, "amy").roles == ["agency_manager", "council_manager"]
        assert _written_to(row, "membership.roles_decided") == {"amy"}
        assert AuditEntry.objects.get(action="membership.roles_confirmed").actor_kind == "job"


def test_a_side_takes_away_its_own_roles_alone(leeds: Cast) -> None:
    today = TODAY
    with leeds.acting("amy") as amy:
        carl, olga = _member(leeds, "carl"), _member(leeds, "olga")
        with pytest.raises(NotAllowed, match="take away: Council manager"):
            team.change_roles(amy, carl.pk, ["agency_manager"])
        with pytest.raises(NotAllowed, match="end their access"):
            team.end(amy, olga.pk, today)
        team.change_roles(amy, carl.pk, ["recruiter", "council_manager"])
    with leeds.acting("cora") as cora:
        team.end(cora, olga.pk, today)
        team.change_roles(cora, carl.pk, ["recruiter"])
        with pytest.raises(NotReady, match="Nobody else"):
            team.end(cora, _member(leeds, "cora").pk, today)


def test_nobody_who_works_on_both_sides_is_ended_by_one_of_them(leeds: Cast) -> None:
    """To end and let in again would take the other side's roles away."""
    with leeds.acting("amy") as amy, pytest.raises(NotAllowed, match="your own"):
        team.end(amy, _member(leeds, "carl").pk, TODAY)


def test_a_wish_ends_with_who_asked_and_whom_it_is_for(leeds: Cast) -> None:
    with leeds.acting("amy") as amy:
        row = role_requests.ask(amy, ["council_manager"], _member(leeds, "rik").pk)
    with leeds.acting("cora") as cora:
        Membership.objects.filter(user=leeds.people["rik"]).update(ends_on=TODAY)
        with pytest.raises(NotReady, match="no access any more"):
            role_requests.confirm(cora, row.pk)
        assert _member(leeds, "rik").roles == ["recruiter"]


def test_what_one_gave_up_meanwhile_is_not_passed_on(leeds: Cast) -> None:
    """The caller was read at the start of the request; what counts is what stands when the lock is held."""
    with leeds.acting("cora") as cora:
        Membership.objects.filter(user=cora.user).update(roles=["analyst"])
        with pytest.raises(NotAllowed, match="do not hold"):
            team.invite(cora, "una@x.gov.uk", "Una", ["placements_officer"])


def test_the_database_knows_two_people(leeds: Cast) -> None:
    amy = leeds.people["amy"]
    with scope(leeds.council.pk):
        facts = {"organisation": leeds.council, "roles": ["analyst"], "state": "given", "asked_by": amy}
        with pytest.raises(IntegrityError, match="role_request_by_two_people"), transaction.atomic():
            RoleRequest.objects.create(**facts, decided_by=amy)
        with pytest.raises(IntegrityError, match="role_request_by_two_people"), transaction.atomic():
            RoleRequest.objects.create(**facts)


def test_by_pages(leeds: Cast) -> None:
    amy, cora = Client(), Client()
    amy.force_login(leeds.people["amy"])
    cora.force_login(leeds.people["cora"])
    with scope(leeds.council.pk):
        member = _member(leeds, "amy").pk
    form = amy.get(f"/settings/team/{member}/roles/").content.decode()
    assert "Recruiter" in form and "Council manager" not in form
    assert amy.post(f"/settings/team/{member}/ask/", {"roles": ["council_manager"]}).status_code == 302
    refused = amy.post("/settings/team/ask/", {"roles": ["recruiter"], "name": "Una", "email": "una@x.gov.uk"})
    assert refused.status_code == 422 and "give this yourself" in refused.content.decode()
    with scope(leeds.council.pk):
        row = RoleRequest.objects.get()
    confirm = reverse("confirm_roles", args=[row.pk])
    assert confirm not in amy.get("/settings/team/").content.decode()
    assert "Can confirm: " in amy.get("/settings/team/").content.decode()
    assert confirm in cora.get("/settings/team/").content.decode()
    amy.post(confirm)
    with scope(leeds.council.pk):
        assert _member(leeds, "amy").roles == ["agency_manager"]
    cora.post(confirm)
    with scope(leeds.council.pk):
        assert _member(leeds, "amy").roles == ["agency_manager", "council_manager"]
    kept = cora.get(f"/settings/team/{member}/roles/").content.decode()
    assert "from the other side: Agency manager" in kept
    cora.post(f"/settings/team/{member}/roles/", {"roles": ["analyst"]})
    with scope(leeds.council.pk):
        assert _member(leeds, "amy").roles == ["agency_manager", "analyst"]
