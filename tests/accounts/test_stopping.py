"""Stop means stop: unsubscribe, STOP by text, bounces, complaints, guest lists; and who may say so."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Suppression
from accounts.outbox.services import delivering, links, stopping
from accounts.outbox.services.delivering import deliver_due
from accounts.tenancy import relevance
from tests.accounts.outbox_help import FakeGateway, read, write
from tests.cast import Cast


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]) -> FakeGateway:
    cache.clear()
    fake = FakeGateway()
    monkeypatch.setattr(delivering, "gateway_for", lambda channel: fake)
    return fake


def _path(link: str) -> str:
    return link.removeprefix("http://testserver")


def test_one_click_unsubscribe(cast: Cast, gateway: FakeGateway, client: Client) -> None:
    words = "News. To stop: {{unsubscribe_link}}"
    news = write(cast, message_class="marketing", body=words)
    deliver_due(cast.agency.pk)
    [sent] = gateway.taken
    assert sent.unsubscribe and sent.unsubscribe in sent.body
    path = _path(sent.unsubscribe)
    assert "Stop news" in client.get(path).content.decode()
    with cast.acting("rosa"):
        assert not Suppression.objects.exists()
    strict = Client(enforce_csrf_checks=True)  # a mail program has no cookies
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    more, service = write(cast, message_class="marketing", body=words), write(cast)
    assert deliver_due(cast.agency.pk) == {"dropped": 1, "sent": 1}
    assert read(cast, more).reason == "they unsubscribed"
    assert read(cast, service).state == "sent"
    with cast.acting("rosa"):
        assert Suppression.objects.get().message_id == news.pk
    assert client.post(path[:-3] + "aa/").status_code == 404


def test_a_link_notes_the_first_visit(cast: Cast, gateway: FakeGateway, client: Client) -> None:
    message = write(cast, body="See {{link}}", link_to="/enquire/")
    deliver_due(cast.agency.pk)
    path = _path(gateway.taken[0].body.removeprefix("See "))
    assert client.get(path).headers["Location"] == "/enquire/"
    first = read(cast, message).link_opened_at
    client.get(path)
    assert first is not None and read(cast, message).link_opened_at == first
    assert _path(links.unsubscribe(message)).split("/")[-2] != path.split("/")[-2]


def _post(client: Client, path: str, body: Any, token: str = "secret") -> Any:  # noqa: S107
    return client.post(path, json.dumps(body), "application/json", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def tokens(settings: Any) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = settings.RELAY_CALLBACK_TOKEN = settings.SMS_CALLBACK_TOKEN = "secret"


def test_stop_by_text_ends_texts_from_all_who_wrote(
    cast: Cast, gateway: FakeGateway, client: Client, tokens: None
) -> None:
    write(cast, channel="sms", recipient="07700 900123")
    deliver_due(cast.agency.pk)
    said = {"source_number": "447700900123", "message": " Stop. "}
    assert _post(client, "/callbacks/texts", said).json() == {"known": 1, "received": 1}
    assert _post(client, "/callbacks/texts", said | {"message": "Thank you"}).json()["known"] == 0
    text, mail = write(cast, channel="sms", recipient="+44 7700 900123"), write(cast)
    assert deliver_due(cast.agency.pk) == {"dropped": 1, "sent": 1}
    assert read(cast, text).reason == "they texted STOP"
    assert read(cast, mail).state == "sent"
    with cast.acting("stan"):
        assert not Suppression.objects.exists()


def test_a_hard_bounce_stops_the_address_and_tells_its_owner(
    cast: Cast, gateway: FakeGateway, client: Client, tokens: None
) -> None:
    told: list[Any] = []
    relevance.register("test", lambda rows: {}, told.append)
    message, next_one = write(cast), write(cast)
    with cast.acting("rosa"):
        type(message).objects.using("owner").filter(pk=next_one.pk).update(state="dropped")
    deliver_due(cast.agency.pk)
    report = {"message_id": f"<{message.reference}@testserver>", "event": "bounced", "reason": "550 no such user"}
    assert _post(client, "/callbacks/relay", report, "guess").status_code == 401
    for _ in range(2):
        assert _post(client, "/callbacks/relay", [report]).json() == {"known": 1, "received": 1}
    row = read(cast, message)
    assert (row.state, row.delivery) == ("failed", "bounced")
    assert [heard.pk for heard in told] == [message.pk]
    later = write(cast, recipient="ADA@example.org")
    assert deliver_due(cast.agency.pk) == {"dropped": 1}
    assert read(cast, later).reason == "the address does not work"
    with cast.acting("rosa") as rosa:
        assert stopping.lift(rosa, "email", "ada@example.org", "bounced") == 1
    write(cast)
    assert deliver_due(cast.agency.pk) == {"sent": 1}
    relevance._OWNERS.pop("test", None)


def test_notify_tells_what_became_of_it(cast: Cast, gateway: FakeGateway, client: Client, tokens: None) -> None:
    message = write(cast)
    deliver_due(cast.agency.pk)
    receipt = {"id": "n-1", "reference": message.reference, "status": "delivered", "to": "ada@example.org"}
    assert _post(client, "/callbacks/notify/delivery", receipt).json()["known"] == 1
    assert read(cast, message).delivery == "delivered"
    assert _post(client, "/callbacks/notify/delivery", receipt | {"reference": "somebody-else"}).json()["known"] == 0
    assert _post(client, "/callbacks/notify/delivery", {"status": "delivered"}).status_code == 400


def test_without_a_token_the_doors_are_shut(cast: Cast, client: Client) -> None:
    for path in ("/callbacks/relay", "/callbacks/notify/delivery", "/callbacks/texts"):
        assert _post(client, path, {}, "").status_code == 401


def test_a_test_system_writes_to_its_guests_alone(cast: Cast, gateway: FakeGateway, settings: Any) -> None:
    settings.MESSAGE_GUESTS = ["@hearth.example", "07700 900999"]
    for channel, recipient in (
        ("email", "stranger@example.org"),
        ("email", "Tester@Hearth.example"),
        ("sms", "+447700900999"),
    ):
        write(cast, channel=channel, recipient=recipient)
    assert deliver_due(cast.agency.pk) == {"dropped": 1, "sent": 2}
    assert {message.recipient for message in gateway.taken} == {"Tester@Hearth.example", "+447700900999"}
