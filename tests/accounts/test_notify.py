"""GOV.UK Notify over a real socket: what is asked, and how each answer is sorted."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from accounts.outbox.gateways import Doubtful, Outgoing, Permanent, Throttled, Unknown
from accounts.outbox.gateways.notify import Notify

KEY = "hearth-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
MAIL = Outgoing("hearth-1-2", "email", "ada@example.org", "Hello", "Words", "https://h.example/stop/")


@dataclass
class Provider:
    """Answers with `status` and `error`; keeps what it was asked."""

    status: int = 201
    error: str = "BadRequestError"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)


def _handler(told: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            if not told.status:
                return self.connection.close()
            body = {"id": "n-1"} if told.status == 201 else {"errors": [{"error": told.error, "message": "no"}]}
            return self._say(body)

        def do_GET(self) -> None:
            known = [body for _, body in told.asked if body["reference"] in self.path]
            self._say({"notifications": known, "links": {}})

        def _say(self, body: Any) -> None:
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: Any) -> None:
            return None

    return Handler


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    told = Provider()
    server = HTTPServer(("127.0.0.1", 0), _handler(told))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTIFY_API_KEY, settings.NOTIFY_BASE_URL = KEY, f"http://127.0.0.1:{server.server_port}"
    settings.NOTIFY_TEMPLATES = {"email": "t-mail", "sms": "t-text", "letter": "t-letter"}
    yield told
    server.shutdown()
    server.server_close()


def test_each_channel_carries_our_reference_and_the_words(provider: Provider) -> None:
    gateway = Notify()
    assert gateway.send(MAIL).provider_reference == "n-1"
    gateway.send(Outgoing("hearth-1-3", "sms", "07700 900123", "", "A text"))
    address = "Ada Example\n1 Long Road\nLeeds\nLS6 2AB"
    gateway.send(Outgoing("hearth-1-4", "letter", address, "A decision", "Dear Ada"))
    (_, mail), (_, text), (_, letter) = provider.asked
    assert mail["one_click_unsubscribe_url"] == MAIL.unsubscribe and mail["reference"] == "hearth-1-2"
    assert text["personalisation"]["body"] == "A text" and text["template_id"] == "t-text"
    assert letter["personalisation"]["address_line_4"] == "LS6 2AB" and letter["reference"] == "hearth-1-4"
    provider.status = 200
    assert gateway.was_taken("hearth-1-3") is True
    assert gateway.was_taken("hearth-1-9") is False
    with pytest.raises(Permanent, match="A letter needs"):
        gateway.send(Outgoing("hearth-1-5", "letter", "Ada Example", "A decision", "Dear Ada"))
    gateway.close()


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, Permanent), (403, Unknown), (404, Permanent), (429, Throttled), (500, Doubtful), (502, Doubtful),
     (503, Unknown), (504, Doubtful), (0, Doubtful)],
)  # fmt: skip
def test_each_answer_is_sorted(provider: Provider, status: int, error: type[Exception]) -> None:
    provider.status = status
    with pytest.raises(error):
        Notify().send(MAIL)
    assert len(provider.asked) == 1


def test_a_limit_says_how_long_to_wait(provider: Provider) -> None:
    waits = []
    for headers, words in (
        ({}, "RateLimitError"),
        ({"Retry-After": "7"}, "RateLimitError"),
        ({}, "TooManyRequestsError"),
    ):
        provider.status, provider.headers, provider.error = 429, headers, words
        with pytest.raises(Throttled) as raised:
            Notify().send(MAIL)
        waits.append(raised.value.seconds)
    assert waits == [60, 7, 1800]


def test_nobody_there(settings: Any, provider: Provider) -> None:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(Unknown):
        Notify().send(MAIL)
