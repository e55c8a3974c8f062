"""Names of any form, a birthday on 29 February and telephones of other countries: through pages, e-mail, own data."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from markupsafe import escape

from accounts.models import Message
from accounts.outbox.gateways import Outgoing
from accounts.outbox.gateways.wire import wire
from accounts.tenancy.scopes import scope
from carers.models import Enquiry
from tests.applicants import PLAIN, fill_everything, last_link, mine, owned_form, version_of
from tests.carers.test_public_door import ask
from tests.cast import Cast

NAMES = ["O'Brien-Ngũgĩ", "Suharto", "Zoë", "李 小龍", "محمد بن سلمان", "Nguyễn Thị Minh Khai", "d’Arcy <Mac & Sons>"]
PHONES = {
    "+353 85 012 3456": "+353 85 012 3456",
    "00353 85 012 3456": "+353 85 012 3456",
    "07700 900123": "+44 7700 900123",
}


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_through_the_enquiry_and_its_mail_as_it_was_typed(cast: Cast, name: str) -> None:
    client = Client()
    assert ask(client, [cast.agency.slug], name=name).url == "/enquire/thank-you/"
    with scope(cast.agency.pk):
        assert Enquiry.objects.get().name == name
        message = Message.objects.get()
    assert name in message.body
    assert name in _as_received(message)
    staff = Client()
    staff.force_login(cast.people["rosa"])
    assert escape(name) in staff.get("/agency/people/").content.decode()


def _as_received(message: Message) -> str:
    """The mail as a mail program reads it back from the bytes that go over the wire."""
    outgoing = Outgoing(message.reference, "email", message.recipient, message.title, message.body, "")
    received = message_from_bytes(wire(outgoing, "hearth@example.org", "example.org"), policy=policy.default)
    part = received.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("typed", PHONES)
def test_a_telephone_of_another_country_is_kept_in_one_form(cast: Cast, typed: str) -> None:
    ask(Client(), [cast.agency.slug], email="", telephone=typed, contact_by="telephone")
    with scope(cast.agency.pk):
        assert Enquiry.objects.get().telephone == PHONES[typed]


@pytest.mark.parametrize("name", NAMES)
def test_name_birthday_and_telephone_come_through_the_application_and_own_data(cast: Cast, name: str) -> None:
    owned_form(cast, name=name)
    client = Client()
    client.force_login(cast.people["appa"])
    page = client.get(f"{mine(client)}apply/sections/you/")
    assert escape(name) in page.content.decode()  # told once, at the enquiry
    sent = client.post(f"{mine(client)}apply/sections/you/", PLAIN["you"] | {"name": name, "version": version_of(page)})
    assert sent.status_code == 302
    again = client.get(f"{mine(client)}apply/sections/you/").content.decode()
    for value in (escape(name), 'value="29"', 'value="2"', 'value="1984"', "+353 85 012 3456"):
        assert value in again
    answers = client.get(f"{mine(client)}data/?as=json").json()["sections"]["you"]["answers"]
    assert (answers["name"], answers["birth_date"], answers["telephone"]) == (name, "1984-02-29", "+353 85 012 3456")
    shown = client.get(f"{mine(client)}data/").content.decode()
    assert escape(name) in shown and "29 February 1984" in shown
    refused = client.post(
        f"{mine(client)}apply/sections/you/", PLAIN["you"] | {"birth_date-year": "1985", "version": "1"}
    )
    assert refused.status_code == 422 and "must be a real date" in refused.content.decode()


def test_the_applicant_s_name_reaches_a_referee_as_it_is(cast: Cast) -> None:
    owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    fill_everything(client)
    item = client.get(f"{mine(client)}data/?as=json").json()["sections"]["referees"]["answers"]["items"][0]["id"]
    client.post(f"{mine(client)}ask/referee/{item}/")
    with scope(cast.agency.pk):
        message = Message.objects.get(kind="respondent.asked")
    assert "Zoë O'Brien-Ngũgĩ" in _as_received(message)
    assert escape("Zoë O'Brien-Ngũgĩ") in Client().get(last_link(cast, "respondent.asked")).content.decode()
