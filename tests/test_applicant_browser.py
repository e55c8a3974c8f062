"""The applicant's whole journey in a browser: on a phone with JavaScript and every page clean, at a desk without."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from carers.law.sections import SECTIONS
from tests import applicant_walk as walk
from tests.applicants import PLAIN, last_link
from tests.browser import DESK, FLAGS, PHONE, chromium_path, looked_at
from tests.cast import Cast
from tests.permissions.applicant import PNG

pytestmark = [pytest.mark.browser]
KEYS = list(SECTIONS)


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


def nothing(page: Any, name: str) -> None:
    return None


def look(page: Any, name: str) -> None:
    """Axe, no sideways scroll and a picture at both widths; then the page has its own width again."""
    own = page.viewport_size
    looked_at(page, name)
    page.set_viewport_size(own)


def answer_way_back() -> None:
    """What the task does with each request."""
    from accounts.tenancy.scopes import scope
    from accounts.tenancy.system_organisation import ITSELF
    from carers.applications.services.coming_back import answer_way_back as answer
    from carers.models import WayBackRequest

    with scope(ITSELF):
        waiting = list(WayBackRequest.objects.values_list("pk", flat=True))
    for pk in waiting:
        answer(pk)


def journey(device: Any, other: Any, watch: Any, cast: Cast) -> None:
    """From the first question to handing in and after, on one device; the enquiry ends on the other."""
    walk.could_i_foster(device, watch)
    walk.begin_enquiry(device, watch)
    walk.finish_enquiry(other, watch, cast)
    walk.open_invitation(device, watch, cast)
    walk.fill_in(device, watch, KEYS)
    device.goto("/apply/sections/referees/")
    device.locator("form[action*='/ask/referee/'] button").first.click()
    device.get_by_text("We have sent a link").wait_for()
    walk.hand_in(device, watch)
    walk.referee(other, watch, cast)
    walk.afterwards(device, watch, PNG)
    walk.rest_and_withdraw(device, watch)
    walk.way_back(other, watch)
    with cast.acting("rosa"):
        from carers.models import Application, Enquiry

        [application] = Application.objects.all()  # the button was pressed twice
        assert application.stage == "withdrawn" and application.withdrawal_reason == "AW4"
        assert Enquiry.objects.get().name == "Zoë O'Brien-Ngũgĩ"


def opened(browser: Any, live_server: Any, size: dict[str, int], **more: Any) -> Any:
    return browser.new_context(base_url=live_server.url, viewport=size, locale="en-GB", **more).new_page()


def test_the_journey_on_a_phone_every_page_clean_at_both_widths(cast: Cast, browser: Any, live_server: Any) -> None:
    device, other = opened(browser, live_server, PHONE), opened(browser, live_server, DESK)
    problems: list[str] = []
    for page in (device, other):
        page.on("pageerror", lambda error: problems.append(str(error)))
    journey(device, other, look, cast)
    for page in (device, other):
        page.context.close()
    assert not problems


def test_the_journey_at_a_desk_without_javascript(cast: Cast, browser: Any, live_server: Any) -> None:
    pages = [opened(browser, live_server, DESK, java_script_enabled=False) for _ in range(2)]
    journey(pages[0], pages[1], nothing, cast)
    for page in pages:
        page.context.close()


@pytest.fixture
def doomed(live_server: Any, browser: Any, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """A browser of its own process, to be killed as a flat battery would: (page, process)."""
    path = chromium_path()
    if path is None:
        pytest.skip("needs a Chromium on the machine, to end its process")
    log = (tmp_path / "log").open("w")
    flags = [*FLAGS, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={tmp_path / 'profile'}"]
    process = subprocess.Popen([path, *flags, "about:blank"], stderr=log, stdout=log)
    remote = browser.browser_type.connect_over_cdp(_address(tmp_path / "log"))
    context = remote.new_context(base_url=live_server.url, viewport=PHONE, locale="en-GB")
    yield context.new_page(), process
    process.kill()
    process.wait()


def _address(log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = [line for line in log.read_text().splitlines() if "DevTools listening on" in line]
        if found:
            return found[0].split()[-1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_a_killed_browser_loses_nothing_that_was_confirmed(
    cast: Cast, doomed: tuple[Any, Any], browser: Any, live_server: Any
) -> None:
    page, process = doomed
    from tests.applicants import invited

    invited(cast)
    page.goto(last_link(cast, "form.invitation"))
    walk.press(page, "Continue")
    walk.fill_in(page, nothing, KEYS[:4])
    page.goto("/apply/sections/home/")
    walk.fill(page, {"kind": "flat"})
    walk.press(page, "Save and come back later")
    page.get_by_text("You can come back to “Your home”").wait_for()
    page.goto("/apply/sections/health/")
    page.locator('[name="conditions"]').fill("typed, never saved")
    process.kill()
    process.wait()
    elsewhere = opened(browser, live_server, DESK)
    walk.way_back(elsewhere, nothing)
    answer_way_back()
    elsewhere.goto(last_link(cast, "form.way_back"))
    elsewhere.locator("main form button").first.click()
    elsewhere.goto("/apply/")
    assert elsewhere.get_by_text("4 of 14 sections completed").count() == 1
    elsewhere.goto("/apply/sections/you/")
    for name in ("name", "birth_date-day", "birth_date-month", "birth_date-year", "address", "postcode"):
        assert elsewhere.locator(f'[name="{name}"]').input_value() == PLAIN["you"][name], name
    elsewhere.goto("/apply/sections/home/")
    assert elsewhere.locator('[name="kind"][value="flat"]').is_checked()
    elsewhere.context.close()


def test_two_tabs_the_older_is_told_and_keeps_what_was_typed(cast: Cast, browser: Any, live_server: Any) -> None:
    from tests.applicants import invited

    invited(cast)
    older = opened(browser, live_server, PHONE)
    older.goto(last_link(cast, "form.invitation"))
    walk.press(older, "Continue")
    newer = older.context.new_page()
    for tab in (older, newer):
        tab.goto("/apply/sections/work/")
    walk.fill(newer, {"work": "at_home"})
    walk.press(newer, "Save and continue")
    newer.wait_for_url(lambda url: "work" not in url)
    walk.fill(older, {"work": "retired"})
    walk.press(older, "Save and continue")
    older.get_by_text("Newer answers were saved from another page or device").first.wait_for()
    look(older, "41-two-tabs")
    assert older.locator('[name="work"][value="retired"]').is_checked()
    newer.goto("/apply/sections/work/")
    assert newer.locator('[name="work"][value="at_home"]').is_checked()  # nothing was overwritten
    older.context.close()


def test_public_pages_and_account_pages_are_clean(cast: Cast, browser_page: Any) -> None:
    from carers.public.pages.questions import TOPICS

    pages = {
        "/": "19-home",
        "/?postcode=LS6+2AB": "19-home-place",
        "/questions/": "26-questions",
        **{f"/questions/{slug}/": f"27-{slug}" for slug in TOPICS},
        "/services/?postcode=LS6+2AB": "28-services",
        "/services/?postcode=L56+2AB": "28-services-slip",
        "/figures/": "29-figures-all",
        "/figures/E08000035/": "29-figures",
        "/could-i-foster/later/": "29-later",
        "/accessibility/": "29-accessibility",
        "/privacy/": "29-privacy",
        "/accounts/login/": "39-sign-in",
        "/accounts/login/code/": "39-sign-in-code",
        "/accounts/signup/": "39-sign-up",
        "/no-such-page/": "39-not-found",
    }
    for path, name in pages.items():
        browser_page.goto(path)
        looked_at(browser_page, name)


def test_what_staff_read_of_an_application(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    from django.test import Client

    from carers.models import Application
    from tests.applicants import fill_everything, mine, owned_form

    owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    fill_everything(client)
    client.post(f"{mine(client)}apply/check/")
    with cast.acting("rosa"):
        key = Application.objects.get().pk
    sign_in(browser_page, cast.people["rosa"])
    browser_page.goto(f"/agency/applications/{key}/answers/")
    looked_at(browser_page, "44-staff-answers")
    browser_page.goto("/agency/feedback/")
    looked_at(browser_page, "45-feedback")
