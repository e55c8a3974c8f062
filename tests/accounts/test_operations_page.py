"""The operations page: what waits, which schedule is late, and the act that settles a doubt."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Heartbeat, Message
from tests.accounts.outbox_help import read, write
from tests.browser import looked_at
from tests.cast import Cast

pytest_plugins = ["tests.browser"]


@pytest.mark.browser
def test_a_manager_settles_a_doubt(cast: Cast, browser_page: Any, sign_in: Any, sent_tasks: list[Any]) -> None:
    doubt, given_up = write(cast, recipient="ada@example.org"), write(cast, recipient="bo@example.org")
    Heartbeat.objects.create(name="sweep-messages", at=timezone.now())
    with cast.acting("musa"):
        Message.objects.filter(pk=doubt.pk).update(
            state="doubtful", reason="The mail server went away while taking the message.", claimed_at=timezone.now()
        )
        Message.objects.filter(pk=given_up.pk).update(
            state="failed", reason="Given up after four hours. The mail server can't be reached."
        )
    page = browser_page
    sign_in(page, cast.people["musa"])
    page.goto("/operations/")
    alive = page.locator("li", has_text="sweep-messages")
    assert "Alive" in alive.inner_text() and page.get_by_text("Has not run yet").count() >= 1
    looked_at(page, "operations")
    row = page.locator("li", has_text="ada@example.org")
    row.get_by_label("Decide").select_option("It was sent")
    row.get_by_role("button").click()
    page.get_by_text("Noted.").wait_for()
    page.get_by_role("button", name="Try all of them again").click()
    page.get_by_text("1 message will be tried again.").wait_for()
    assert read(cast, doubt).state == "sent"
    assert read(cast, given_up).state == "due"
