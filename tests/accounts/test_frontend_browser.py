"""The specimen in a browser, under the strict policy: nothing refused, nothing for axe, no overflow."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.accounts.specimen import write_page
from tests.browser import known

POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self' 'nonce-abc123'"

pytestmark = pytest.mark.browser


def unexpected(violation: dict[str, Any]) -> list[str]:
    """What axe found, less one known thing: GOV.UK's radios that say whether they have revealed a question."""
    return [node["html"] for node in violation["nodes"] if not known(violation["id"], node)]


class StrictHandler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: a test's output is its failures."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("specimen")
    write_page(folder)
    handler = functools.partial(StrictHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A page of the worker's one browser: Playwright allows a single sync session a process."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ["index.html", "public.html"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_holds_in_a_browser(page: Page, address: str, name: str, width: int) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/{name}", wait_until="networkidle")
    assert page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    assert page.evaluate("document.fonts.check('400 19px \"Source Sans 3\"')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], html) for one in found if (html := unexpected(one))] == []
    assert [words for words in complaints if "favicon" not in words] == []
