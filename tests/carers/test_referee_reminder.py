"""A referee's reminder carries their own link: signed, and ended with the first letter's link, whatever ends that."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Message
from accounts.outbox.services import links
from accounts.tenancy.scopes import scope
from carers.applications.services import respondents
from carers.followups.services.planning import plan
from carers.law.working_days import add_working_days, london_date, london_moment
from carers.models import FollowUpWords, Respondent
from carers.people.services.reminder_links import reminder_path
from tests.applicants import fill_section, owned_form
from tests.carers.followup_help import begin, rows
from tests.cast import Cast
from tests.clock import TODAY, freeze

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def asked(cast: Cast) -> Respondent:
    """A referee whom an applicant has asked: the first letter with its link is on its way."""
    form, client = owned_form(cast), Client()
    client.force_login(cast.people["appa"])
    fill_section(client, "you")
    fill_section(client, "referees")
    with scope(cast.agency.pk):
        item = form.sections.get(key="referees").answers["items"][0]["id"]
    return respondents.ask(cast.people["appa"], form, "referee", item)


def asked_at_ten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Respondent:
    """Asked in the morning, whatever the hour is: the reminder falls at the hour of the asking."""
    freeze(monkeypatch, london_moment(TODAY, time(10)))
    begin(cast, timezone.now() - timedelta(days=1))
    return asked(cast)


def reminder(cast: Cast, row: Respondent, monkeypatch: pytest.MonkeyPatch) -> Message:
    """What the planner writes to the referee five working days later."""
    day = add_working_days(london_date(row.asked_at), 5)
    freeze(monkeypatch, london_moment(day, time(11)))
    with cast.acting("rosa") as rosa:
        plan(rosa, timezone.now(), [row.form.enquiry_id])
    monkeypatch.undo()
    [written] = rows(cast, step="chase_referee_5", state="message")
    return written.message  # type: ignore[no-any-return]


def test_the_reminder_opens_the_referee_s_own_page_until_it_is_answered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]
) -> None:
    row = asked_at_ten(cast, monkeypatch)
    message = reminder(cast, row, monkeypatch)
    assert message.recipient == row.email and "{{link}}" in message.body and row.digest not in message.link_to
    sent_to = links.tracked(message).partition("://")[2].partition("/")[2]
    visitor = Client()
    page = visitor.get(f"/{sent_to}", follow=True)
    assert page.status_code == 200 and row.name in page.content.decode()
    assert visitor.get(message.link_to).status_code == 200, "opening spends nothing"
    forged = message.link_to[:-3] + "AAA/"
    assert visitor.get(forged).status_code == visitor.get(f"/answer/{cast.agency.pk}/x.y/").status_code == 410
    assert visitor.get(message.link_to.replace(str(cast.agency.pk), str(cast.rival.pk))).status_code == 410
    assert visitor.post(message.link_to, {"decline": "1"}).status_code == 200
    assert visitor.get(message.link_to).status_code == 410


@pytest.mark.parametrize("ended_by", ["asked anew", "too old", "stopped"])
def test_what_ends_the_first_link_ends_the_reminder_s(cast: Cast, ended_by: str) -> None:
    row = asked(cast)
    path, visitor = reminder_path(row), Client()
    assert visitor.get(path).status_code == 200
    if ended_by == "asked anew":
        respondents.ask(cast.people["appa"], row.form, "referee", row.item)
    with cast.acting("rosa") as rosa:
        if ended_by == "too old":
            Respondent.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        elif ended_by == "stopped":
            respondents.stop_asking(rosa, row.form)
        row = Respondent.objects.select_related("form").get(pk=row.pk)
    assert visitor.get(path).status_code == 410
    assert (visitor.get(reminder_path(row)).status_code == 200) is (ended_by == "asked anew")


def test_words_of_an_agency_s_own_without_a_link_get_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked_at_ten(cast, monkeypatch)
    with cast.acting("rosa"):
        FollowUpWords.objects.filter(step_key="chase_referee_5").update(body="Please write to {{agency}}.")
    assert reminder(cast, row, monkeypatch).body == "Please write to Aire Fostering.\n\n{{link}}\n"
