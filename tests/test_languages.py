"""Pages come in a language that Hearth has; messages are in their reader's, whatever the sender's browser says."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from accounts.caller import job_for
from accounts.models import Message, Organisation
from accounts.services.messages import enqueue
from accounts.services.team import invite
from accounts.tenancy import scope
from accounts.wording import Words
from carers.models import Enquiry, Household, InformationSession
from carers.services import my_home, register, sessions
from carers.services.enquiries import advance_enquiry, receive_enquiry
from carers.services.my_application import send_way_back
from placements.services import placing, telling
from placements.services.leaving import receive_resignation
from placements.services.shortages import digest
from tests.applicants import last_link, mine
from tests.carers.followup_help import MONDAY, begin, enquire, plan_at
from tests.cast import Cast, make_home, make_referral
from tests.pseudo import _MARKED, marked

pytestmark = pytest.mark.usefixtures("sent_tasks")
ROOT = Path(__file__).resolve().parent.parent
ASKED = ("fr", "pl", "ar", "zh-hans", "cy")
# Signing out would end the walk; the page of the API's documents is its maker's.
NOT_OURS = {"/accounts/logout/", "/api/v1/docs"}
# Names of the cast are plain English letters, so any other letter comes from the sender's language.
_FOREIGN = re.compile(f"[{''.join(set(_MARKED))}]")


def without_catalogue(languages: list[tuple[str, str]]) -> list[str]:
    """Languages that are offered and that Hearth's own texts do not exist in."""
    folders = [ROOT / package / "locale" for package in ("accounts", "carers", "placements")]
    return [
        code
        for code, _name in languages
        if not code.startswith("en")
        and not all((folder / translation.to_locale(code) / "LC_MESSAGES" / "django.po").exists() for folder in folders)
    ]


def test_only_languages_that_hearth_has_are_offered(settings: Any) -> None:
    assert settings.LANGUAGES and not without_catalogue(settings.LANGUAGES)
    assert without_catalogue([("en-gb", "English"), ("cy", "Cymraeg")]) == ["cy"]  # planted


def _plain_paths(found: Any = None, before: str = "/") -> Iterator[str]:
    for one in found or get_resolver().url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver) and one.app_name != "admin":
            yield from _plain_paths(one.url_patterns, route)
        elif isinstance(one, URLPattern) and not re.search(r"[<(\\^$]", route):
            yield route


def _foreign_pages(clients: list[Client], paths: list[str], languages: tuple[str, ...] = ASKED) -> list[str]:
    found = []
    for language in languages:
        for client in clients:
            for path in paths:
                client.cookies["django_language"] = language
                answer: Any = client.get(path, headers={"Accept-Language": language})
                if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
                    continue
                page = answer.content.decode()
                if "<html" not in page:  # a fragment for a script
                    continue
                declared = re.search(r'<html[^>]* lang="([\w-]+)"', page)
                spoken = answer.headers.get("Content-Language", "")
                if declared is None or not declared[1].startswith("en") or not spoken.startswith("en"):
                    found.append(f"{path} in {language}: lang {declared and declared[1]}, {spoken}")
    return found


def test_no_page_answers_in_a_language_it_is_not_in(cast: Cast, settings: Any) -> None:
    """WCAG 3.1.1: the page says which language it is in, and is in it."""
    staff = Client()
    staff.force_login(cast.people["carl"])
    paths = [path for path in dict.fromkeys(_plain_paths()) if path not in NOT_OURS]
    assert len(paths) > 60
    assert not _foreign_pages([Client(), staff], paths, ("fr",))
    assert not _foreign_pages([Client()], ["/", "/enquire/where/", "/accounts/login/", "/accounts/signup/"])
    settings.LANGUAGES = [("en-gb", "English"), ("fr", "Français")]  # planted: offered, and not there
    assert len(_foreign_pages([Client()], ["/accounts/login/"])) == 1


