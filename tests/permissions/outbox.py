"""Rows of links in messages and of providers' doors: open to the public, who need a signature or a token."""

from typing import Any

from tests.cast import Cast
from tests.permissions import Row, agency, agency_api, everybody


def _failed(cast: Cast, world: dict[str, Any]) -> Any:
    from uuid import uuid4

    from accounts.models import Message

    with cast.acting("musa"):
        row = Message(organisation_id=cast.agency.pk, kind="k", subject_kind="enquiry", subject_id=uuid4(),
                      channel="email", recipient="a@example.org", body="b", state="failed",
                      reference=f"hearth-{uuid4().hex}")  # fmt: skip
        row.save()
        return row.pk


WORLD = {"failed_message": _failed}
MANAGER, MANAGERS = {"musa"}, {"stan": 200, "carl": 200}
_ANY = {"stan": 302, "carl": 302}

ROWS = [
    Row("unsubscribe", "GET", {"token": "=forged"}, answers=everybody(404)),
    Row("unsubscribe", "POST", {"token": "=forged"}, answers=everybody(404)),
    Row("message_link", "GET", {"token": "=forged"}, answers=everybody(404)),
    *(Row(name, "POST", answers=everybody(401)) for name in ("notify_delivery", "relay_report", "text_received")),
    agency("operations", may=MANAGER, but=MANAGERS),
    agency("send_given_up", "POST", may=MANAGER, but=_ANY),
    agency("send_service_given_up", "POST", may=MANAGER, but=_ANY),
    agency_api("api_operations-service-again", "POST", may=MANAGER, but=MANAGERS),
    agency("settle_message", "POST", {"message_id": "failed_message"}, may=MANAGER, body={"decision": "let_go"}),
    agency_api("api_operations-list", may=MANAGER, but=MANAGERS),
    agency_api("api_messages-list", may=MANAGER, but=MANAGERS),
    agency_api("api_messages-detail", kwargs={"pk": "failed_message"}, may=MANAGER),
    agency_api("api_messages-settle", "POST", {"pk": "failed_message"}, may=MANAGER, body={"decision": "let_go"}),
]


def _suppressed(cast: Cast, world: dict[str, Any]) -> None:
    from accounts.outbox.services.stopping import suppress

    with cast.acting("rosa") as rosa:
        suppress(rosa, "email", "ada@example.org", "unsubscribed")


TENANCY_WORLD = {"suppressed": _suppressed}
