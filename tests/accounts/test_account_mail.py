"""Mails about an account go the way of all messages; a stranger's go past the outbox, to guests alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Message
from accounts.services import delivering
from accounts.services.delivering import deliver_due
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


def test_a_stranger_has_no_outbox(cast: Cast, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MAILBOX_DIR, settings.MESSAGE_GATEWAYS = tmp_path, {"email": "mailbox"}
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    [kept] = [json.loads(path.read_text()) for path in tmp_path.glob("*.json")]
    assert kept["recipient"] == "nobody@example.org"
    settings.MESSAGE_GUESTS = ["@hearth.example"]
    client.post("/accounts/login/code/", {"email": "nobody-else@example.org"})
    assert len(list(tmp_path.glob("*.json"))) == 1 and mail.outbox == []
