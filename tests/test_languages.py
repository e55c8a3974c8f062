"""Pages come in a language that Hearth has; messages are in their reader's, whatever the sender's browser says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from accounts.models import Message
from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import Words
from placements.shortages.services import digest
from tests.cast import Cast
from tests.message_walk import WALK, kinds_in_the_source, kinds_of
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


def test_a_new_kind_of_message_is_found() -> None:
    assert set(kinds_of('enqueue(by, row, "planted.kind", "email", to, words)')) == {"planted.kind"}
    assert len(kinds_in_the_source()) >= 14
