"""A real Chromium: the one on the machine, else Playwright's own; where there is none, said in one line."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
# A picture of docs/tour shows the upper part of a very long page and stays light.
MOST_TALL, MOST_BYTES = 2000, 200_000
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def chromium_path() -> str | None:
    """A Chromium on this machine, or None: then Playwright looks for its own. The one without a window of its own
    (Debian: chromium-headless-shell) draws the same pages in a third of the time, so it comes first."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


def _can_launch() -> str:
    try:
        with chromium():
            return ""
    except Exception as error:
        return str(error).splitlines()[0]


_MISSING: list[str] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser a worker. Without one: skipped with a reason at home, failed in CI."""
    why = _can_launch()
    if why:
        _MISSING.append(why)
        if os.environ.get("CI"):
            pytest.fail(f"No Chromium in CI: {why}. Install the package chromium.")
        pytest.skip("No Chromium found: browser tests were not run. Install chromium to run them.")
    with chromium() as opened:
        yield opened


@pytest.fixture
def browser_page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page at desk width against the live server; JavaScript on. Reports errors of the page's own scripts."""
    context = browser.new_context(base_url=live_server.url, viewport=DESK, locale="en-GB")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    context.close()
    assert not problems, problems


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Any, Any], None]:
    """Sign a person in on a page's browser context, as the session cookie would."""

    def enter(page: Any, user: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return enter


def known(rule: str, node: dict[str, Any]) -> bool:
    """GOV.UK's own script sets aria-expanded on a radio that reveals fields; axe does not allow it there.

    That attribute on those radios alone: any other attribute, or any other element, counts.
    """
    radio = 'class="govuk-radios__input"' in node["html"]
    refused = [word for check in node["any"] + node["all"] + node["none"] for word in check["data"] or []]
    named = [str(word).partition("=")[0] for word in refused]
    return rule == "aria-allowed-attr" and radio and "aria-controls" in node["html"] and set(named) == {"aria-expanded"}


def axe_clean(page: Any) -> None:
    """No violation of WCAG 2.2 A and AA on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    broken = [
        f"{rule['id']}: {rule['help']} ({', '.join(str(node['target']) for node in nodes[:3])})"
        for rule in found.response["violations"]
        if (nodes := [node for node in rule["nodes"] if not known(rule["id"], node)])
    ]
    assert not broken, f"{page.url}: {broken}"


def no_sideways_scroll(page: Any) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels wider than the screen"


def shot(page: Any, name: str) -> None:
    """Keep a picture when HEARTH_SHOTS names a folder (docs/tour is made that way)."""
    folder = os.environ.get("HEARTH_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        tall = page.evaluate("document.documentElement.scrollHeight")
        size = {"width": page.viewport_size["width"], "height": min(tall, MOST_TALL)}
        kept = Path(folder) / f"{name}.png"
        page.screenshot(path=str(kept), full_page=True, clip={"x": 0, "y": 0, **size})
        while kept.stat().st_size >= MOST_BYTES and size["height"] > page.viewport_size["height"]:
            size["height"] = int(size["height"] * 0.8)  # a long page is cut where its picture gets heavy
            page.screenshot(path=str(kept), full_page=True, clip={"x": 0, "y": 0, **size})
        assert kept.stat().st_size < MOST_BYTES, f"{kept} is a heavy picture"


def shot_of(page: Any, selector: str, name: str) -> None:
    """The same of one part of a long page, at desk and phone width."""
    folder = os.environ.get("HEARTH_SHOTS")
    for size, mark in ((DESK, ""), (PHONE, "-phone")):
        page.set_viewport_size(size)
        part = page.locator(selector)
        part.scroll_into_view_if_needed()
        if folder:
            kept = Path(folder) / f"{name}{mark}.png"
            part.screenshot(path=str(kept))
            assert kept.stat().st_size < MOST_BYTES, f"{kept} is a heavy picture"
    page.set_viewport_size(DESK)


def looked_at(page: Any, name: str) -> None:
    """Axe, no sideways scroll and a picture, at desk and phone width."""
    for size, mark in ((DESK, ""), (PHONE, "-phone")):
        page.set_viewport_size(size)
        axe_clean(page)
        no_sideways_scroll(page)
        shot(page, f"{name}{mark}")
    page.set_viewport_size(DESK)
