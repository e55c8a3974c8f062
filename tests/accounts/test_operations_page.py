"""The operations page: what waits, which schedule is late, and the act that settles a doubt."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Heartbeat, Message
from tests.accounts.outbox_help import read, write
from tests.browser import looked_at
from tests.cast import Cast

pytest_plugins = ["tests.browser"]


def test_every_schedule_leaves_a_heartbeat_of_its_own(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from celery import current_app

    current_app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        current_app.tasks[entry["task"]].run(*entry.get("args", []))
    wanted = {(entry.get("args") or [name])[0] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    assert wanted == set(Heartbeat.objects.values_list("name", flat=True))


@pytest.mark.browser
def test_a_manager_settles_a_doubt(cast: Cast, browser_page: Any, sign_in: Any, sent_tasks: list[Any]) -> None:
    doubt, given_up = write(cast, recipient="ada@example.org"), write(cast, recipient="bo@example.org")
    Heartbeat.objects.create(name="sweep-messages", at=timezone.now())
    waiting = write(cast, recipient="cy@example.org")
    with cast.acting("musa"):
        Message.objects.filter(pk=waiting.pk).update(next_attempt_at=timezone.now() - timedelta(hours=2))
        Message.objects.using("owner").filter(pk=doubt.pk).update(
            state="doubtful", reason="The mail server went away while taking the message.", claimed_at=timezone.now()
        )
        Message.objects.using("owner").filter(pk=given_up.pk).update(
            state="failed", reason="Given up after four hours. The mail server can't be reached."
        )
    page = browser_page
    sign_in(page, cast.people["musa"])
    page.goto("/operations/")
    alive = page.locator("li", has_text="sweep-messages")
    assert "Alive" in alive.inner_text() and page.get_by_text("Has not run yet").count() >= 1
    looked_at(page, "operations")
    row = page.locator("li", has_text="ada@example.org")
    row.get_by_role("button").click()
    page.get_by_text("Choose what happened to the message.").wait_for()
    assert read(cast, doubt).state == "doubtful"
    page.get_by_text("The oldest has waited 2 hours, since").wait_for()
    page.get_by_text("That is too long").wait_for()
    row.get_by_label("Decide").select_option("It was sent")
    row.get_by_role("button").click()
    page.get_by_text("Noted.").wait_for()
    page.get_by_role("button", name="Try all of them again").click()
    page.get_by_text("1 message will be tried again.").wait_for()
    assert read(cast, doubt).state == "sent"
    assert read(cast, given_up).state == "due"
