"""Nothing is marked done before it is done: an act is broken off at each of its writes, and tried again."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import messages
from django.core.cache import cache
from django.db import IntegrityError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path

import config.urls
from accounts.pages.access import public
from accounts.tenancy.constraints import Refusal
from carers.enquiries.pages import enquiry_draft
from tests.cast import Cast
from tests.half_way import Trial, lost_by
from tests.half_way_acts import ACTS, an_address, client_of, enquire_by_program, enquiries_of, fill_in
from tests.sources import sources

pytestmark = pytest.mark.usefixtures("sent_tasks")
ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_breaks_off_is_done_by_trying_again(cast: Cast, name: str) -> None:
    assert not lost_by(lambda: ACTS[name](cast))


def test_a_mark_in_the_cache_before_the_act_is_found(cast: Cast) -> None:
    """The planted second case: what the enquiry once did."""

    def begin() -> Trial:
        email = an_address()

        def press() -> bool:
            if not cache.add(f"planted:{email}", 1, 60):
                return True
            try:
                enquire_by_program(cast, email)
            except AssertionError:
                return False
            return True

        return Trial(press, lambda: enquiries_of(cast, email))

    assert any("0 of 1 kept" in line for line in lost_by(begin))


def test_a_refused_enquiry_is_kept_and_goes_when_it_is_sent_again(cast: Cast) -> None:
    """The eleventh of an hour from one address is told to wait and send again; then it arrives."""
    person, email = Client(REMOTE_ADDR="198.51.100.7"), an_address()
    for _ in range(10):
        robot = Client(REMOTE_ADDR="198.51.100.7")
        fill_in(cast, robot, an_address())
        robot.post("/enquire/check/")
    fill_in(cast, person, email)
    assert person.post("/enquire/check/").status_code == 429 and enquiries_of(cast, email) == 0
    assert person.post("/enquire/check/").status_code == 429  # not the thank-you page
    cache.clear()  # an hour later
    assert person.post("/enquire/check/", follow=True).status_code == 200 and enquiries_of(cast, email) == 2
    assert person.post("/enquire/check/", follow=True).status_code == 200 and enquiries_of(cast, email) == 2


@pytest.mark.parametrize("when", ["in the view", "at the commit"])
def test_what_session_and_banners_say_falls_with_the_act(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """A draft noted as sent, “Saved.” to be shown: both are kept outside the transaction, after it."""
    monkeypatch.setattr("accounts.pages.refusals.words_for", lambda error: Refusal("planted.rule", "Not like this."))
    client = client_of(cast)
    fill_in(cast, client, an_address())

    def view(request: Any) -> HttpResponse:
        enquiry_draft.clear(request)
        messages.success(request, "Saved.")
        if when == "in the view":
            raise IntegrityError("planted")
        return HttpResponse("done")

    own, commits = connections["default"], iter([IntegrityError("planted")])

    def commit() -> None:
        error = next(commits, None)
        if error is not None:
            raise error
        type(own).commit(own)

    settings.ROOT_URLCONF = (path("planted/", public(view)), *config.urls.urlpatterns)
    if when == "at the commit":
        monkeypatch.setattr(own, "commit", commit)
    answer = client.get("/planted/")
    monkeypatch.undo()
    assert answer.status_code == 409 and "Not like this." in answer.content.decode()
    assert "Saved." not in answer.content.decode() + client.get("/enquire/").content.decode()
    assert "Zoë" in client.get("/enquire/check/").content.decode()


# Counts at the doors, which only ever let somebody through; and what a provider took, noted after it took it.
MAY_WRITE_THE_CACHE = {"accounts/pages/limits.py", "accounts/outbox/services/ledger.py"}
_WRITES = {"add", "set", "set_many", "incr", "decr", "get_or_set", "touch", "delete", "delete_many"}


def _cache_writes(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if name in {"cache", "caches"} or (isinstance(owner, ast.Subscript) and "caches" in ast.dump(owner)):
                yield node.lineno


def test_no_other_module_marks_anything_in_the_cache() -> None:
    """The cache is no part of a transaction: what is noted there stays when the act is rolled back."""
    found = {
        f"{name}:{line}"
        for name, source in sources().items()
        if name not in MAY_WRITE_THE_CACHE
        for line in _cache_writes(source)
    }
    assert not found
    assert list(_cache_writes("from django.core.cache import cache\ncache.add('done', 1)")) == [2]  # planted
    assert list(_cache_writes("caches['default'].set('done', 1)")) == [1]
