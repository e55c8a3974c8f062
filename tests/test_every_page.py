"""Every page that anybody can open, in a browser: clean for axe, and no wider than a phone or a desk."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.browser import DESK, PHONE, axe_clean, no_sideways_scroll, shot
from tests.cast import Cast
from tests.permissions import Row
from tests.test_permissions import ROWS, world  # noqa: F401  (the fixture that fills every page)

pytest_plugins = ["tests.browser"]
VISITORS = ("nobody", "appa", "rosa", "musa", "olga", "anna", "carl")
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _pages(visitor: str) -> list[Row]:
    """The pages that this visitor is the first to be let into."""
    before = VISITORS[: VISITORS.index(visitor)]
    return [
        row
        for row in ROWS
        if row.method == "GET"
        and not row.route.startswith("api_")
        and row.answers[visitor] == 200
        and not any(row.answers[other] == 200 for other in before)
    ]


def _address(row: Row, world: dict[str, Any]) -> str:  # noqa: F811
    kwargs = {k: v[1:] if v.startswith("=") else str(world[v]) for k, v in row.kwargs.items()}
    return reverse(row.route, kwargs=kwargs) + row.query


@pytest.mark.parametrize("visitor", VISITORS)
def test_pages_of(visitor: str, cast: Cast, world: dict[str, Any], browser_page: Any, sign_in: Any) -> None:  # noqa: F811
    page, client, faults = browser_page, Client(), []
    if visitor != "nobody":
        client.force_login(cast.people[visitor])
        sign_in(page, cast.people[visitor])
    rows = _pages(visitor)
    assert rows, "nobody's first page is gone from the table"
    for row in rows:
        cache.clear()
        address = _address(row, world)
        answer = client.get(address)
        if answer.streaming or b"<html" not in answer.content:  # a download, or a part asked for while one types
            continue
        page.goto(address)
        for size, mark in ((DESK, ""), (PHONE, "-phone")):
            page.set_viewport_size(size)
            try:
                axe_clean(page)
                no_sideways_scroll(page)
            except AssertionError as fault:
                faults.append(f"{row.route}{mark}: {str(fault).splitlines()[0][:400]}")
            shot(page, f"{row.route}{mark}")
    assert not faults, "\n".join(faults)
