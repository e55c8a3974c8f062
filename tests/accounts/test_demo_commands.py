"""One-time sign-in addresses and the commands that show them."""

from contextlib import suppress
from datetime import timedelta
from io import StringIO
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def person(transactional_db: None) -> Any:
    from accounts.models import User

    return User.objects.create_user("ada@example.org", None, name="Ada")


def parts_of(link: str) -> tuple[str, str]:
    uid, token = link.rstrip("/").split("/")[-2:]
    return uid, token


def link_for(user: Any) -> tuple[str, str]:
    from accounts.access.services.login_links import make_link

    return parts_of(make_link(user))


def test_a_link_works_once(person: Any) -> None:
    from accounts.access.services.login_links import redeem

    uid, token = link_for(person)
    assert redeem(uid, token) == person
    assert redeem(uid, token) is None


def test_signing_in_spends_every_other_link_even_within_one_second(person: Any) -> None:
    from accounts.access.services.login_links import redeem

    person.last_login = timezone.now().replace(microsecond=0)
    person.save()
    other = link_for(person)
    person.last_login += timedelta(microseconds=5)
    person.save()
    assert redeem(*other) is None


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_link_is_good_for_an_hour(person: Any, monkeypatch: pytest.MonkeyPatch, minutes: int, works: bool) -> None:
    from accounts.access.services import login_links

    uid, token = link_for(person)
    later = timezone.now().replace(tzinfo=None) + timedelta(minutes=minutes)
    monkeypatch.setattr(login_links.LoginTokens, "_now", lambda _: later)
    assert (login_links.redeem(uid, token) == person) is works


@pytest.mark.parametrize("uid", ["", "%%%", "AAAA", "__8"])
def test_a_forged_link_is_nobody(person: Any, uid: str) -> None:
    from accounts.access.services.login_links import redeem

    good, token = link_for(person)
    assert redeem(uid, token) is None
    assert redeem(good, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert redeem(good, "") is None
    person.is_active = False
    person.save()
    assert redeem(good, token) is None


@pytest.mark.waits
def test_two_at_once_with_one_link_are_one_sign_in(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is held back between looking and spending, where without a lock both would get in."""
    from accounts.access.services import login_links

    uid, token = link_for(person)
    meeting, found = Barrier(2), []

    def meet(*_: Any) -> bool:
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=1)
        return True

    monkeypatch.setattr(login_links.LoginTokens, "is_fresh", meet)

    def use() -> None:
        found.append(login_links.redeem(uid, token))
        connection.close()

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(user is None for user in found) == [False, True]


def test_the_commands_are_refused_outside_development(person: Any, settings: Any) -> None:
    settings.DEVELOPMENT = False
    for arguments in (["demo_accounts"], ["login_link", "ada@example.org"]):
        with pytest.raises(CommandError, match="only in development"):
            call_command(*arguments)


def test_the_commands_say_when_nothing_runs(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", down)
    with pytest.raises(CommandError, match=r"manage\.py up"):
        call_command("login_link", "ada@example.org")


def test_login_link_prints_an_address_or_says_who_there_is(person: Any) -> None:
    out = StringIO()
    call_command("login_link", "Ada@Example.org", stdout=out)
    assert out.getvalue().startswith("http://testserver/sign-in/once/")
    with pytest.raises(CommandError, match="demo_accounts"):
        call_command("login_link", "nobody@example.org")


def test_nobody_to_list_says_how_to_make_a_region(transactional_db: None) -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "generate_region" in out.getvalue()
