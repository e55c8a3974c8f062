"""Nothing is marked done before it is done: an act is broken off at each of its writes, and tried again."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import messages
from django.core.cache import cache
from django.db import IntegrityError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path

import config.urls
from accounts.constraints import Refusal
from accounts.models import Message, Suppression
from accounts.services import links
from accounts.services.itself import ITSELF
from accounts.services.login_links import make_link
from accounts.tenancy import scope
from accounts.web.access import public
from carers.models import Application, ApplicationForm, Enquiry, EnquiryDraft, Respondent, Section
from carers.services import coming_back
from carers.web import enquiry_draft
from tests.applicants import fill_everything, invited, last_link, owned_form
from tests.cast import Cast
from tests.half_way import Trial, lost_by

pytestmark = pytest.mark.usefixtures("sent_tasks")
ROOT = Path(__file__).resolve().parent.parent
Begin = Callable[[Cast], Trial]


def _client(cast: Cast, who: str = "") -> Client:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(cast.people[who])
    return client


def _done(answer: Any) -> bool:
    return bool(answer.status_code < 400)


def _enquiries(cast: Cast, email: str) -> int:
    found = 0
    for agency in (cast.agency, cast.rival):
        with scope(agency.pk):
            found += Enquiry.objects.filter(email=email).count()
    return found


def _address() -> str:
    return f"p{uuid4().hex[:10]}@example.org"


def _filled(cast: Cast, client: Client, email: str) -> None:
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoë"})
    client.post("/enquire/reach/", {"email": email, "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug, cast.rival.slug]})


def _enquiry(cast: Cast) -> Trial:
    client, email = _client(cast), _address()
    _filled(cast, client, email)
    return Trial(
        lambda: _done(client.post("/enquire/check/")) and b"Aire" in client.get("/enquire/thank-you/").content,
        lambda: _enquiries(cast, email),
        2,
    )


def _kept_enquiry(cast: Cast) -> Trial:
    client, email = _client(cast), _address()
    _filled(cast, client, email)
    client.post("/enquire/save/", {"address": email})
    return Trial(lambda: _done(client.post("/enquire/check/")), lambda: _enquiries(cast, email), 2)


def _draft(cast: Cast) -> Trial:
    client, email = _client(cast), _address()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoë", "later": "1"})

    def kept() -> int:
        with scope(ITSELF):
            linked = Message.objects.filter(kind="enquiry.draft_link", recipient=email).values_list("subject_id")
            return EnquiryDraft.objects.filter(pk__in=linked).count()

    return Trial(lambda: _done(client.post("/enquire/save/", {"address": email})), kept)


def _api(cast: Cast, path: str, body: dict[str, Any], email: str, whole: int) -> Trial:
    client, key = _client(cast), uuid4().hex

    def press() -> bool:
        headers = {"Idempotency-Key": key}
        return _done(client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers))

    return Trial(press, lambda: _enquiries(cast, email), whole)


def _api_enquiry(cast: Cast) -> Trial:
    email = _address()
    body = {"agencies": [cast.agency.slug, cast.rival.slug], "name": "Zoë", "email": email}
    return _api(cast, "enquiries", body, email, 2)


def _later(cast: Cast, email: str) -> dict[str, Any]:
    return {"name": "Zoë", "email": email, "in_months": "6", "agency": str(cast.agency.pk), "consent": "on"}


def _api_later(cast: Cast) -> Trial:
    email = _address()
    return _api(cast, "could-i-foster/later", _later(cast, email) | {"in_months": 6, "consent": True}, email, 1)


def _ask_later(cast: Cast) -> Trial:
    client, email = _client(cast), _address()
    client.get("/could-i-foster/later/")
    asked = _later(cast, email)
    return Trial(lambda: _done(client.post("/could-i-foster/later/", asked)), lambda: _enquiries(cast, email))


def _intake(cast: Cast) -> Trial:
    client, email = _client(cast, "rosa"), _address()
    page = client.get("/agency/people/new/").content.decode()
    token = re.search(r'name="press"[^>]* value="(\w+)"', page)
    typed = {"name": "Zoë", "email": email, "source": "telephone", "sure": "on", "press": token[1] if token else ""}
    return Trial(lambda: _done(client.post("/agency/people/new/", typed)), lambda: _enquiries(cast, email))


def _claim(cast: Cast) -> Trial:
    email = _address()
    enquiry = invited(cast, email=email)
    link, client = last_link(cast, "form.invitation"), _client(cast)

    def kept() -> int:
        with scope(cast.agency.pk):
            return ApplicationForm.objects.filter(enquiry=enquiry, applicant__email=email).count()

    return Trial(lambda: _done(client.post(link)), kept)


def _referee(cast: Cast) -> Trial:
    email = _address()
    client = _client(cast, "appa")
    form = owned_form(cast, email=email)
    mine = f"/my-application/{form.pk}/"
    client.post(
        f"{mine}apply/sections/referees/add/",
        {"name": "Rae", "relation": "work", "years": "3", "email": email, "version": "0"},
    )
    item = client.get(f"{mine}data/?as=json").json()["sections"]["referees"]["answers"]["items"][0]["id"]
    client.post(f"{mine}ask/referee/{item}/")
    link = last_link(cast, "respondent.asked")
    answers = {"known": "x", "children": "x", "strengths": "x", "live_with": "yes"}

    def kept() -> int:
        with scope(cast.agency.pk):
            return sum(1 for row in Respondent.objects.filter(form=form) if row.answered_at and row.answers)

    return Trial(lambda: _done(_client(cast).post(link, answers)), kept)


def _hand_in(cast: Cast) -> Trial:
    """Filled in by pages once; each later form has the same answers."""
    client = _client(cast, "appa")
    with scope(None, cast.people["appa"].pk):
        filled = list(Section.objects.filter(person=cast.people["appa"]))
    form = owned_form(cast, email=_address())
    if not filled:
        fill_everything(client, f"/my-application/{form.pk}/")
    with scope(cast.agency.pk, cast.people["appa"].pk):
        for one in {section.key: section for section in filled}.values():
            Section.objects.create(
                agency_id=one.agency_id, form=form, person=one.person, key=one.key, answers=one.answers, state=one.state
            )

    def kept() -> int:
        with scope(cast.agency.pk):
            return Application.objects.filter(enquiry=form.enquiry_id).count()

    mine = f"/my-application/{form.pk}/apply/"
    return Trial(lambda: client.post(f"{mine}check/").headers.get("Location") == f"{mine}done/", kept)


def _sign_in(cast: Cast) -> Trial:
    client, path = _client(cast), make_link(cast.people["rosa"]).removeprefix("http://testserver")
    return Trial(lambda: _done(client.post(path)), lambda: int("_auth_user_id" in client.session))


def _unsubscribe(cast: Cast) -> Trial:
    email = _address()
    _api_enquiry_at(cast, email)
    with scope(cast.agency.pk):
        path = links.unsubscribe(Message.objects.get(recipient=email)).removeprefix("http://testserver")

    def kept() -> int:
        with scope(cast.agency.pk):
            return Suppression.objects.filter(address=email).count()

    return Trial(lambda: _done(_client(cast).post(path)), kept)


def _api_enquiry_at(cast: Cast, email: str) -> None:
    body = {"agency": cast.agency.slug, "name": "Zoë", "email": email}
    assert _done(_client(cast).post("/api/v1/enquiries", body, content_type="application/json"))


def _way_back(cast: Cast) -> Trial:
    """The page notes the request; the task answers it, as often as it must."""
    email = _address()
    form = owned_form(cast, nickname="appa", email=email)
    client, before = _client(cast), _ways_back(cast, form)

    def press() -> bool:
        if not _done(client.post("/my-application/way-back/", {"address": "appa@example.org"})):
            return False
        try:
            _answer_ways_back()
        except Exception:
            return False
        return True

    return Trial(press, lambda: min(1, _ways_back(cast, form) - before))


def _ways_back(cast: Cast, form: Any) -> int:
    with scope(form.agency_id):
        return Message.objects.filter(kind="form.way_back").count()


def _answer_ways_back() -> None:
    from carers.models import WayBackRequest

    with scope(ITSELF):
        waiting = list(WayBackRequest.objects.values_list("pk", flat=True))
    for key in waiting:
        coming_back.answer_way_back(key)


ACTS: dict[str, Begin] = {
    "an enquiry": _enquiry, "a kept enquiry": _kept_enquiry, "a kept draft": _draft,
    "an enquiry by program": _api_enquiry, "asked later": _ask_later, "asked later by program": _api_later,
    "taken by staff": _intake, "an invitation": _claim, "a referee": _referee, "handing in": _hand_in,
    "signing in by link": _sign_in, "unsubscribing": _unsubscribe, "a way back": _way_back,
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_breaks_off_is_done_by_trying_again(cast: Cast, name: str) -> None:
    assert not lost_by(lambda: ACTS[name](cast))


def test_a_mark_in_the_cache_before_the_act_is_found(cast: Cast) -> None:
    """The planted second case: what the enquiry once did."""

    def begin() -> Trial:
        email = _address()

        def press() -> bool:
            if not cache.add(f"planted:{email}", 1, 60):
                return True
            try:
                _api_enquiry_at(cast, email)
            except AssertionError:
                return False
            return True

        return Trial(press, lambda: _enquiries(cast, email))

    assert any("0 of 1 kept" in line for line in lost_by(begin))


def test_a_refused_enquiry_is_kept_and_goes_when_it_is_sent_again(cast: Cast) -> None:
    """The eleventh of an hour from one address is told to wait and send again; then it arrives."""
    person, email = Client(REMOTE_ADDR="198.51.100.7"), _address()
    for _ in range(10):
        robot = Client(REMOTE_ADDR="198.51.100.7")
        _filled(cast, robot, _address())
        robot.post("/enquire/check/")
    _filled(cast, person, email)
    assert person.post("/enquire/check/").status_code == 429 and _enquiries(cast, email) == 0
    assert person.post("/enquire/check/").status_code == 429  # not the thank-you page
    cache.clear()  # an hour later
    assert person.post("/enquire/check/", follow=True).status_code == 200 and _enquiries(cast, email) == 2
    assert person.post("/enquire/check/", follow=True).status_code == 200 and _enquiries(cast, email) == 2


@pytest.mark.parametrize("when", ["in the view", "at the commit"])
def test_what_session_and_banners_say_falls_with_the_act(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """A draft noted as sent, “Saved.” to be shown: both are kept outside the transaction, after it."""
    monkeypatch.setattr("accounts.web.refusals.words_for", lambda error: Refusal("planted.rule", "Not like this."))
    client = _client(cast)
    _filled(cast, client, _address())

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
MAY_WRITE_THE_CACHE = {"accounts/limits.py", "accounts/services/ledger.py"}
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
        f"{path.relative_to(ROOT)}:{line}"
        for package in ("accounts", "carers", "placements", "config")
        for path in (ROOT / package).rglob("*.py")
        if str(path.relative_to(ROOT)) not in MAY_WRITE_THE_CACHE
        for line in _cache_writes(path.read_text())
    }
    assert not found
    assert list(_cache_writes("from django.core.cache import cache\ncache.add('done', 1)")) == [2]  # planted
    assert list(_cache_writes("caches['default'].set('done', 1)")) == [1]
