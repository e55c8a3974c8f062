"""The applicant's whole journey in a browser: desk and phone, clean under axe, and the same without JavaScript."""

from typing import Any

import pytest
from django.core.cache import cache

from tests.applicants import last_link
from tests.browser import PHONE, looked_at
from tests.cast import Cast

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def nothing(page: Any, name: str) -> None:
    return None


def could_i_foster(page: Any, look: Any) -> None:
    page.goto("/could-i-foster/")
    look(page, "20-could-i-foster")
    page.get_by_role("button", name="Start").click()
    for choice in ("21 or over", None, "Yes", "Yes", "Some weekends or holidays", "Not yet"):
        if choice is None:
            page.get_by_label("What is your postcode?").fill("LS6 2AB")
        else:
            page.get_by_label(choice, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Yes, you could foster").wait_for()
    look(page, "21-could-i-foster-answer")


def enquire(page: Any, look: Any, cast: Cast) -> None:
    page.get_by_role("button", name="Ask a service to get in touch").click()
    page.get_by_role("button", name="Start").click()
    assert page.get_by_label("What is your postcode?").input_value() == "LS6 2AB"
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Zoë O'Brien-Ngũgĩ")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("E-mail address").fill("zoe@example.org")
    look(page, "22-enquire-reach")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(cast.agency.name).check()
    look(page, "23-enquire-services")
    page.get_by_role("button", name="Continue").click()
    look(page, "24-enquire-check")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your enquiry").wait_for()
    look(page, "25-enquire-thanks")


def invite(cast: Cast) -> str:
    from carers.models import Enquiry
    from carers.services.enquiries import advance_enquiry

    with cast.acting("rosa") as rosa:
        enquiry = Enquiry.objects.get()
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)
    return last_link(cast, "form.invitation")


def save(page: Any) -> None:
    page.get_by_role("button", name="Save and continue").click()


def fill_in(page: Any, look: Any) -> None:
    """People first: you, alone, nobody else, one address, single; each page leads to the next."""
    page.get_by_role("link", name="About you").click()
    for part, value in (("Day", "29"), ("Month", "2"), ("Year", "1984")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Your address").fill("1 High Street")
    look(page, "31-section-you")
    save(page)
    page.get_by_label("No", exact=True).check()
    save(page)
    page.get_by_role("button", name="That is everybody").click()
    page.get_by_role("button", name="Add an address").click()
    assert page.get_by_label("Address", exact=True).input_value() == "1 High Street"
    page.get_by_label("Month", exact=True).first.fill("3")
    page.get_by_label("Year", exact=True).first.fill("2015")
    save(page)
    look(page, "32-section-addresses")
    page.get_by_role("button", name="That is all").click()
    page.get_by_label("Single").check()
    save(page)
    page.get_by_role("heading", name="Your application", exact=True).wait_for()
    look(page, "33-tasks-part-done")


def rest_of_it(cast: Cast) -> None:
    """The other sections, by another device."""
    from django.test import Client

    from accounts.models import User
    from tests.applicants import fill_section

    client = Client()
    client.force_login(User.objects.get(email="zoe@example.org"))
    for key in ("home", "pets", "smoking", "work", "health", "experience", "referees", "care", "consent"):
        fill_section(client, key)


def hand_in_and_see(page: Any, look: Any) -> None:
    page.goto("/apply/")
    page.get_by_role("button", name="Check and hand in").click()
    look(page, "34-check-answers")
    page.get_by_role("button", name="Hand in").click()
    look(page, "35-handed-in")
    page.get_by_role("link", name="See where I stand").click()
    page.get_by_role("heading", name="My application").wait_for()
    look(page, "36-my-application")
    page.get_by_role("link", name="Add or see documents").click()
    look(page, "37-documents")


def referee(page: Any, look: Any, cast: Cast) -> None:
    page.goto("/apply/sections/pets/")
    page.get_by_text("the service is working from it").wait_for()
    look(page, "38-section-locked")


def journey(page: Any, look: Any, cast: Cast) -> None:
    could_i_foster(page, look)
    enquire(page, look, cast)
    page.goto(invite(cast))
    look(page, "30-invitation")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Your application", exact=True).wait_for()
    fill_in(page, look)
    rest_of_it(cast)
    hand_in_and_see(page, look)
    referee(page, look, cast)


def test_the_journey_at_desk_and_phone_size(cast: Cast, browser_page: Any) -> None:
    journey(browser_page, looked_at, cast)


def test_the_journey_without_javascript_on_a_phone(cast: Cast, browser: Any, live_server: Any) -> None:
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="en-GB", java_script_enabled=False)
    journey(context.new_page(), nothing, cast)
    context.close()


def test_public_pages_and_account_pages_are_clean(cast: Cast, browser_page: Any) -> None:
    pages = {
        "/questions/": "26-questions",
        "/questions/money/": "27-money",
        "/services/?postcode=LS6+2AB": "28-services",
        "/figures/E08000035/": "29-figures",
        "/could-i-foster/later/": "29-later",
        "/accounts/login/": "39-sign-in",
        "/accounts/login/code/": "39-sign-in-code",
        "/accounts/signup/": "39-sign-up",
        "/my-application/way-back/": "39-way-back",
    }
    for path, name in pages.items():
        browser_page.goto(path)
        looked_at(browser_page, name)


def test_the_other_pages_of_an_applicant_and_of_those_who_answer(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    from django.test import Client

    from tests.applicants import fill_everything, owned_form

    owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    fill_everything(client)
    item = client.get("/my-application/data/?as=json").json()["sections"]["referees"]["answers"]["items"][0]["id"]
    client.post(f"/apply/ask/referee/{item}/")
    client.post("/apply/check/")
    sign_in(browser_page, cast.people["appa"])
    pages = ("contact", "data", "withdraw", "tell-us/handed_in")
    for path in (*(f"/my-application/{name}/" for name in pages), "/apply/", "/apply/sections/referees/"):
        browser_page.goto(path)
        looked_at(browser_page, "41-" + path.strip("/").replace("/", "-"))
    browser_page.goto(last_link(cast, "respondent.asked"))
    looked_at(browser_page, "42-referee")
    browser_page.goto("/answer/01a20513-c7d6-707e-aa30-f2ce96aaf62e/guessed/")
    looked_at(browser_page, "43-link-refused")
    sign_in(browser_page, cast.people["rosa"])
    browser_page.goto(f"/agency/applications/{_application_of(cast)}/answers/")
    looked_at(browser_page, "44-staff-answers")
    browser_page.goto("/agency/feedback/")
    looked_at(browser_page, "45-feedback")


def _application_of(cast: Cast) -> Any:
    from carers.models import Application

    with cast.acting("rosa"):
        return Application.objects.get().pk
