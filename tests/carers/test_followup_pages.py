"""The recruiter's follow-up pages in a real browser: preview, dry run, edit, effect, tasks, a person's messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message
from carers.followups.services.planning import judged, plan
from carers.followups.services.previewing import dry_run, sending_day
from carers.followups.services.seeding import book_of
from carers.models import FollowUp, FollowUpWords
from tests.browser import looked_at
from tests.carers.followup_help import begin, enquire
from tests.cast import Cast

pytest_plugins = ["tests.browser"]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def _world(cast: Cast) -> Any:
    """Three people: one new, one without e-mail, one who left; and a message that was sent and opened."""
    now = timezone.now()
    begin(cast, now - timedelta(days=60))
    with cast.acting("rosa"):
        opens = sending_day(book_of(cast.agency.pk).rules.times().usual, now) - timedelta(hours=2)
    ada = enquire(cast, at=now - timedelta(hours=2), name="Ada Example")
    enquire(cast, at=now - timedelta(hours=3), name="Bo Other", email="", telephone="+44 113 496 0123",
            contact_by="telephone")  # fmt: skip
    enquire(cast, at=now - timedelta(days=1), name="Cy Left", state="withdrawn", reason="AW1",
            state_since=now - timedelta(hours=20))  # fmt: skip
    return ada, opens


def _sent(cast: Cast, moment: Any) -> None:
    with cast.acting("rosa") as rosa:
        plan(rosa, moment)
    Message.objects.using("owner").update(
        state="sent", sent_at=timezone.now() - timedelta(hours=1), delivery="delivered", link_opened_at=timezone.now()
    )


@pytest.mark.browser
def test_a_recruiters_follow_ups(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    ada, opens = _world(cast)
    page = browser_page
    sign_in(page, cast.people["rosa"])
    page.goto("/agency/follow-ups/")
    assert page.get_by_role("heading", level=2).count() >= 20
    looked_at(page, "follow-ups")

    page.get_by_role("link", name="Thank you for your enquiry").click()
    page.get_by_text("As Bo Other would see it").wait_for()
    page.get_by_label("Another person").select_option("Ada Example")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "Hello Ada Example" in page.locator(".hearth-email").inner_text()
    would = page.locator("table", has_text="Would get it").first.inner_text()
    assert "Ada Example" in would and "Bo Other" in would and "Cy Left" not in would
    page.get_by_text("Who would not, and why").click()
    assert "they withdrew" in page.locator("table", has_text="Cy Left").inner_text()
    looked_at(page, "follow-up-kind")

    body = page.get_by_label("E-mail or letter")
    body.fill("Hello {{name}}, why not tell your friends about {{agency}}")
    page.get_by_role("button", name="Save these words").click()
    page.get_by_role("alert").get_by_text("promotes").first.wait_for()
    looked_at(page, "follow-up-refused")
    body.fill("Hello {{name}}. We have your enquiry and will ring by {{day}}.")
    page.get_by_role("button", name="Show how they look").click()
    assert "Hello Bo Other. We have your enquiry" in page.locator(".hearth-email").inner_text()
    page.get_by_role("button", name="Save these words").click()
    page.get_by_text("Saved as version 2").wait_for()
    with cast.acting("rosa"):
        assert FollowUpWords.objects.filter(step_key="acknowledgement").count() == 2

    _sent(cast, opens)
    page.reload()
    effect = (
        page.locator("table", has_text="By version of the words").locator("tbody tr").first.inner_text().split("\t")
    )
    assert effect[0].startswith("Version 2") and effect[1:4] == ["1", "1", "1"]

    page.goto("/agency/follow-ups/to-do/")
    looked_at(page, "follow-up-to-do")
    row = page.locator("li", has_text="Call Ada Example")
    row.get_by_label("What happened?").select_option("Spoke to them")
    row.get_by_role("button").click()
    page.get_by_text("Noted: spoke to them.").wait_for()
    page.goto("/agency/follow-ups/log/")
    looked_at(page, "follow-up-log")
    page.get_by_role("link", name="Ada Example").first.click()
    assert page.get_by_text("Delivered").count() == 1
    looked_at(page, "person-messages")
    page.goto("/agency/follow-ups/hours/")
    page.get_by_label("Saturday").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("keep to the new hours").wait_for()
    with cast.acting("rosa"):
        ada.refresh_from_db()
        assert ada.state == "contacted"


def test_the_page_of_a_kind_asks_the_database_no_more_for_more_people(cast: Cast, client: Client) -> None:
    begin(cast)
    client.force_login(cast.people["rosa"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/agency/follow-ups/kinds/acknowledgement/").status_code == 200
        return len(queries)

    enquire(cast)
    asked()
    few = asked()
    for n in range(8):
        enquire(cast, email=f"p{n}@example.org")
    assert asked() == few <= 75


def test_a_dry_run_writes_nothing_and_names_everybody_the_plan_would(cast: Cast) -> None:
    _, _ = _world(cast)
    with cast.acting("rosa") as rosa:
        moment, lines = dry_run(rosa, "acknowledgement")
        assert not FollowUp.objects.exists() and not Message.objects.exists()
        would = {line.person_id for line in lines if line.action in ("send", "task")}
        plan(rosa, moment)
        rows = FollowUp.objects.filter(kind="acknowledgement").exclude(state="dropped")
        assert would == set(rows.values_list("person_id", flat=True))
        again = judged(cast.agency.pk, book_of(cast.agency.pk), moment)
        assert [found for found in again if found.verdict.action != "postpone"] == []
        assert {line.reason for line in dry_run(rosa, "acknowledgement")[1]} >= {"already had it"}
