"""Steps of the spine as people take them, page by page; the tests of pages and of `up` walk the same ones."""

from collections.abc import Callable
from typing import Any

from tests.clock import born

Look = Callable[[Any, str], None]


def no_look(page: Any, name: str) -> None:
    """For a walk that takes no pictures."""


def enquire_online(page: Any, name: str, email: str, postcode: str, service: str, look: Look = no_look) -> None:
    """The public enquiry, one topic a page, to the page that says who will answer by when."""
    page.goto("/enquire/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Postcode").fill(postcode)
    look(page, "enquire-1-where")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill(name)
    look(page, "enquire-2-you")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("E-mail address").fill(email)
    look(page, "enquire-3-reach")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(service).check()
    look(page, "enquire-4-services")
    page.get_by_role("button", name="Continue").click()
    look(page, "enquire-5-check")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    look(page, "enquire-6-thanks")


def move_on(page: Any, *steps: str) -> None:
    for step in steps:
        page.get_by_label("Next step").select_option(step)
        page.get_by_role("button", name="Move on").click()


def name_everybody(page: Any) -> None:
    """From the application's page and back: who applies, three referees, and that these are all."""
    applicant = page.locator("h1").inner_text()
    page.get_by_role("link", name="Name applicants, who lives there, and referees").click()
    referees = [("They give a reference", f"Friend {n}") for n in ("One", "Two", "Three")]
    for role, name in (("They apply", applicant), *referees):
        page.get_by_label(role, exact=True).check()
        page.get_by_label("Full name").fill(name)
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text(f"{name} is named.").wait_for()
    page.get_by_role("button", name="That is everybody").click()
    page.get_by_text("Noted.").wait_for()
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("heading", name=applicant, level=1).wait_for()


def to_the_decision(page: Any) -> None:
    """From “registered” on the application's page: people named, checks received, panel, recommendation."""
    name_everybody(page)
    move_on(page, "stage1", "stage2")
    for box in page.get_by_role("group", name="What has arrived").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Note as received").click()
    move_on(page, "panel")
    page.get_by_label("Suitable", exact=True).check()
    page.get_by_label("Reasons, as minuted").fill("Warm, steady, ready")
    page.get_by_role("button", name="Note the recommendation").click()


def from_enquiry_to_approval(page: Any, children: int, look: Look = no_look) -> None:
    """From the person's page to the page of their approved home."""
    look(page, "person")
    move_on(page, "contacted", "invited", "applied")
    page.get_by_role("link", name="Open the application").click()
    to_the_decision(page)
    look(page, "application")
    page.get_by_role("button", name="Approve with terms").click()
    terms_for(page, children, look)


def terms_for(page: Any, children: int, look: Look = no_look) -> None:
    """The terms of approval, to the page of the home."""
    page.get_by_label("How many children?").fill(str(children))
    page.get_by_label("Bedrooms for fostered children").fill(str(children))
    page.get_by_label("Short term").check()
    look(page, "approve")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved. The home is").wait_for()
    look(page, "home")


def refer_a_child(page: Any, reference: str, look: Look = no_look) -> None:
    """A council's referral for one girl of nine, to the page with homes in order."""
    page.goto("/council/referrals/new/")
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Reference of the child").fill(f"{reference}-C")
    page.get_by_label("Month", exact=True).last.fill(str(born(9).month))
    page.get_by_label("Year", exact=True).last.fill(str(born(9).year))
    page.get_by_label("Girl", exact=True).check()
    look(page, "new-referral")
    for _part in range(4):
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Open the referral").click()
    page.get_by_text("homes meet every test").wait_for()
    look(page, "referral")


def place_in_the_first_home(page: Any, look: Look = no_look) -> None:
    page.get_by_role("list", name="Homes in order").get_by_role("link").first.click()
    look(page, "home-for-referral")
    page.get_by_label("Why this home").fill("Near her school")
    page.get_by_role("button", name="Place here").click()
    page.get_by_text("Placed. The home's agency can see it now.").wait_for()


def waiting_5_to_9(page: Any) -> int:
    """Children of 5 to 9 who wait, as the shortages page's table says."""
    page.goto("/council/shortages/")
    row = page.locator("tr", has=page.locator("th", has_text="5 to 9")).first
    return int(row.locator("td").first.inner_text())