@pytest.fixture
def in_french(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Whoever acts reads French: each text that is put into words for them is in letters that English has not."""
    settings.LANGUAGES = [("en-gb", "English"), ("fr", "Français")]
    hooks: Any = translation._trans  # type: ignore[attr-defined]

    def said(text: str) -> str:
        return marked(str(text)) if translation.get_language() == "fr" else str(text)

    monkeypatch.setattr(hooks, "gettext", said)
    monkeypatch.setattr(hooks, "pgettext", lambda _context, text: said(text))
    monkeypatch.setattr(hooks, "ngettext", lambda one, many, n: said(one if n == 1 else many))
    cache.clear()


def _client() -> Client:
    return Client(headers={"Accept-Language": "fr"})


def _by_pages(cast: Cast) -> None:
    client = _client()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoe"})
    client.post("/enquire/reach/", {"email": "zoe@example.org", "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug]})
    assert client.post("/enquire/check/").status_code == 302
    later = {"name": "Bo", "email": "bo@example.org", "in_months": "6", "agency": cast.agency.pk, "consent": "on"}
    assert client.post("/could-i-foster/later/", later).status_code == 302
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Zoe", "later": "1"})
    assert client.post("/enquire/save/", {"address": "zoe@example.org"}).status_code == 200
    client.post("/accounts/login/code/", {"email": "rosa@example.org"})
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    client.post("/accounts/password/reset/", {"email": "musa@example.org"})
    new = {"email": "new@example.org", "password1": "a long pass phrase 7", "password2": "a long pass phrase 7"}
    assert client.post("/accounts/signup/", new).status_code == 302
    assert _client().post("/accounts/signup/", new | {"email": "rosa@example.org"}).status_code == 302


def _of_the_application(cast: Cast) -> None:
    with cast.acting("rosa") as rosa:
        enquiry = receive_enquiry(rosa, {"name": "Zoe", "email": "appa@example.org"})
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)
        session = InformationSession(
            agency_id=cast.agency.pk, title="Open evening", where="Town hall", seats=9,
            starts_at=timezone.now() + timedelta(days=9),
        )  # fmt: skip
        session.save()
        sessions.book(rosa, session.pk, enquiry)
    client = _client()
    assert client.post(last_link(cast, "form.invitation")).status_code == 302
    partner = {"together": "yes", "name": "Bo", "email": "bo@example.org", "version": "0"}
    form = mine(client)
    assert client.post(f"{form}apply/sections/partner/", partner).status_code == 302
    client.post(f"{form}ask/joint_applicant/partner/")
    send_way_back("appa@example.org")
    with cast.acting("rosa") as rosa:
        advance_enquiry(rosa, enquiry.pk, "withdrawn", "AW0")
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)


def _of_homes_and_staff(cast: Cast) -> None:
    for name in ("council", "rival"):
        Organisation.objects.using("owner").filter(pk=getattr(cast, name).pk).update(email=f"{name}@example.org")
    with cast.acting("musa") as musa:
        invite(musa, "kim@example.org", "Kim", ["recruiter"])
        home = make_home(cast)
        my_home.give_access(musa, home, "appa@example.org")
        enquiry = Enquiry.objects.get(email="zoe@example.org")
        advance_enquiry(musa, enquiry.pk, "contacted")
        advance_enquiry(musa, enquiry.pk, "invited")
        advance_enquiry(musa, enquiry.pk, "applied")
        Household.objects.filter(pk=home).update(application=enquiry.application)
        register.ask_carers(musa, home, "http://testserver/confirm")
    referral = make_referral(cast, needed_by=timezone.localdate())
    with scope(cast.rival.pk):
        telling.send(job_for(Organisation.objects.get(pk=cast.rival.pk)), timezone.now())
    with cast.acting("olga") as olga:
        placing.place(olga, referral, home)
    with cast.acting("musa") as musa:
        receive_resignation(musa, home, timezone.localdate(), "retired")
    with cast.acting("carl") as carl:
        digest.write_digests(carl, date(2026, 12, 1))


def _follow_ups(cast: Cast) -> None:
    begin(cast)
    enquire(cast, name="Ada", email="ada@example.org")
    plan_at(cast, MONDAY + timedelta(days=8))


WALK: tuple[Callable[[Cast], None], ...] = (_by_pages, _of_the_application, _of_homes_and_staff, _follow_ups)


def _sent() -> list[Message]:
    return list(Message.objects.using("owner").all())


def _in_the_senders_language(sent: list[Message]) -> list[str]:
    french = re.compile(r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|décembre|janvier)\b")
    return [
        f"{one.kind}: {text!r}"
        for one in sent
        for text in (one.title, one.body)
        if _FOREIGN.search(text) or french.search(text)
    ]


def test_every_message_is_in_its_readers_language(cast: Cast, in_french: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "digest_words", lambda council, day: f"{translation.gettext('Short')} {day:%Y}")
    with translation.override("fr"):
        assert _FOREIGN.search(translation.gettext("Hello"))
        for part in WALK:
            part(cast)
            translation.activate("fr")  # a request gives back the default
    sent = _sent()
    assert not _in_the_senders_language(sent)
    walked = {one.kind for one in sent}
    written = {kind for kind in kinds_in_the_source() if not any(known.startswith(kind) for known in walked)}
    assert not written, "a kind of message that this walk does not write: add it"
    with translation.override("fr"), cast.acting("rosa") as rosa:  # planted: words made before the outbox asks for them
        early = Words(translation.gettext("Hello"), "x")
        enqueue(rosa, cast.agency, "planted.early", "email", "ada@example.org", lambda: early)
    assert len(_in_the_senders_language(_sent())) == 1


def kinds_in_the_source() -> set[str]:
    """The kind of each message that any module writes, or its beginning where the rest is worked out."""
    found = set()
    for package in ("accounts", "carers", "placements"):
        for path in (ROOT / package).rglob("*.py"):
            found |= set(_kinds(path.read_text()))
    return found


def _kinds(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "enqueue":
            yield _beginning(node.args[2], named)
        elif called == "Draft":
            yield from (_beginning(word.value, named) for word in node.keywords if word.arg == "kind")


def _beginning(node: ast.AST, named: dict[str, Any]) -> str:
    if isinstance(node, ast.Name):
        node = named[node.id]
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_a_new_kind_of_message_is_found() -> None:
    assert set(_kinds('enqueue(by, row, "planted.kind", "email", to, words)')) == {"planted.kind"}
    assert len(kinds_in_the_source()) >= 14
