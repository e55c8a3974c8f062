"""Addresses set aside for examples and drama: no gateway that leaves the machine writes to them."""

import ast
from typing import Any

import pytest

from accounts.outbox.addresses import is_made_up
from accounts.outbox.gateways import Outcome, Outgoing, Permanent, choose
from tests.sources import sources

NOBODYS = [
    ("email", "ada@example.org"), ("email", "Ada@EXAMPLE.com "), ("email", "a@mail.example.net"),
    ("email", "recruiter@leeds.example"), ("email", "x@y.test"), ("email", "no-reply@hearth.invalid"),
    ("email", "root@localhost"), ("sms", "07700 900123"), ("sms", "+447700900999"), ("sms", "0113 496 0000"),
    ("sms", "020 7946 0958"), ("sms", "01632 960123"),
]  # fmt: skip
SOMEBODYS = [
    ("email", "ada@leeds.gov.uk"), ("email", "ada@example.org.uk"), ("email", "ada@bestexample.com"),
    ("email", "example.org@gmail.com"), ("sms", "07700 901123"), ("sms", "07911 123456"), ("sms", "0113 222 4444"),
    ("letter", "Ada Example\n1 Road\nLS6 2AB"),
]  # fmt: skip
GATEWAYS = ("smtp", "notify", "sms_http")


def test_which_addresses_nobody_has() -> None:
    assert [a for a in NOBODYS if not is_made_up(*a)] == []
    assert [a for a in SOMEBODYS if is_made_up(*a)] == []


class Provider:
    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, message: Outgoing) -> Outcome:
        self.taken.append(message.recipient)
        return Outcome("1")


@pytest.mark.parametrize("name", GATEWAYS)
def test_every_real_gateway_refuses_them(settings: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    provider = Provider()
    for module, made in (("smtp", "Smtp"), ("notify", "Notify"), ("sms_http", "SmsHttp")):
        monkeypatch.setattr(f"accounts.outbox.gateways.{module}.{made}", lambda: provider)
    settings.MESSAGE_GATEWAYS = dict.fromkeys(("email", "sms", "letter"), name)
    for channel, address in NOBODYS:
        with pytest.raises(Permanent, match="set aside for examples"):
            choose.gateway_for(channel).send(Outgoing("r", channel, address, "Hello", "Words"))
    assert provider.taken == []
    for channel, address in SOMEBODYS:
        choose.gateway_for(channel).send(Outgoing("r", channel, address, "Hello", "Words"))
    assert provider.taken == [address for _, address in SOMEBODYS]


def senders(sources: dict[str, str]) -> set[str]:
    """Files that reach a mail server or a provider of texts by themselves."""
    reaching = {"smtplib", "notifications_python_client", "django.core.mail", "twilio", "boto3"}
    found = set()
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(module == one or module.startswith(f"{one}.") for module in modules for one in reaching):
                found.add(name)
    return found


def test_nothing_sends_past_the_one_place() -> None:
    """Gateways are made in `choose` alone, and nothing else reaches a provider."""
    ours = sources()
    known = {"accounts/outbox/gateways/smtp.py", "accounts/outbox/gateways/notify.py"}
    assert senders(ours) == known
    assert senders({"planted.py": "from django.core.mail import send_mail"}) == {"planted.py"}
    makers = {
        name for name, source in ours.items()
        if any(f"{made}()" in source for made in ("Smtp", "Notify", "SmsHttp"))
    }  # fmt: skip
    assert makers == {"accounts/outbox/gateways/choose.py"}
