"""The partner's questions show when they are asked for; and axe is let off for nothing but GOV.UK's own radios."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.tenancy.scopes import scope
from tests.applicants import owned_form, version_of
from tests.browser import axe_clean, looked_at
from tests.cast import Cast

pytest_plugins = ["tests.browser"]
ADDRESS = "/apply/sections/partner/"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    cache.clear()


@pytest.mark.browser
def test_their_questions_hide_while_the_answer_is_no(cast: Cast, browser_page: Any, sign_in: Any) -> None:
    owned_form(cast)
    page = browser_page
    sign_in(page, cast.people["appa"])
    page.goto(ADDRESS)
    theirs = [page.get_by_label("Their full name"), page.get_by_label("Their own e-mail address"),
              page.get_by_role("group", name="Their date of birth")]  # fmt: skip
    assert not any(field.is_visible() for field in theirs)
    looked_at(page, "apply-partner-none")
    page.get_by_label("Yes").check()
    assert all(field.is_visible() for field in theirs)
    looked_at(page, "apply-partner")
    theirs[0].fill("Sam Example")
    theirs[1].fill("not an address")
    page.get_by_label("No", exact=True).check()
    assert not any(field.is_visible() for field in theirs)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/apply/**")
    assert "/sections/partner/" not in page.url, "what is hidden is not refused"
    page.goto(ADDRESS)
    page.evaluate("document.querySelector('.govuk-radios__input').setAttribute('aria-rowcount', '3')")
    with pytest.raises(AssertionError, match="aria-allowed-attr"):
        axe_clean(page)
    page.goto(ADDRESS)
    page.evaluate("document.querySelector('h1').setAttribute('aria-checked', 'true')")
    with pytest.raises(AssertionError, match="aria-allowed-attr"):
        axe_clean(page)


def test_without_scripts_all_are_there_and_no_keeps_nothing_of_somebody_else(cast: Cast) -> None:
    form, client = owned_form(cast), Client()
    client.force_login(cast.people["appa"])
    address = f"/my-application/{form.pk}{ADDRESS}"
    page = client.get(address)
    assert all(f'name="{name}"' in page.content.decode() for name in ("name", "birth_date-day", "email"))
    nameless = client.post(address, {"together": "yes", "version": version_of(page)})
    assert nameless.status_code == 422 and "Enter the name of the person" in nameless.content.decode()
    sent = {"together": "no", "name": "Sam", "birth_date-day": "40", "birth_date-month": "1", "birth_date-year": "1990",
            "email": "sam", "version": version_of(page)}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    with scope(cast.agency.pk):
        kept = form.sections.get(key="partner").answers
    assert kept["together"] == "no" and not any(kept.get(name) for name in ("name", "birth_date", "email"))
