"""A robot that sends a thousand forms a minute: few mails leave, and real people get through meanwhile."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Message
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from carers.models import Enquiry, EnquiryDraft
from tests.carers.test_public_door import ask
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _one_minute(sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """All within one minute of one hour, however slow the machine is."""
    cache.clear()
    monkeypatch.setattr("accounts.pages.limits.time.time", lambda: 1_800_000_000.0)


def send(body: dict[str, Any], path: str = "enquiries", **more: Any) -> int:
    return Client(**more).post(f"/api/v1/{path}", body, content_type="application/json").status_code


def counted(organisation: Any) -> tuple[int, int]:
    with scope(organisation.pk):
        return Enquiry.objects.count(), Message.objects.count()


def test_a_thousand_forms_from_one_place(cast: Cast) -> None:
    """Other names and addresses each time, and in IPv6 another address of the same house each time."""
    form = {"agency": cast.agency.slug, "name": "Robot"}
    got = []
    for n in range(1000):
        if n in (300, 700):  # a person, by the page, in the middle of it
            person = Client(REMOTE_ADDR=f"203.0.113.{n // 100}")
            assert ask(person, [cast.agency.slug], email=f"person{n}@example.org").url == "/enquire/thank-you/"
        got.append(send(form | {"email": f"r{n}@example.org"}, REMOTE_ADDR=f"2001:db8::{n:x}"))
    assert got.count(201) == 10 and got.count(429) == 990
    assert counted(cast.agency) == (12, 12)


def test_many_forms_in_one_person_s_name(cast: Cast) -> None:
    """From as many places: the person gets three mails a day and no more, and everybody else is served."""
    form = {"agency": cast.agency.slug, "name": "Robot", "email": "victim@example.org"}
    got = [send(form, REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}") for n in range(300)]
    assert got.count(201) == 3 and got.count(429) == 297
    assert send(form | {"email": "other@example.org"}, REMOTE_ADDR="203.0.113.9") == 201
    assert counted(cast.agency) == (4, 4)


def test_links_and_ways_back_are_no_mail_cannon_either(cast: Cast) -> None:
    draft = {"answers": {"name": "Robot"}}
    from_one = [send(draft | {"address": f"r{n}@example.org"}, "enquiry-drafts") for n in range(100)]
    to_one = [
        send(draft | {"address": "victim@example.org"}, "enquiry-drafts", REMOTE_ADDR=f"10.0.0.{n}") for n in range(100)
    ]
    assert from_one.count(202) == 10 and to_one.count(202) == 3
    asked = [send({"address": "victim@example.org"}, "links/way-back", REMOTE_ADDR=f"10.1.0.{n}") for n in range(100)]
    assert asked == [202] * 100  # alike for everybody, and five of them do something
    with scope(ITSELF):
        from carers.models import WayBackRequest

        assert WayBackRequest.objects.count() == 5
        assert EnquiryDraft.objects.count() == Message.objects.count() == 13
