"""Taking over an application by its link: it proves the address that it was sent to, and nothing that was typed."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Message, User
from accounts.tenancy.scopes import scope
from carers.models import ApplicationForm
from carers.people.services.inviting import invite_to_apply
from tests.applicants import invited, last_link
from tests.cast import Cast

BY_TEXT = {"email": "", "telephone": "+44 7700 900123", "contact_by": "telephone"}


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def by_page(link: str, body: dict[str, str], client: Client | None = None) -> tuple[Any, Client]:
    client = client or Client()
    return client.post(link, body), client


def by_api(link: str, body: dict[str, str], client: Client | None = None) -> tuple[Any, Client]:
    client = client or Client()
    path = f"/api/v1/links/invitations/{link.removeprefix('/apply/open/').rstrip('/')}"
    return client.post(path, body, content_type="application/json"), client


DOORS = pytest.mark.parametrize("door", [by_page, by_api])


def letters(cast: Cast) -> list[tuple[str, str]]:
    """(channel, recipient) of every invitation, oldest first."""
    with scope(cast.agency.pk):
        found = Message.objects.filter(kind="form.invitation").order_by("id")
        return [(one.channel, one.recipient) for one in found]


def texted(cast: Cast) -> tuple[Any, str]:
    enquiry = invited(cast, **BY_TEXT)
    return enquiry, last_link(cast, "form.invitation")


def again(cast: Cast, enquiry: Any) -> str:
    with cast.acting("rosa") as rosa:
        invite_to_apply(rosa, enquiry)
    return last_link(cast, "form.invitation")


@DOORS
@pytest.mark.parametrize("victim", ["stan", "appa"])
def test_a_second_invitation_by_text_proves_no_address_typed_before(cast: Cast, door: Any, victim: str) -> None:
    enquiry, first = texted(cast)
    typed = {"email": f"{victim}@example.org"}
    answer, client = door(first, typed)
    assert answer.status_code in {200, 202} and SESSION_KEY not in client.session
    answer, client = door(again(cast, enquiry), {})
    assert SESSION_KEY not in client.session and answer.status_code == 422
    with scope(cast.agency.pk):
        assert ApplicationForm.objects.get().applicant is None
    assert [channel for channel, _ in letters(cast)] == ["sms", "email", "sms"]


@DOORS
def test_staff_are_never_signed_in_by_a_link_and_open_it_once_signed_in(cast: Cast, door: Any) -> None:
    door(texted(cast)[1], {"email": "stan@example.org"})
    link = last_link(cast, "form.invitation")
    refused, client = door(link, {})
    assert refused.status_code == 409 and "Sign in with a code" in refused.content.decode()
    assert SESSION_KEY not in client.session
    if door is by_page:
        assert reverse("account_request_login_code") in refused.content.decode()
    else:
        assert refused.json()["code"] == "link.sign_in_first"
    client.force_login(cast.people["stan"])
    opened, _ = door(link, {}, client)
    assert opened.status_code in {200, 302}
    with scope(cast.agency.pk):
        assert ApplicationForm.objects.get().applicant == cast.people["stan"]


@DOORS
@pytest.mark.parametrize("wrong", [{}, {"email": " "}, {"email": "nobody"}, {"email": f"{'a' * 250}@example.org"}])
def test_without_an_address_nothing_is_sent_and_the_link_still_works(cast: Cast, door: Any, wrong: Any) -> None:
    _, link = texted(cast)
    refused, _ = door(link, wrong)
    assert refused.status_code in {400, 422} and len(letters(cast)) == 1  # 400: past the API's longest text
    if door is by_api:
        assert refused.json()["errors"]["email"]
    sent, _ = door(link, {"email": "\ufeffZoe@Example.org\u200b"})
    assert sent.status_code in {200, 202} and letters(cast)[1:] == [("email", "zoe@example.org")]


@DOORS
def test_by_text_then_a_typed_address_then_its_link(cast: Cast, door: Any) -> None:
    _, link = texted(cast)
    door(link, {"email": "zoe@example.org"})
    assert door(link, {"email": "zoe@example.org"})[0].status_code == 410
    opened, client = door(last_link(cast, "form.invitation"), {})
    assert opened.status_code in {200, 302}
    assert client.session[SESSION_KEY] == str(User.objects.get(email="zoe@example.org").pk)


@DOORS
def test_by_e_mail_the_link_opens_at_once(cast: Cast, door: Any) -> None:
    enquiry = invited(cast)
    opened, client = door(again(cast, enquiry), {})
    assert opened.status_code in {200, 302}
    assert client.session[SESSION_KEY] == str(User.objects.get(email="zoe@example.org").pk)


@DOORS
def test_a_look_alike_letter_is_another_mailbox(cast: Cast, door: Any) -> None:
    User.objects.create_user("nina@example.org")
    _, link = texted(cast)
    door(link, {"email": "nına@example.org"})
    _, client = door(last_link(cast, "form.invitation"), {})
    assert client.session[SESSION_KEY] != str(User.objects.get(email="nina@example.org").pk)


def test_only_an_e_mail_address_is_a_mailbox() -> None:
    from carers.people.services.inviting import proved_mailbox

    for sent_to in ("", "+44 7700 900123", "stan@", "\uff53tan@example.org"):
        assert proved_mailbox(ApplicationForm(claim_sent_to=sent_to)) == ""
    assert proved_mailbox(ApplicationForm(claim_sent_to="stan@example.org")) == "stan@example.org"
