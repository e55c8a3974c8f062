"""Follow-ups through the API: the same acts, the same refusals, as the pages."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from carers.models import Enquiry, FollowUp
from tests.carers.followup_help import MONDAY, begin, enquire, plan_at
from tests.cast import Cast

KINDS = "/api/v1/follow-up-kinds"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def test_words_are_refused_field_by_field_versioned_and_never_stale(cast: Cast, client: Client) -> None:
    client.force_login(cast.people["rosa"])
    kind = client.get(f"{KINDS}/acknowledgement").json()
    assert kind["steps"][0]["words"]["version"] == 1
    post = {"content_type": "application/json"}
    words = {
        "step": "acknowledgement",
        "title": "We have your enquiry",
        "body": "Hello {{nam}}. Hurry!",
        "text": "{{day}}",
    }
    refused = client.post(f"{KINDS}/acknowledgement/words", words, **post)
    assert refused.status_code == 422 and "{{nam}}" in refused.json()["errors"]["body"]
    words["body"] = "Hello {{name}}. We will ring by {{day}}."
    assert client.post(f"{KINDS}/acknowledgement/words", words | {"version": 1}, **post).json()["version"] == 2
    assert client.post(f"{KINDS}/acknowledgement/words", words | {"version": 1}, **post).status_code == 409
    marketing = {
        "step": "keep_warm_30",
        "title": "News",
        "body": "Come and join us.",
        "text": "Hi {{unsubscribe_link}}",
    }
    refused = client.post(f"{KINDS}/keep_warm/words", marketing, **post)
    assert "how to stop" in refused.json()["errors"]["body"]
    client.force_login(cast.people["stan"])
    assert client.get(f"{KINDS}/acknowledgement").json()["steps"][0]["words"]["version"] == 1
    assert client.get(f"{KINDS}/nonsense").status_code == 404


def test_a_task_is_closed_once_and_moves_the_enquiry(cast: Cast, client: Client) -> None:
    begin(cast)
    person = enquire(cast)
    plan_at(cast, MONDAY)
    client.force_login(cast.people["rosa"])
    preview = client.get(f"{KINDS}/acknowledgement/preview?person={person.pk}").json()
    assert "Ada Example" in preview["body"] and preview["fault"] == ""
    lines = client.get(f"{KINDS}/acknowledgement/dry-run").json()["people"]
    assert [line["reason"] for line in lines] == ["already had it"]
    [task] = client.get("/api/v1/follow-ups?state=task").json()["results"]
    done = client.post(f"/api/v1/follow-ups/{task['id']}/settle", {"outcome": "spoke"}, content_type="application/json")
    assert done.json()["state"] == "done"
    again = client.post(
        f"/api/v1/follow-ups/{task['id']}/settle", {"outcome": "spoke"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["code"]) == (409, "task.closed")
    with cast.acting("rosa"):
        assert Enquiry.objects.get(pk=person.pk).state == "contacted"
        assert FollowUp.objects.get(pk=task["id"]).settled_by_id == cast.people["rosa"].pk
    hours = {"opens": "19:00", "closes": "09:00", "weekdays": [0]}
    refused = client.post("/api/v1/sending-hours", hours, content_type="application/json")
    assert refused.status_code == 422 and "open before" in refused.json()["detail"]


def test_moving_a_step_keeps_it_from_those_who_had_it(cast: Cast, client: Client) -> None:
    begin(cast)
    enquire(cast)
    plan_at(cast, MONDAY)
    client.force_login(cast.people["musa"])
    moved = {"step": "call_again_3", "amount": 2, "at": "12:00"}
    assert client.post(f"{KINDS}/call/timing", moved, content_type="application/json").status_code == 200
    plan_at(cast, MONDAY.replace(day=11, hour=13))
    with cast.acting("rosa"):
        rows = FollowUp.objects.filter(kind="call").order_by("due_at").values_list("step", "step_version")
        assert list(rows) == [("first_call", 1), ("call_again_3", 2)]


def test_a_persons_page_leads_to_their_messages(cast: Cast, client: Client) -> None:
    person = enquire(cast)
    client.force_login(cast.people["rosa"])
    path = f"/agency/people/{person.pk}/messages/"
    assert path in client.get(f"/agency/people/{person.pk}/").content.decode()
    assert "Nothing was sent yet" in client.get(path).content.decode()
