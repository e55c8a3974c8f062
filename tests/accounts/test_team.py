"""A manager lets people in and out; the last manager stays; keys are shown once; the audit tells it all."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.access.selectors import staff
from accounts.access.selectors.callers import caller_by_key, digest
from accounts.access.services import api_keys, team
from accounts.input.errors import Invalid, NotAllowed, NotReady
from accounts.models import ApiKey, AuditEntry, Membership, Message, User
from accounts.tenancy.scopes import scope
from tests.browser import looked_at
from tests.cast import Cast
from tests.clock import LONG_AGO, TODAY, in_days

pytest_plugins = ["tests.browser"]
NEW = {"name": "Una Ngũgĩ", "email": " Una@Example.org ", "roles": ["recruiter"]}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_a_colleague_is_let_in_changed_and_let_go(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        member = team.invite(musa, **NEW)
        written = Message.objects.get(subject_id=member.pk)
        assert written.recipient == "una@example.org" and "/accounts/login/code/" in written.body
        with pytest.raises(NotReady, match="works here already"):
            team.invite(musa, **NEW)
    cast.people["una"] = User.objects.get(email="una@example.org")
    assert cast.caller("una").roles == ("recruiter",)
    with cast.acting("musa") as musa:
        team.change_roles(musa, member.pk, ["agency_placements", "assessor"])
    assert cast.caller("una").roles == ("assessor", "agency_placements")
    today = TODAY
    with cast.acting("musa") as musa:
        team.end(musa, member.pk, today + timedelta(days=3))
    assert cast.caller("una").organisation is not None
    with cast.acting("musa") as musa:
        team.end(musa, member.pk, today)
    assert cast.caller("una").organisation is None
    with cast.acting("musa") as musa:
        assert team.invite(musa, **NEW).pk == member.pk
        acts = AuditEntry.objects.filter(subject_id=member.pk).order_by("id").values_list("action", flat=True)
        assert list(acts) == ["membership.invited", "membership.roles_changed", *["membership.ended"] * 2,
                              "membership.invited"]  # fmt: skip
    assert cast.caller("una").roles == ("recruiter",)


def test_somebody_of_another_organisation_is_let_in_without_a_word_about_it(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        team.invite(musa, "stan@example.org", "Somebody Else", ["recruiter"])
    assert User.objects.get(email="stan@example.org").name == "Stan"
    with cast.acting("stan") as stan:
        assert Membership.objects.filter(organisation=stan.organisation_id).count() == 1


def test_refusals(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        own = Membership.objects.get(user=musa.user)
        for act in (lambda: team.end(musa, own.pk, TODAY),
                    lambda: team.change_roles(musa, own.pk, ["recruiter"])):  # fmt: skip
            with pytest.raises(NotReady, match="Nobody else"):
                act()
        for roles in ([], ["placements_officer"], ["king"], ["recruiter", "council_manager"]):
            with pytest.raises(Invalid, match="role of your organisation"):
                team.change_roles(musa, own.pk, roles)
        for day in (LONG_AGO, date(9999, 12, 31)):
            with pytest.raises(Invalid, match="today on"):
                team.end(musa, own.pk, day)
        with pytest.raises(Invalid, match="correct format"):
            team.invite(musa, "una at example", "Una", ["recruiter"])
        key, secret = api_keys.make_key(musa, "Line", ["agency_manager"])
    with scope():
        program = caller_by_key(secret)
    assert program is not None
    with scope(cast.agency.pk):
        for attempt in (lambda: team.invite(program, **NEW), lambda: api_keys.make_key(program, "More", ["recruiter"])):
            with pytest.raises(NotAllowed, match="a program can't"):
                attempt()
        assert ApiKey.objects.get().pk == key.pk


def _remove_each_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Both managers end the other's access at once, and meet after the check if nothing keeps them apart."""
    with cast.acting("musa") as musa:
        second = team.invite(musa, "una@example.org", "Una", ["agency_manager"])
        first = Membership.objects.get(user=musa.user)
    cast.people["una"] = User.objects.get(email="una@example.org")
    meeting, check = threading.Barrier(2), team._keep_a_manager

    def check_then_meet(membership: Membership, roles: Any) -> None:
        check(membership, roles)
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(2)

    monkeypatch.setattr(team, "_keep_a_manager", check_then_meet)

    def end(who: str, other: Membership) -> str:
        try:
            with cast.acting(who) as caller:
                team.end(caller, other.pk, TODAY)
            return "ended"
        except (NotReady, NotAllowed) as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(end, ("musa", "una"), (second, first)))


