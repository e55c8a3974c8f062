"""Consent channel by channel, and a stop that ends with a reason: the page, the API, and what then goes out."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEntry, Suppression
from accounts.outbox.services import stopping
from carers.models import PersonFact
from tests.browser import looked_at
from tests.carers.followup_help import MONDAY, begin, enquire, plan_at, rows
from tests.cast import Cast

pytest_plugins = ["tests.browser"]
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def test_consent_by_text_is_its_own_and_a_stop_ends_with_a_reason(cast: Cast, client: Client, settings: Any) -> None:
    settings.MESSAGE_GATEWAYS = {**settings.MESSAGE_GATEWAYS, "sms": "mailbox"}
    begin(cast)
    early = MONDAY - timedelta(days=2)
    resting = {"state": "not_now", "state_since": MONDAY, "first_contact_at": early, "contact_by": "telephone"}
    person = enquire(cast, at=early, email="", telephone="07700 900123", marketing_consent=True, **resting)
    path = f"/api/v1/enquiries/{person.pk}/contact"
    client.force_login(cast.people["rosa"])
    mail, text, letter = client.get(path).json()
    assert mail["consents"] and not text["consents"] and not letter["consents"], "the box was ticked for e-mail alone"
    asked = {"channel": "sms", "given": True}
    refused = client.post(f"{path}/consent", asked, **JSON)
    assert refused.status_code == 422 and "able to show it" in refused.json()["detail"]
    with cast.acting("rosa"):
        assert not PersonFact.objects.exists()
    noted = client.post(f"{path}/consent", asked | {"source": "by telephone on 9 November"}, **JSON).json()[1]
    assert noted["consents"] and noted["source"] == "by telephone on 9 November"
    with cast.acting("rosa") as rosa:
        PersonFact.objects.update(at=MONDAY)
        stopping.suppress(rosa, "sms", "+447700900123", "stop")
        Suppression.objects.update(at=MONDAY)
    [stop] = client.get(path).json()[1]["stops"]
    assert stop["why"] == "stop"
    plan_at(cast, MONDAY.replace(month=12))
    [stopped] = rows(cast, kind="keep_warm")
    assert stopped.state == "dropped" and "they asked for no more by sms" in stopped.reason
    ending = {"stop": stop["id"], "reason": "they_asked"}
    assert client.post(f"{path}/end-stop", ending | {"reason": "because"}, **JSON).status_code == 400
    assert client.post(f"{path}/end-stop", ending, **JSON).json()[1]["stops"] == []
    again = client.post(f"{path}/end-stop", ending, **JSON)
    assert (again.status_code, again.json()["code"]) == (409, "stop.ended")
    with cast.acting("rosa"):
        entry = AuditEntry.objects.get(action="address.stop_ended")
        assert entry.data == {"channel": "sms", "reason": "they_asked"}
        assert entry.actor_id == cast.people["rosa"].pk and Suppression.objects.get().ended_at is not None
    plan_at(cast, MONDAY.replace(year=2027, month=2, day=9))
    [warm] = [row for row in rows(cast, step="keep_warm_90") if row.state == "message"]
    assert warm.message.channel == "sms" and warm.message.message_class == "marketing"


def test_a_stop_on_somebody_elses_address_is_not_there(cast: Cast, client: Client) -> None:
    person = enquire(cast)
    with cast.acting("rosa") as rosa:
        stopping.suppress(rosa, "email", "other@example.org", "bounced")
        stop = Suppression.objects.get().pk
    client.force_login(cast.people["rosa"])
    answer = client.post(f"/agency/people/{person.pk}/contact/end-stop/", {"stop": stop, "reason": "they_asked"})
    assert answer.status_code == 404


@pytest.mark.browser
def test_a_recruiter_notes_consent_and_ends_a_stop(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    person = enquire(cast, telephone="07700 900123")
    with cast.acting("rosa") as rosa:
        stopping.suppress(rosa, "email", "ada@example.org", "bounced")
    page = browser_page
    sign_in(page, cast.people["rosa"])
    page.goto(f"/agency/people/{person.pk}/")
    page.get_by_role("link", name="How we may write to them").click()
    text = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Text message"))
    text.get_by_role("button", name="Note their consent").click()
    page.get_by_role("alert").get_by_text("able to show it").wait_for()
    looked_at(page, "person-contact")
    text.get_by_label("When and how did they agree?").fill("On the telephone today")
    text.get_by_role("button", name="Note their consent").click()
    page.get_by_text("Consent noted.").wait_for()
    assert "Agreed to marketing" in text.inner_text() and "On the telephone today" in text.inner_text()
    page.get_by_label("Why may it end?").select_option("The address works again")
    page.get_by_role("button", name="End this stop").click()
    page.get_by_text("The stop has ended.").wait_for()
    assert page.get_by_text("The address does not work").count() == 0
