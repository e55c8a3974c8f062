"""The applicant's journey as a person takes it in a browser, page by page; `look` is called on each page once."""

from collections.abc import Callable
from typing import Any

from carers.law.sections import SECTIONS
from tests.applicants import ENTRIES, PLAIN, last_link
from tests.cast import Cast

Look = Callable[[Any, str], None]
FIRST_ANSWERS = {
    "age": "21 or over", "where": "", "right-to-work": "Yes", "room": "Yes", "time": "Some weekends or holidays",
    "children": "Not yet",
}  # fmt: skip


def press(page: Any, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def fill(page: Any, values: dict[str, Any]) -> None:
    """Type and choose by the names of the fields, as the form has them."""
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            field = page.locator(f'[name="{name}"]')
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f'[name="{name}"][value="{one}"]').check()
            else:
                field.fill(one)


def could_i_foster(page: Any, look: Look) -> None:
    page.goto("/could-i-foster/")
    look(page, "20-could-i-foster")
    press(page, "Start")
    for key, choice in FIRST_ANSWERS.items():
        look(page, f"20-could-i-foster-{key}")
        if choice:
            page.get_by_label(choice, exact=True).check()
        else:
            page.get_by_label("What is your postcode?").fill("LS6 2AB")
        press(page, "Continue")
    page.get_by_role("heading", name="Yes, you could foster").wait_for()
    look(page, "21-could-i-foster-answer")


def begin_enquiry(page: Any, look: Look) -> None:
    """Two pages, then “save and come back later”."""
    press(page, "Ask a service to get in touch")
    look(page, "22-enquire")
    press(page, "Start")
    assert page.get_by_label("What is your postcode?").input_value() == "LS6 2AB"  # told once already
    look(page, "22-enquire-where")
    press(page, "Continue")
    page.get_by_label("Your name").fill("Zoë O'Brien-Ngũgĩ")
    look(page, "22-enquire-you")
    press(page, "Save and come back later")
    look(page, "22-enquire-save")
    page.get_by_label("Your e-mail address or mobile number").fill("zoe@example.org")
    press(page, "Send me the link")
    page.get_by_text("Your answers are saved").wait_for()
    look(page, "22-enquire-saved")


def draft_link() -> str:
    from accounts.models import Message
    from accounts.tenancy.scopes import scope
    from accounts.tenancy.system_organisation import ITSELF

    with scope(ITSELF):
        body = Message.objects.filter(kind="enquiry.draft_link").order_by("-id")[0].body
    return str(body.split("http://testserver")[1].split()[0])


def finish_enquiry(page: Any, look: Look, cast: Cast) -> None:
    """On another device, by the link."""
    page.goto(draft_link())
    look(page, "23-enquire-go-on")
    press(page, "Go on")
    press(page, "Continue")  # nothing given yet: the page says what is missing
    page.get_by_role("alert").wait_for()
    look(page, "23-enquire-reach-error")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    look(page, "23-enquire-reach")
    press(page, "Continue")
    page.get_by_label(cast.agency.name).check()
    look(page, "23-enquire-services")
    press(page, "Continue")
    page.get_by_text("O'Brien-Ngũgĩ").wait_for()
    look(page, "24-enquire-check")
    press(page, "Send")
    page.get_by_text("We have your enquiry").wait_for()
    look(page, "25-enquire-thanks")


def invite(cast: Cast) -> str:
    from carers.models import Enquiry
    from carers.people.services.enquiries import advance_enquiry

    with cast.acting("rosa") as rosa:
        enquiry = Enquiry.objects.get()
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)
    return last_link(cast, "form.invitation")


def open_invitation(page: Any, look: Look, cast: Cast) -> None:
    page.goto(invite(cast))
    look(page, "30-invitation")
    press(page, "Continue")
    page.get_by_role("heading", name="Your application", exact=True).wait_for()
    look(page, "30-tasks")


