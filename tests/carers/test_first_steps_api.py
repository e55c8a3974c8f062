"""The first steps through the API: could I foster, later, several services at once, an enquiry kept half-filled."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import IdempotencyKey, Message
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from carers.law.vocabulary import WithdrawalReason
from carers.models import Enquiry, WayBackRequest
from tests.applicants import owned_form
from tests.cast import Cast

KEY = {"headers": {"Idempotency-Key": "twice"}}


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def send(client: Client, method: str, path: str, body: Any = None, **more: Any) -> Any:
    return getattr(client, method)(f"/api/v1/{path}", body or {}, content_type="application/json", **more)


def test_could_i_foster_has_no_dead_end(cast: Cast) -> None:
    questions = send(Client(), "get", "could-i-foster").json()["results"]
    assert [one["key"] for one in questions] == ["age", "where", "right-to-work", "room", "time", "children"]
    for question in questions:
        for choice in question["choices"]:
            told = send(Client(), "post", "could-i-foster", {"answers": {question["key"]: choice["value"]}}).json()
            assert told["kind"] == "could" or told["changes"], (question["key"], choice)
    told = send(Client(), "post", "could-i-foster", {"answers": {"where": "EH1 1AA"}})
    assert told.status_code == 200
    refused = send(Client(), "post", "could-i-foster", {"answers": {"age": "ninety"}})
    assert refused.status_code == 422 and "answer" in refused.json()["errors"]
    assert send(Client(), "post", "could-i-foster", ["age"]).status_code == 400


def test_later_needs_consent(cast: Cast) -> None:
    asked = {"name": "Bo", "telephone": "+353 85 012 3456", "in_months": 6, "agency": str(cast.agency.pk)}
    refused = send(Client(), "post", "could-i-foster/later", asked)
    assert refused.status_code == 422 and "consent" in refused.json()["errors"]
    assert send(Client(), "post", "could-i-foster/later", asked | {"consent": True}).status_code == 201
    with scope(cast.agency.pk):
        assert Enquiry.objects.get().telephone == "+353 85 012 3456"


def test_several_services_each_alone_and_a_retry_asks_nobody_twice(cast: Cast) -> None:
    asked = {"agencies": [cast.agency.slug, cast.rival.slug], "name": "O'Brien-Ngũgĩ", "telephone": "+353850123456",
             "contact_by": "telephone", "contact_when": "evening", "may_leave_message": True}  # fmt: skip
    first, second = (send(Client(), "post", "enquiries", asked, **KEY) for _ in range(2))
    assert first.status_code == 201 and first.json() == second.json()
    assert first.json()["agencies"] == ["Aire Fostering", "Calder Homes"]
    for mine, other in ((cast.agency, "Calder"), (cast.rival, "Aire")):
        with scope(mine.pk):
            [enquiry] = Enquiry.objects.all()
            assert enquiry.contact_when == "evening" and enquiry.may_leave_message and enquiry.name == asked["name"]
            assert not IdempotencyKey.objects.exists()
            assert other not in str([vars(enquiry), list(Message.objects.values())])
    for body in ({}, {"agencies": []}):
        refused = send(Client(), "post", "enquiries", body | {"name": "Bo", "telephone": "07700 900123"})
        assert refused.status_code == 422 and "agency" in refused.json()["errors"]


def test_a_half_filled_enquiry_goes_on_elsewhere(cast: Cast) -> None:
    kept = send(Client(), "post", "enquiry-drafts", {"answers": {"name": "Zoë"}, "address": "zoe@example.org"})
    assert kept.status_code == 202 and kept.json()["kept_days"] == 14 and "go-on" not in kept.content.decode()
    with scope(ITSELF):
        found = re.search(r"/enquire/go-on/([^/]+)/", Message.objects.get().body)
    assert found
    here = f"enquiry-drafts/{found.group(1)}"
    desk = Client()
    assert send(desk, "get", here).json()["answers"] == {"name": "Zoë"}
    more = {"answers": {"postcode": "ls62ab", "email": "zoe@example.org"}}
    assert send(desk, "patch", here, more).json()["answers"] == {
        "name": "Zoë", "postcode": "LS6 2AB", "email": "zoe@example.org",
    }  # fmt: skip
    assert send(desk, "patch", here, {"answers": {"telephone": "12"}}).status_code == 422
    assert Client().post(f"/enquire/go-on/{found.group(1)}/").status_code == 302  # the page opens the same draft
    assert send(desk, "delete", here).status_code == 204
    assert send(desk, "get", here).status_code == 410


def test_a_way_back_tells_nothing(cast: Cast) -> None:
    owned_form(cast)
    answers = [send(Client(), "post", "links/way-back", {"address": f"{who}@example.org"}) for who in ("appa", "none")]
    assert answers[0].status_code == answers[1].status_code == 202 and answers[0].content == answers[1].content
    with scope(ITSELF):
        assert WayBackRequest.objects.count() == 2
    assert send(Client(), "post", "links/way-back", {"address": "0113 496 0000"}).status_code == 422


@pytest.mark.parametrize("code", [*WithdrawalReason.values, "AW9", ""])
def test_every_code_of_ofsted_s_withdraws_and_no_other(cast: Cast, code: str) -> None:
    form = owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    answer = send(client, "post", f"my-applications/{form.pk}/withdraw", {"reason": code})
    known = code in {"AW0", "AW1", "AW2", "AW3", "AW4", "AW5"}
    assert answer.status_code == (200 if known else 422)
    with scope(cast.agency.pk):
        enquiry = Enquiry.objects.get(pk=form.enquiry_id)
    assert (enquiry.state == "withdrawn", enquiry.reason) == ((True, code) if known else (False, ""))
