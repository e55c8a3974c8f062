"""Providers' answers sorted into yes, never, not now, later and perhaps, over real sockets."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.outbox.gateways import Doubtful, Outgoing, Permanent, Throttled, Unknown
from accounts.outbox.gateways.sms_http import SmsHttp
from accounts.outbox.gateways.smtp import Smtp
from accounts.outbox.gateways.wire import wire
from tests.accounts.outbox_help import Server, mail_server
from tests.accounts.tls_server import tls_mail_server

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
    assert server.mails is not None
    text = server.mails[0].decode()
    assert f"\r\nList-Unsubscribe: <{MAIL.unsubscribe}>\r\n" in text
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in text
    assert BytesParser(policy=default).parsebytes(server.mails[1]).get_content().split() == MAIL.body.split()


@pytest.mark.parametrize(("code", "error"), [(550, Permanent), (450, Throttled), (421, Throttled), (441, Unknown)])
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_refused_address(server: Server, code: int, error: type[Exception], pipelining: bool) -> None:
    server.pipelining = pipelining
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


@given(title=st.text(max_size=150), body=st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_what_goes_over_the_line_is_read_back_as_it_was_written(title: str, body: str) -> None:
    message = replace(MAIL, title=title, body=body)
    sent = wire(message, "Hearth <no-reply@h.example>", "h.example")
    read = BytesParser(policy=default).parsebytes(sent)
    assert read["Message-ID"] == "<hearth-1-2@h.example>" and read["List-Unsubscribe"] == f"<{MAIL.unsubscribe}>"
    assert len(read.items()) == 11 and not read.defects and max(map(len, sent.splitlines())) < 998
    assert sent.isascii() and b"\n" not in sent.replace(b"\r\n", b"")
    lines = re.split("\r\n|\r|\n", body)
    assert read.get_payload(decode=True).decode().replace("\r\n", "\n").rstrip("\n") == "\n".join(lines).rstrip("\n")
    if title.isprintable():
        assert str(read["Subject"]).split() == title.split()


@pytest.mark.parametrize(
    "recipient", ["", "ada", "ada@example.org\r\nRCPT TO:<eve@example.org>", "zoë@example.org", "a b@c.d", "<a@b.c>"]
)
def test_what_is_no_address_is_never_tried_again(server: Server, recipient: str) -> None:
    gateway = Smtp()
    with pytest.raises(Permanent, match="address"):
        gateway.send(replace(MAIL, recipient=recipient))
    assert gateway.line is None and server.mails == []


def test_a_line_is_encrypted_and_the_server_must_be_who_it_says(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_mail_server(tmp_path) as told:
        settings.SMTP = {"host": "localhost", "port": told.port, "username": "us", "password": "pass",
                         "use_tls": True, "timeout": 5}  # fmt: skip
        with pytest.raises(Unknown, match="SSLCertVerificationError"):
            Smtp().send(MAIL)
        assert told.heard == ["EHLO", "STARTTLS"] and told.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(told.certificate))
        gateway = Smtp()
        gateway.send(MAIL)
        gateway.close()
        assert told.heard[2:6] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
        assert len(told.mails) == 1 and told.encrypted


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
    for status, error in (
        (400, Permanent),
        (401, Unknown),
        (429, Throttled),
        (503, Unknown),
        (500, Doubtful),
        (0, Doubtful),
    ):
        texts.status = status
        with pytest.raises(error) as raised:
            SmsHttp().send(message)
        if status == 429:
            assert raised.value.seconds == 90  # type: ignore[attr-defined]
    settings.SMS_HTTP_URL = "http://127.0.0.1:9/"
    with pytest.raises(Unknown):
        SmsHttp().send(message)
