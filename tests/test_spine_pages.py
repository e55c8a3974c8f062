"""The spine in a browser, through real pages: enquire, move on, approve, refer, place, shortages change."""

from typing import Any

import pytest
from django.test import Client

from tests.browser import looked_at
from tests.cast import Cast

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_from_an_enquiry_to_a_child_placed(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    page = browser_page
    page.goto("/")
    page.get_by_label("What is it like where you live?").fill("LS6 2AB")
    page.get_by_role("button", name="Show figures").click()
    looked_at(page, "01-home")
    _recruiter_approves(cast, page, sign_in)
    _officer_places(cast, page, sign_in)


def _recruiter_approves(cast: Cast, page: Any, sign_in: Any) -> None:
    from carers.services.enquiries import receive_enquiry

    with cast.acting("rosa") as rosa:
        receive_enquiry(rosa, {"name": "Zoë O'Brien-Ngũgĩ", "email": "zoe@example.org", "postcode": "LS6 2AB"})
    sign_in(page, cast.people["musa"])
    page.goto("/agency/people/")
    looked_at(page, "04-people")
    page.get_by_role("link", name="Zoë O'Brien-Ngũgĩ").click()
    looked_at(page, "05-person")
    for step in ("contacted", "invited", "applied"):
        page.get_by_label("Next step").select_option(step)
        page.get_by_role("button", name="Move on").click()
    page.get_by_role("link", name="Open the application").click()
    for step in ("stage1", "stage2", "decision"):
        page.get_by_label("Next step").select_option(step)
        page.get_by_role("button", name="Move on").click()
    looked_at(page, "06-application")
    page.get_by_role("button", name="Approve with terms").click()
    page.get_by_label("How many children?").fill("1")
    page.get_by_label("Bedrooms for fostered children").fill("1")
    page.get_by_label("Short term").check()
    looked_at(page, "07-approve")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("heading", name="Zoë O'Brien-Ngũgĩ").wait_for()
    looked_at(page, "08-home")
    assert page.get_by_text("Vacant").count() >= 1


def _officer_places(cast: Cast, page: Any, sign_in: Any) -> None:
    sign_in(page, cast.people["olga"])
    page.goto("/council/referrals/new/")
    page.get_by_label("Your reference").fill("L-1")
    page.get_by_label("Reference of the child").fill("C-1")
    page.get_by_label("Month", exact=True).last.fill("5")
    page.get_by_label("Year", exact=True).last.fill("2017")
    page.get_by_label("Girl", exact=True).check()
    looked_at(page, "09-new-referral")
    page.get_by_role("button", name="Open the referral").click()
    page.get_by_text("1 of 1 homes").wait_for()
    looked_at(page, "10-referral")
    page.goto("/council/shortages/")
    before = page.locator("table").first.inner_text()
    looked_at(page, "11-shortages-before")
    page.go_back()
    page.get_by_role("link", name="1. Aire Fostering").click()
    looked_at(page, "12-home-for-referral")
    page.get_by_label("Why this home").fill("Near her school")
    page.get_by_role("button", name="Place here").click()
    page.get_by_text("Placed. The home's agency can see it now.").wait_for()
    page.goto("/council/shortages/")
    looked_at(page, "13-shortages-after")
    assert page.locator("table").first.inner_text() != before


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
    from accounts.services.login_links import make_link

    link = make_link(cast.people["rosa"]).removeprefix("http://testserver")
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert client.get("/agency/").status_code == 200
    assert Client().post(link).status_code == 410