def one_section(page: Any, look: Look, key: str) -> None:
    page.goto(f"/apply/sections/{key}/")
    look(page, f"31-section-{key}")
    if not SECTIONS[key].many:
        fill(page, PLAIN[key])
        press(page, "Save and continue")
        page.wait_for_url(lambda url: not url.endswith(f"/sections/{key}/"))
        return
    for n, entry in enumerate(ENTRIES[key]):
        page.goto(f"/apply/sections/{key}/add/")
        if n == 0:
            look(page, f"31-section-{key}-add")
        fill(page, entry)
        press(page, "Save and continue")
        page.wait_for_url(f"**/sections/{key}/")
    if ENTRIES[key]:
        look(page, f"32-section-{key}-filled")
    page.locator("main form button.govuk-button:not(.govuk-button--secondary)").last.click()
    page.wait_for_url(lambda url: not url.endswith(f"/sections/{key}/"))


def fill_in(page: Any, look: Look, keys: list[str]) -> None:
    for key in keys:
        one_section(page, look, key)


def hand_in(page: Any, look: Look) -> None:
    page.goto("/apply/")
    look(page, "33-tasks-done")
    press(page, "Check and hand in")
    page.get_by_role("heading", name="Check your answers").wait_for()
    look(page, "34-check-answers")
    page.get_by_role("button", name="Hand in", exact=True).dblclick()
    page.get_by_role("link", name="See where I stand").wait_for()
    look(page, "35-handed-in")
    page.get_by_role("link", name="See where I stand").click()
    page.get_by_role("heading", name="My application").wait_for()
    look(page, "36-my-application")


def afterwards(page: Any, look: Look, png: bytes) -> None:
    """Everything that an applicant may do once the application is handed in."""
    page.get_by_role("link", name="Add or see documents").click()
    look(page, "37-documents")
    page.get_by_label("Proof of address").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    )
    press_upload(page)
    page.get_by_role("alert").wait_for()
    look(page, "37-documents-refused")
    page.get_by_label("Proof of address").check()
    page.locator("input[type=file]").set_input_files({"name": "bill.png", "mimeType": "image/png", "buffer": png})
    press_upload(page)
    page.get_by_text("is saved").wait_for()
    look(page, "37-documents-added")
    page.goto("/apply/sections/pets/")
    page.get_by_text("the service is working from it").wait_for()
    look(page, "38-section-locked")
    for path, name in (
        ("/apply/", "38-tasks-locked"),
        ("/apply/sections/referees/", "38-referees-locked"),
        ("/my-application/contact/", "40-contact"),
        ("/my-application/data/", "40-my-data"),
        ("/my-application/tell-us/handed_in/", "40-tell-us"),
        ("/my-application/withdraw/", "40-withdraw"),
    ):
        page.goto(path)
        look(page, name)


def press_upload(page: Any) -> None:
    page.locator("main form button[type=submit]").last.click()


def rest_and_withdraw(page: Any, look: Look) -> None:
    page.goto("/my-application/")
    press(page, "Let it rest for a while")
    look(page, "40-resting")
    press(page, "Go on with my application")
    page.goto("/my-application/withdraw/")
    page.get_by_label("Financial", exact=True).check()
    press(page, "Withdraw")
    page.get_by_role("heading", name="My application").wait_for()
    look(page, "40-withdrawn")


def referee(page: Any, look: Look, cast: Cast) -> None:
    """Somebody else's device: answers once; the link is spent with it."""
    link = last_link(cast, "respondent.asked")
    page.goto(link)
    look(page, "42-referee")
    fill(page, {"known": "From school", "children": "Kind", "strengths": "Patience", "live_with": "yes"})
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text("Thank you").first.wait_for()
    look(page, "42-referee-thanks")
    page.goto(link)
    look(page, "43-link-refused")


def way_back(page: Any, look: Look) -> None:
    page.goto("/my-application/way-back/")
    look(page, "39-way-back")
    page.get_by_label("Your e-mail address or mobile number").fill("zoe@example.org")
    press(page, "Send me a link")
    look(page, "39-way-back-sent")
