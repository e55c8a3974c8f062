"""The spine in a browser, through real pages: enquire, move on, approve, refer, place, shortages change."""

from typing import Any

import pytest
from django.test import Client

from tests import walk
from tests.browser import looked_at
from tests.cast import Cast, make_home

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_from_an_enquiry_to_a_child_placed(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    page = browser_page
    page.goto("/")
    page.get_by_label("What is it like where you live?").fill("LS6 2AB")
    page.get_by_role("button", name="Show figures").click()
    looked_at(page, "home")
    walk.enquire_online(page, "Zoë O'Brien-Ngũgĩ", "zoe@example.org", "ls62ab", "Aire Fostering", looked_at)
    sign_in(page, cast.people["musa"])
    page.goto("/agency/people/")
    looked_at(page, "people")
    page.get_by_role("link", name="Zoë O'Brien-Ngũgĩ").click()
    walk.from_enquiry_to_approval(page, 1, looked_at)
    assert page.get_by_text("Vacant").count() >= 1
    sign_in(page, cast.people["olga"])
    walk.refer_a_child(page, "L-1", looked_at)
    assert page.get_by_text("1 of 1 homes").count() >= 1
    referral, before = page.url, walk.waiting_5_to_9(page)
    looked_at(page, "shortages-before")
    page.goto(referral)
    walk.place_in_the_first_home(page, looked_at)
    assert walk.waiting_5_to_9(page) == before - 1
    looked_at(page, "shortages-after")


def test_the_enquiry_form_tells_what_to_mend_and_keeps_what_was_typed(cast: Cast, browser_page: Any) -> None:
    page = browser_page
    page.goto("/enquire/reach/")
    looked_at(page, "02-enquire")
    page.get_by_label("Telephone number").fill("0770")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    assert "There is a problem" in summary.inner_text()
    assert page.get_by_label("Telephone number").input_value() == "0770"
    looked_at(page, "03-enquire-errors")


def test_one_address_signs_in_once(cast: Cast) -> None:
    from accounts.access.services.login_links import make_link

    link = make_link(cast.people["rosa"]).removeprefix("http://testserver")
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert client.get("/agency/").status_code == 200
    assert Client().post(link).status_code == 410


def test_a_link_does_not_pass_by_a_second_factor(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    from accounts.access.services.login_links import make_link

    rosa = cast.people["rosa"]
    Authenticator.objects.using("owner").create(user=rosa, type=Authenticator.Type.TOTP, data={"secret": "x"})
    link, client = make_link(rosa).removeprefix("http://testserver"), Client()
    assert client.post(link)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/agency/").status_code == 302
    assert Client().post(link).status_code == 410


def test_a_home_gets_the_first_number_that_is_free(cast: Cast) -> None:
    from carers.homes.services.terms import next_reference

    for reference in ("H0001", "H0003", "H0004"):
        make_home(cast, reference=reference)
    with cast.acting("musa"):
        assert next_reference(cast.agency.pk) == "H0005"
