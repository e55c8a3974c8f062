"""Nothing that the public or an applicant reads is left out of translation: pages, refusals and messages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Council, Document, Message, Organisation
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF
from carers.law.sections import SECTIONS
from carers.public.allowances import allowances
from carers.public.forms.could_i_foster import QUESTIONS
from carers.public.pages.questions import TOPICS
from tests import test_permissions as walker
from tests.applicants import ENTRIES, PLAIN, fill_everything, last_link, mine, owned_form
from tests.cast import Cast
from tests.permissions import Row
from tests.pseudo import left_out, left_out_of, marked, pseudo
from tests.test_permissions import world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("sent_tasks")


# An agency's staff answer a council's digest by a signed link: theirs is not a page of the public.
FOR_STAFF = {"answer_referral"}
# Callbacks of mail providers: no person reads their answers.
FOR_PROGRAMS = {"notify_delivery", "relay_report", "text_received"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def data_of(cast: Cast) -> list[str]:
    """What people typed, and names of places and organisations: data, in every language the same."""
    typed = [value for answers in PLAIN.values() for value in answers.values() if isinstance(value, str)]
    typed += [str(value) for entries in ENTRIES.values() for entry in entries for value in entry.values()]
    typed = [value for value in typed if len(value) > 12 or " " in value]  # and no "no" or "on"
    for row in allowances():
        typed += [row.area, row.year, row.source]
    named = [*Organisation.objects.values_list("name", flat=True), *Council.objects.values_list("name", flat=True)]
    named += [*Council.objects.values_list("region", flat=True), *(user.name for user in cast.people.values())]
    named += ["Zoë O'Brien-Ngũgĩ", "Bo Low", "Ada and Bo Example", "a.png", "application/json"]
    return sorted({*typed, *named} - {""}, key=len, reverse=True)


def letters_of(cast: Cast) -> list[str]:
    """What the agency wrote in its follow-ups, and edits itself: data too, in its own language."""
    with scope(cast.agency.pk):
        bodies = Message.objects.filter(kind__startswith="enquiry.").values_list("title", "body")
        return [
            paragraph for title, body in bodies for paragraph in [title, *(part.strip() for part in body.split("\n\n"))]
        ]


def _open_to_applicants(row: Row) -> bool:
    if row.route in FOR_PROGRAMS | FOR_STAFF:
        return False
    mark = getattr(walker._ours()[row.route].callback, "capability", "")
    return mark in ("public", "signed_in") or row.route.startswith(("api_my", "api_links", "api_could", "api_enq"))


def _walked(cast: Cast, world: dict[str, Any]) -> Iterator[tuple[str, Any]]:  # noqa: F811
    """Each public and applicant route of the permission table, as nobody and as the applicant."""
    for caller in ("nobody", "appa"):
        client = Client(raise_request_exception=False)
        if caller == "appa":
            client.force_login(cast.people["appa"])
        for row in walker.ROWS:
            if _open_to_applicants(row):
                with walker._undone():
                    cache.clear()
                    yield f"{caller} {row.method} {row.route}", walker._answer(client, row, world)


def _wrong(name: str, answer: Any, data: list[str]) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return [f"{name}: {one}" for one in left_out(answer.content.decode(), data)]
    if "problem+json" in kind:
        told = answer.json()
        said = [told["title"], told["detail"], *_leaves(told.get("errors", {}))]
        return [f"{name}: {left!r} in {one!r}" for one in said if (left := left_out_of(one, data))]
    return []


def _leaves(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [leaf for value in errors.values() for leaf in _leaves(value)]
    return [leaf for value in errors for leaf in _leaves(value)] if isinstance(errors, list) else [str(errors)]


def test_every_public_and_applicant_route_and_refusal(
    cast: Cast,
    world: dict[str, Any],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pseudo(monkeypatch)
    data = data_of(cast)
    data = letters_of(cast) + data
    wrong = [line for name, answer in _walked(cast, world) for line in _wrong(name, answer, data)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def _journey(cast: Cast) -> Iterator[tuple[str, Any]]:
    """Every page of the journey in the states that a walk over routes does not reach."""
    nobody = Client()
    for slug in TOPICS:
        yield f"question {slug}", nobody.get(reverse("question", args=[slug]))
    for key, form in QUESTIONS.items():
        yield key, nobody.get(f"/could-i-foster/{key}/")
        yield f"{key} refused", nobody.post(f"/could-i-foster/{key}/", {"answer": "00"})
        for value, _words in getattr(form.base_fields["answer"], "choices", []):
            nobody.post(f"/could-i-foster/{key}/", {"answer": value})
            yield f"{key} {value}", nobody.get("/could-i-foster/answer/")
    for typed in ("EH1 1AA", "BT1 1AA", "JE2 3AB", "BFPO 58", "LS99 9ZZ", "L56 2AB", "LS6 2A8", "??"):
        nobody.post("/could-i-foster/where/", {"answer": typed})
        yield f"where {typed}", nobody.get("/could-i-foster/answer/")
        yield f"services {typed}", nobody.get(f"/services/?postcode={typed}")
        yield f"home {typed}", nobody.get(f"/?postcode={typed}")
    yield "services", nobody.get("/services/?postcode=LS6+2AB")
    yield "home", nobody.get("/?postcode=LS6+2AB")
    later = {"name": "Bo Low", "telephone": "07700 900123", "in_months": "6", "agency": cast.agency.pk, "consent": "on"}
    yield "later", nobody.post("/could-i-foster/later/", later, follow=True)
    yield from _enquiry(cast)


def _enquiry(cast: Cast) -> Iterator[tuple[str, Any]]:
    client = Client()
    yield "enquire", client.get("/enquire/")
    for key, body in {
        "where": {"postcode": "ls62ab"},
        "you": {"name": "Bo Low", "spare_room": "not_yet"},
        "reach": {"email": "bo@example.org", "contact_by": "email", "contact_when": "weekend"},
        "services": {"agencies": [cast.agency.slug, cast.rival.slug]},
    }.items():
        yield f"enquire {key}", client.get(f"/enquire/{key}/")
        yield (
            f"enquire {key} refused",
            client.post(f"/enquire/{key}/", {"email": "bo", "postcode": "?", "telephone": "1"}),
        )
        client.post(f"/enquire/{key}/", body)
    yield "check", client.get("/enquire/check/")
    yield "save", client.get("/enquire/save/")
    yield "saved by text", client.post("/enquire/save/", {"address": "07700 900123"})
    yield "saved", client.post("/enquire/save/", {"address": "bo@example.org"})
    with scope(ITSELF):
        link = Message.objects.order_by("-id")[0].body.split("http://testserver")[1].split()[0]
    yield "resume", Client().get(link)
    yield "deleted", Client().post(link, {"delete": "1"})
    yield "gone", client.get("/enquire/you/")
    client.get("/enquire/")
    for key, body in {"you": {"name": "Bo Low"}, "reach": {"email": "bo@example.org", "contact_by": "email"},
                      "services": {"agencies": [cast.agency.slug]}}.items():  # fmt: skip
        client.post(f"/enquire/{key}/", body)
    yield "thanks", client.post("/enquire/check/", follow=True)


def _application(cast: Cast) -> Iterator[tuple[str, Any]]:
    owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    yield "tasks", client.get(f"{mine(client)}apply/")
    yield "not handed in", client.post(f"{mine(client)}pause/", follow=True)
    for key, spec in SECTIONS.items():
        yield key, client.get(f"{mine(client)}apply/sections/{key}/")
        yield (
            f"{key} refused",
            client.post(f"{mine(client)}apply/sections/{key}/", {"birth_date-day": "31", "birth_date-month": "2"}),
        )
        if spec.many:
            yield f"{key} add", client.get(f"{mine(client)}apply/sections/{key}/add/")
            yield f"{key} add refused", client.post(f"{mine(client)}apply/sections/{key}/add/", {})
    yield "too early", client.post(f"{mine(client)}apply/check/", follow=True)
    fill_everything(client)
    yield "stale", client.post(f"{mine(client)}apply/sections/pets/", {"pets": "yes", "version": "0"})
    yield "list", client.get(f"{mine(client)}apply/sections/referees/")
    yield "check", client.get(f"{mine(client)}apply/check/")
    item = client.get(f"{mine(client)}data/?as=json").json()["sections"]["referees"]["answers"]["items"][0]["id"]
    yield "asked", client.post(f"{mine(client)}ask/referee/{item}/", follow=True)
    yield from _referee(cast)
    yield "asked again", client.post(f"{mine(client)}ask/referee/{item}/", follow=True)
    yield "handed in", client.post(f"{mine(client)}apply/check/", follow=True)
    for path in ("", "apply/", "apply/sections/pets/", "apply/sections/referees/", "data/"):
        yield f"after {path}", client.get(f"{mine(client)}{path}")
    yield "rests", client.post(f"{mine(client)}pause/", follow=True)
    for name, content in (("a.jpg", b"<html>"), ("b.pdf", b"%PDF-1.4 /Encrypt %%EOF"), ("c.png", b"")):
        sent = {"kind": "other", "file": SimpleUploadedFile(name, content)}
        yield f"document {name}", client.post(f"{mine(client)}documents/", sent)
    for state in Document.State.values:
        with scope(cast.agency.pk):
            Document.objects.using("owner").update(state=state)
        yield f"documents {state}", client.get(f"{mine(client)}documents/")
    yield "withdrawn", client.post(f"{mine(client)}withdraw/", {"reason": "AW1"}, follow=True)
    for path in ("apply/", "apply/sections/pets/", "documents/"):
        yield f"closed {path}", client.get(f"{mine(client)}{path}")
    yield "closed, refused", client.post(f"{mine(client)}apply/check/", follow=True)
    for n in (1, 2):
        yield f"asked again {n}", client.post(f"{mine(client)}ask-again/", follow=True)


def _referee(cast: Cast) -> Iterator[tuple[str, Any]]:
    link = last_link(cast, "respondent.asked")
    yield "referee", Client().get(link)
    yield "referee refused", Client().post(link, {})
    answers = {"known": "x", "children": "x", "strengths": "x", "live_with": "yes"}
    yield "referee thanks", Client().post(link, answers)


def test_every_page_of_the_journey_in_every_state(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pseudo(monkeypatch)
    data = data_of(cast)
    wrong = [line for name, one in _journey(cast) for line in _wrong(name, one, data)]
    for name, one in _application(cast):
        wrong += _wrong(name, one, letters_of(cast) + data)
    with scope(cast.agency.pk):
        sent = list(Message.objects.exclude(kind="enquiry.acknowledgement").values_list("kind", "title", "body"))
    with scope(ITSELF):
        sent += Message.objects.values_list("kind", "title", "body")
    for kind, title, body in sent:
        wrong += [f"message {kind}: {left}" for text in (title, body) if (left := left_out_of(text, data))]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_a_text_that_was_left_out_is_found() -> None:
    page = f'<p>{marked("Hello %(name)s") % {"name": "Bo Low"}}</p><p>Forgotten words</p><img alt="Unsaid">'
    assert len(left_out(page, ["Bo Low"])) == 2
    assert left_out(page.split("<p>For")[0], ["Bo Low"]) == []
