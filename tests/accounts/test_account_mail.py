"""Mails about an account go the way of all messages; known and unknown addresses look and cost the same."""

import re
import time
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Message
from accounts.outbox.services import delivering
from accounts.outbox.services.delivering import deliver_due
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from tests.accounts.outbox_help import FakeGateway
from tests.cast import Cast


def test_a_sign_in_code_is_a_row_first_and_goes_before_the_rest(
    cast: Cast, client: Client, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = FakeGateway()
    monkeypatch.setattr(delivering, "gateway_for", lambda channel: gateway)
    assert client.post("/accounts/login/code/", {"email": "Rosa@Example.org"}).status_code == 302
    with cast.acting("rosa"):
        row = Message.objects.get()
    assert (row.kind, row.channel, row.priority) == ("account.login_code", "email", Message.STATUTORY)
    assert row.subject_id == cast.people["rosa"].pk
    assert ("accounts.deliver", [str(cast.agency.pk), str(row.pk)]) in sent_tasks
    assert deliver_due(cast.agency.pk) == {"sent": 1}
    code = re.findall(r"^[A-Z0-9-]{6,}$", gateway.taken[0].body, re.MULTILINE)[0]
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert mail.outbox == []
    with cast.acting("stan"):
        assert not Message.objects.exists()


class FrozenTime:
    """The time that limits of signing in read."""

    monotonic, sleep = staticmethod(time.monotonic), staticmethod(time.sleep)

    def __init__(self, now: list[float]) -> None:
        self.now = now

    def time(self) -> float:
        return self.now[0]


def test_one_mailbox_is_not_filled_with_codes(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two a minute from ever other connections: twelve in an hour, then words and no mail."""
    cache.clear()
    now = [1_800_000_000.0]
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", FrozenTime(now))
    answers = []
    for number in range(16):
        now[0] += 30
        sent = Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/login/code/", {"email": "rosa@example.org"})
        answers.append(sent.status_code)
    assert answers == [302] * 12 + [200] * 4
    said = sent.content.decode()
    assert "Look for the last message, also among spam, or try again in an hour." in said and "01632 960 000" in said
    with cast.acting("rosa"):
        assert Message.objects.count() == 12
    now[0] += 3600
    assert Client().post("/accounts/login/code/", {"email": "rosa@example.org"}).status_code == 302


def test_an_applicant_is_written_to_by_the_agency_of_their_form(
    cast: Cast, client: Client, sent_tasks: list[Any]
) -> None:
    from carers.models import ApplicationForm, Enquiry

    with cast.acting("rosa"):
        enquiry = Enquiry(agency_id=cast.agency.pk, name="Appa", email="appa@example.org")
        enquiry.save()
        ApplicationForm(agency_id=cast.agency.pk, enquiry=enquiry, applicant=cast.people["appa"]).save()
    client.post("/accounts/login/code/", {"email": "appa@example.org"})
    with cast.acting("rosa"):
        assert Message.objects.get(kind="account.login_code").recipient == "appa@example.org"


def test_a_strangers_mail_is_a_row_of_the_service_itself_and_keeps_to_the_guest_list(
    cast: Cast, sent_tasks: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = FakeGateway()
    monkeypatch.setattr(delivering, "gateway_for", lambda channel: gateway)
    settings.MESSAGE_GUESTS = ["@hearth.example"]
    for address in ("nobody@example.org", "tester@hearth.example"):
        Client().post("/accounts/login/code/", {"email": address})
    assert deliver_due(ITSELF) == {"dropped": 1, "sent": 1}
    assert [message.recipient for message in gateway.taken] == ["tester@hearth.example"]
    assert mail.outbox == []
    with cast.acting("rosa"):
        assert not Message.objects.exists()


def _even(client: Client, path: str, body: dict[str, str], email: str) -> tuple[int, str, str]:
    """Status, address and page that somebody with this address meets, without what differs in every answer."""
    answer: Any = client.post(path, body | {"email": email})
    page = client.get(answer.url).content.decode()
    page = re.sub(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return answer.status_code, answer.url, page.replace(email, "ADDRESS")


def test_signing_up_and_signing_in_tell_nobody_who_is_known(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counted(self: Any, *values: Any, **more: Any) -> str:
        hashed.append("once")
        return str(_plain(self, *values, **more))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    password = "four quiet words here"
    for path, body in (
        ("/accounts/signup/", {"password1": password, "password2": password}),
        ("/accounts/login/code/", {}),
        ("/accounts/password/reset/", {}),
    ):
        told, work, before = [], [], _all_messages(cast)
        for email in ("rosa@example.org", f"nobody{len(path)}@example.org"):
            cache.clear()
            hashed.clear()
            told.append(_even(Client(), path, body, email))
            work.append(len(hashed))
        assert told[0] == told[1], path
        assert work[0] == work[1], (path, work)
        assert _all_messages(cast) == before + 2, path


_plain = MD5PasswordHasher.encode


def _all_messages(cast: Cast) -> int:
    found = 0
    for organisation in (cast.agency.pk, ITSELF):
        with scope(organisation):
            found += Message.objects.count()
    return found
