"""A half-filled enquiry goes on elsewhere by its link; ways back look and cost the same for known and unknown."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Message
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from carers.applications.services import coming_back
from carers.models import Enquiry, EnquiryDraft, WayBackRequest
from tests.applicants import owned_form
from tests.cast import Cast

NAME = "Zoë O'Brien-Ngũgĩ"


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def half_filled(client: Client) -> None:
    client.get("/enquire/")
    client.post("/enquire/where/", {"postcode": "ls62ab"})
    later: Any = client.post("/enquire/you/", {"name": NAME, "notes": "Could we have a dog?", "later": "1"})
    assert later.url == "/enquire/save/"


def links(kind: str = "enquiry.draft_link") -> list[tuple[str, str, str]]:
    """(channel, recipient, path) of each message of Hearth itself, oldest first."""
    with scope(ITSELF):
        rows = list(Message.objects.filter(kind=kind).order_by("id"))
    found = [(row.channel, row.recipient, re.search(r"http://[^/\s]+(/\S+)", row.body)) for row in rows]
    return [(channel, recipient, match.group(1)) for channel, recipient, match in found if match]


def drafts() -> list[EnquiryDraft]:
    with scope(ITSELF):
        return list(EnquiryDraft.objects.all())


def test_an_enquiry_goes_on_at_another_device_and_is_sent_once(cast: Cast) -> None:
    phone = Client()
    half_filled(phone)
    told = phone.post("/enquire/save/", {"address": "Zoe@example.org"}).content.decode()
    assert "Zoe@example.org" in told and "14 days" in told
    [(channel, recipient, path)] = links()
    assert (channel, recipient) == ("email", "Zoe@example.org")
    desk: Any = Client()
    assert desk.get(path).status_code == desk.get(path).status_code == 200  # a scanner's look spends nothing
    assert "_auth_user_id" not in desk.session
    assert desk.post(path).url == "/enquire/reach/"  # the first page that still needs an answer
    page = desk.get("/enquire/you/").content.decode()
    assert "Ngũgĩ" in page and "Could we have a dog?" in page
    desk.post("/enquire/reach/", {"email": "zoe@example.org", "contact_by": "email"})
    phone.post("/enquire/you/", {"name": NAME, "notes": "And a cat?"})  # both devices, one enquiry
    desk.post("/enquire/services/", {"agencies": [cast.agency.slug]})
    assert desk.post("/enquire/check/").url == "/enquire/thank-you/"
    with scope(cast.agency.pk):
        [enquiry] = Enquiry.objects.all()
    assert (enquiry.name, enquiry.postcode, enquiry.notes) == (NAME, "LS6 2AB", "And a cat?")
    assert phone.get("/enquire/where/").status_code == 410  # told, once, and then free to begin anew
    assert phone.get("/enquire/where/").status_code == 200
    assert drafts() == [] and links() == []
    assert Client().post(path).status_code == 410


def test_a_link_comes_by_text_too_and_a_landline_is_told(cast: Cast) -> None:
    client = Client()
    half_filled(client)
    assert client.post("/enquire/save/", {"address": "0113 496 0000"}).status_code == 422
    assert client.post("/enquire/save/", {"address": "nonsense"}).status_code == 422
    assert "phone" in client.post("/enquire/save/", {"address": "07700 900123"}).content.decode()
    [(channel, recipient, path)] = links()
    assert channel == "sms" and recipient == "+44 7700 900123"
    assert Client().post(path).status_code == 302


def test_nobody_else_reads_a_draft(cast: Cast) -> None:
    client = Client()
    half_filled(client)
    client.post("/enquire/save/", {"address": "zoe@example.org"})
    for organisation in (cast.agency, cast.rival, cast.council):
        with scope(organisation.pk):
            assert not EnquiryDraft.objects.exists() and not Message.objects.exists()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT answers, address FROM carers_enquirydraft")
        assert all("Brien" not in cell and "@" not in cell for row in cursor.fetchall() for cell in row)
    assert "answers" not in str(client.session.get("enquiry", "")) and "Ngũgĩ" not in str(dict(client.session))


@pytest.mark.parametrize("token", ["guessed", "AAAA.BBBB", "x" * 300, "...", "AZq7.é"])
def test_a_guessed_link_is_refused_in_words(cast: Cast, token: str) -> None:
    answer = Client().get(f"/enquire/go-on/{token}/")
    assert answer.status_code == 410 and "does not work any more" in answer.content.decode()


def test_another_draft_s_key_needs_its_own_signature(cast: Cast) -> None:
    for address in ("a@example.org", "b@example.org"):
        client = Client()
        half_filled(client)
        client.post("/enquire/save/", {"address": address})
    first, second = (path.rstrip("/").split("/")[-1] for _, _, path in links())
    mixed = f"{first.split('.')[0]}.{second.split('.')[1]}"
    assert Client().get(f"/enquire/go-on/{mixed}/").status_code == 410


def test_fourteen_days_after_the_last_save_nothing_is_left(cast: Cast) -> None:
    client = Client()
    half_filled(client)
    client.post("/enquire/save/", {"address": "zoe@example.org"})
    [(_, _, path)] = links()
    _age(days=13, hours=23)
    assert coming_back.sweep()["deleted"] == 0 and client.get(path).status_code == 200
    client.post("/enquire/where/", {"postcode": "LS6 2AB"})  # a save begins the days anew
    _age(days=13)
    assert client.get(path).status_code == 200
    _age(days=14, minutes=1)
    assert Client().get(path).status_code == 410 and len(drafts()) == 1
    assert coming_back.sweep()["deleted"] == 1
    assert client.get("/enquire/you/").status_code == 410
    assert drafts() == [] and links() == []


def _age(**more: int) -> None:
    with scope(ITSELF):
        EnquiryDraft.objects.update(saved_at=timezone.now() - timedelta(**more))


def test_the_person_can_delete_it(cast: Cast) -> None:
    client = Client()
    half_filled(client)
    client.post("/enquire/save/", {"address": "zoe@example.org"})
    [(_, _, path)] = links()
    assert "is deleted" in Client().post(path, {"delete": "1"}).content.decode()
    assert drafts() == [] and Client().get(path).status_code == 410


def test_links_are_sent_three_times_a_day_to_one_address_and_the_answers_stay(cast: Cast) -> None:
    client = Client()
    half_filled(client)
    statuses = [client.post("/enquire/save/", {"address": "zoe@example.org"}).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429] and len(links()) == 3 and len(drafts()) == 1
    assert "Ngũgĩ" in client.get("/enquire/you/").content.decode()
    others = [Client(REMOTE_ADDR="198.51.100.7") for _ in range(12)]
    for n, other in enumerate(others):
        half_filled(other)
        answer = other.post("/enquire/save/", {"address": f"r{n}@example.org"})
    assert answer.status_code == 429 and len(links()) == 13


def _shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", sql)


def _asked(address: str) -> tuple[str, list[str]]:
    client = Client()
    client.get("/my-application/way-back/")
    with CaptureQueriesContext(
        connection,
    ) as made:
        answer = client.post("/my-application/way-back/", {"address": address})
    assert answer.status_code == 200
    body = re.sub(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return body.replace(address, "ADDRESS"), [_shape(one["sql"]) for one in made]


def test_known_and_unknown_get_the_same_bytes_by_the_same_statements(cast: Cast) -> None:
    owned_form(cast)
    client = Client()
    half_filled(client)
    client.post("/enquire/save/", {"address": "half@example.org"})
    _asked("first@example.org")  # Hearth's own row is made by the first
    known, draft, nobody = (_asked(f"{name}@example.org") for name in ("appa", "half", "none"))
    assert known == draft == nobody
    assert len(known[1]) > 2  # it was counted
    with scope(ITSELF):
        waiting = list(WayBackRequest.objects.order_by("id"))
    assert [row.address.split("@")[0] for row in waiting] == ["first", "appa", "half", "none"]
    before = len(links())
    for row in waiting:
        coming_back.answer_way_back(row.pk)
        coming_back.answer_way_back(row.pk)  # twice is once
    assert len(links()) == before + 1 and links()[-1][1] == "half@example.org"
    with scope(cast.agency.pk):
        assert list(Message.objects.filter(kind="form.way_back").values_list("recipient", flat=True)) == [
            "appa@example.org"
        ]


def test_a_way_back_whose_task_was_lost_is_answered_by_the_sweep(cast: Cast) -> None:
    coming_back.ask_way_back("a@example.org")
    assert coming_back.sweep()["answered"] == 0
    with scope(ITSELF):
        WayBackRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    assert coming_back.sweep()["answered"] == 1
    coming_back.ask_way_back("a@example.org")
    with scope(ITSELF):
        WayBackRequest.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    assert coming_back.sweep()["answered"] == 0
    with scope(ITSELF):
        assert not WayBackRequest.objects.exists()