@pytest.mark.waits
def test_two_managers_cannot_remove_each_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _remove_each_other(cast, monkeypatch) == ["ended", "membership.gone"]


def test_without_the_lock_they_could(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team, "locked", lambda by: by.organisation)
    assert _remove_each_other(cast, monkeypatch) == ["ended", "ended"]


def test_a_key_is_seen_by_its_organisation_and_its_holder_only(cast: Cast) -> None:
    with cast.acting("musa") as musa:
        _, secret = api_keys.make_key(musa, "Line", ["recruiter"])
    with scope(cast.rival.pk):
        assert not ApiKey.objects.exists()
        assert not ApiKey.objects.filter(digest=digest(secret)).exists()
    with scope():
        assert caller_by_key("guess") is None
        found = caller_by_key(secret)
    assert found is not None and found.organisation == cast.agency
    answer = Client().get("/api/v1/enquiries", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    with cast.acting("musa") as musa:
        assert ApiKey.objects.get().last_used_at is not None
        api_keys.revoke_key(musa, ApiKey.objects.get().pk)
        with pytest.raises(NotReady, match="already"):
            api_keys.revoke_key(musa, ApiKey.objects.get().pk)
    answer = Client().get("/api/v1/enquiries", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401 and "revoked" in answer.json()["detail"]


def test_the_audit_in_pages(cast: Cast, django_assert_num_queries: Any) -> None:
    with cast.acting("musa") as musa:
        subject = Membership.objects.get(user=musa.user)
        for number in range(staff.AUDIT_PAGE + 3):
            AuditEntry.objects.create(
                organisation=cast.agency, action=f"trial.number_{number}", subject_kind="membership",
                subject_id=subject.pk, actor_id=musa.user_id,
            )  # fmt: skip
        entries = staff.entries_of(cast.agency.pk, "trial")
        with django_assert_num_queries(2):
            page = staff.audit_page(entries)
        assert [page.lines[0].words, page.lines[0].who] == [f"Trial number {staff.AUDIT_PAGE + 2}", "Musa"]
        rest = staff.audit_page(entries, page.older)
        assert len(page.lines) == staff.AUDIT_PAGE and len(rest.lines) == 3 and rest.older is None
        assert not staff.audit_page(staff.entries_of(cast.agency.pk, "trial", cast.people["rosa"].pk)).lines


@pytest.mark.browser
def test_a_manager_at_the_settings(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    page = browser_page
    sign_in(page, cast.people["musa"])
    page.goto("/agency/settings/")
    page.get_by_role("link", name="Team").click()
    looked_at(page, "settings-team")
    page.get_by_role("button", name="Let a colleague in").click()
    page.get_by_role("button", name="Let them in").click()
    assert "Enter full name" in page.inner_text(".govuk-error-summary")
    page.get_by_label("Full name").fill("Una O'Brien-Ngũgĩ")
    page.get_by_label("Work email address").fill("una@example.org")
    page.get_by_label("Recruiter").check()
    looked_at(page, "settings-invite")
    page.get_by_role("button", name="Let them in").click()
    page.get_by_text("They can sign in now").wait_for()
    page.locator("li", has_text="Una O'Brien-Ngũgĩ").get_by_role("link", name="End access").click()
    page.get_by_role("button", name="End access").click()
    page.get_by_text("Their access has an end").wait_for()
    page.get_by_role("link", name="Keys for programs").click()
    page.get_by_label("What is the key for?").fill("Our website")
    page.get_by_label("Recruiter").check()
    page.get_by_role("button", name="Make the key").click()
    assert page.get_by_label("The key", exact=True).input_value().startswith("hearth_")
    looked_at(page, "settings-keys")
    page.get_by_role("button", name="Revoke: Our website").click()
    page.get_by_text("It opens nothing from now on").wait_for()
    page.get_by_role("link", name="Who did what").click()
    page.get_by_text("Api key revoked").wait_for()
    looked_at(page, "settings-audit")


def test_who_has_left_is_not_let_back_in_by_a_later_end(cast: Cast) -> None:
    """Ending is no way to give: neither a past access nor a longer one."""
    with cast.acting("musa") as musa:
        rosa = Membership.objects.get(user=cast.people["rosa"])
        Membership.objects.filter(pk=rosa.pk).update(ends_on=in_days(-200))
        with pytest.raises(NotReady, match="no access any more"):
            team.end(musa, rosa.pk, in_days(300))
        rosa.refresh_from_db()
        assert rosa.ends_on == in_days(-200)
