"""The service's own failed messages: seen by whoever runs operations, with what to do, and never to whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Message
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF, hearth_itself
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
WHO = "una.secret@example.org"


def _write(kind: str, state: str, reason: str, **more: Any) -> Any:
    itself = hearth_itself()
    with scope(ITSELF):
        row = Message(organisation=itself, kind=kind, subject_kind="enquirydraft", subject_id=ITSELF, channel="email",
                      recipient=WHO, title="For Una", body="b", state=state, reason=reason, reference=f"{kind}{reason}",
                      cycle=f"{kind}{reason}"[:120], **more)  # fmt: skip
        row.save()
        return row.pk


def _state(pk: Any) -> str:
    with scope(ITSELF):
        return str(Message.objects.get(pk=pk).state)


def test_failed_messages_of_the_service_itself_are_told_and_tried_again(cast: Cast, sent_tasks: list[Any]) -> None:
    gone = "Given up after four hours. The mail server can't be reached."
    link = _write("enquiry.draft_link", "failed", gone)
    code = _write("account.login_code", "failed", gone)
    refused = _write("enquiry.draft_link", "failed", f"550 5.1.1 <{WHO}> unknown")
    doubt = _write("enquiry.draft_link", "doubtful", "The sender stopped half-way")
    _write("enquiry.draft_link", "due", "", next_attempt_at=timezone.now() + timedelta(hours=1))
    client, recruiter = Client(), Client()
    client.force_login(cast.people["musa"])
    recruiter.force_login(cast.people["rosa"])
    page = client.get("/operations/").content.decode()
    for words in ("Sign-in mails, e-mail: 1", "something half done, e-mail: 1", "could not be reached for four hours",
                  "Their codes have run out", "a slip in it", "Nobody knows whether they were sent"):  # fmt: skip
        assert words in page, words
    assert "una.secret" not in page and "For Una" not in page
    told = client.get("/api/v1/operations").json()["service_failures"]
    assert sorted((row["sort"], row["count"], row["again"]) for row in told) == [
        ("account", 1, False), ("link", 1, False), ("link", 1, False), ("link", 1, True),
    ]  # fmt: skip
    assert "una.secret" not in str(told) and recruiter.get("/operations/").status_code == 403
    assert recruiter.post("/operations/messages/service/again/").status_code == 403 and _state(link) == "failed"
    assert client.post("/operations/messages/service/again/", follow=True).status_code == 200
    assert [_state(pk) for pk in (link, code, refused, doubt)] == ["due", "failed", "failed", "doubtful"]
    assert ("accounts.deliver_due", [str(ITSELF)]) in sent_tasks
    with cast.acting("musa"):
        assert AuditEntry.objects.get(action="service.messages_sent_again").data == {"count": 1}
    again = client.post("/api/v1/operations/service_again", content_type="application/json")
    assert again.json() == {"again": 0} and "Try the service" not in client.get("/operations/").content.decode()
