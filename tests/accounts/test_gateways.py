"""Providers' answers sorted into yes, never, not now, later and perhaps, over real sockets."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from accounts.gateways import Doubtful, Outgoing, Permanent, Throttled, Unknown
from accounts.gateways.sms_http import SmsHttp
from accounts.gateways.smtp import Smtp
from tests.accounts.outbox_help import Server, mail_server

MAIL = Outgoing(
    "hearth-1-2", "email", "ada@example.org", "Hello", "Words\n.\nMore – words", "https://h.example/" + "x" * 200
)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with mail_server() as told:
        settings.SMTP = {"host": "127.0.0.1", "port": told.port, "username": "", "password": "",
                         "use_tls": False, "timeout": 5}  # fmt: skip
        yield told


def test_a_run_sends_over_one_line_with_stable_ids_and_the_headers_of_rfc_8058(server: Server) -> None:
    gateway = Smtp()
    for _ in range(2):
        assert gateway.send(MAIL).provider_reference == "<hearth-1-2@testserver>"
    gateway.close()
    assert server.taken == ["<hearth-1-2@testserver>"] * 2
    text = gateway._mail(MAIL).as_bytes().decode()
    assert f"List-Unsubscribe: <{MAIL.unsubscribe}>\n" in text.replace("\r\n", "\n")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text


@pytest.mark.parametrize(("code", "error"), [(550, Permanent), (450, Throttled), (421, Throttled), (441, Unknown)])
def test_a_refused_address(server: Server, code: int, error: type[Exception]) -> None:
    server.refuse["ada@example.org"] = code
    gateway = Smtp()
    with pytest.raises(error):
        gateway.send(MAIL)
    server.refuse.clear()
    assert gateway.send(MAIL)
    gateway.close()


def test_a_line_that_breaks_before_and_after_the_message(server: Server) -> None:
    gateway = Smtp()
    server.drop.append("DATA")
    with pytest.raises(Unknown):
        gateway.send(MAIL)
    server.drop.append("YES")
    with pytest.raises(Doubtful):
        gateway.send(MAIL)
    assert len(server.taken) == 1
    assert gateway.send(MAIL)
    gateway.close()


def test_a_server_that_is_not_there(settings: Any) -> None:
    settings.SMTP = {"host": "127.0.0.1", "port": 9, "username": "", "password": "", "use_tls": False, "timeout": 2}
    with pytest.raises(Unknown):
        Smtp().send(MAIL)


class _Texts(BaseHTTPRequestHandler):
    status, seen = 200, []  # type: ignore[var-annotated]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["Authorization"], body))
        self._say({"id": "t-1"})

    def do_GET(self) -> None:
        known = [body for _, body in self.seen if body["reference"] in self.path]
        self._say({"messages": known})

    def _say(self, told: dict[str, Any]) -> None:
        if type(self).status == 0:
            self.connection.close()
            return
        self.send_response(type(self).status)
        self.send_header("Retry-After", "90")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: Any) -> None:
        return None


@pytest.fixture
def texts(settings: Any) -> Iterator[type[_Texts]]:
    _Texts.status, _Texts.seen = 200, []
    server = HTTPServer(("127.0.0.1", 0), _Texts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN = f"http://127.0.0.1:{server.server_port}/texts", "t0ken"
    yield _Texts
    server.shutdown()
    server.server_close()


def test_texts_over_http(texts: type[_Texts], settings: Any) -> None:
    message = Outgoing("hearth-9", "sms", "07700 900123", "", "Words")
    assert SmsHttp().send(message).provider_reference == "t-1"
    assert texts.seen[0][0] == "Bearer t0ken" and texts.seen[0][1]["to"] == "+447700900123"
    assert SmsHttp().was_taken("hearth-9") is True
    assert SmsHttp().was_taken("hearth-8") is False
    for status, error in ((400, Permanent), (429, Throttled), (503, Unknown), (500, Doubtful), (0, Doubtful)):
        texts.status = status
        with pytest.raises(error) as raised:
            SmsHttp().send(message)
        if status == 429:
            assert raised.value.seconds == 90  # type: ignore[attr-defined]
    settings.SMS_HTTP_URL = "http://127.0.0.1:9/"
    with pytest.raises(Unknown):
        SmsHttp().send(message)
