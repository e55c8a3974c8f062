"""Rows of links in messages and of providers' doors: open to the public, who need a signature or a token."""

from typing import Any

from tests.cast import Cast
from tests.permissions import Row, everybody

ROWS = [
    Row("unsubscribe", "GET", {"token": "=forged"}, answers=everybody(404)),
    Row("unsubscribe", "POST", {"token": "=forged"}, answers=everybody(404)),
    Row("message_link", "GET", {"token": "=forged"}, answers=everybody(404)),
    *(Row(name, "POST", answers=everybody(401)) for name in ("notify_delivery", "relay_report", "text_received")),
]


def _suppressed(cast: Cast, world: dict[str, Any]) -> None:
    from accounts.services.stopping import suppress

    with cast.acting("rosa") as rosa:
        suppress(rosa, "email", "ada@example.org", "unsubscribed")


TENANCY_WORLD = {"suppressed": _suppressed}
