"""A page of children that is drawn again says no more than was chosen; Enter saves it; the check page is in words."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from carers.texts.values import in_words
from placements.models import Child, Referral, ReferralDraft
from placements.referrals.forms.referrals import NeedsField, SomeOrNoneField
from placements.referrals.services import drafting
from tests.cast import Cast
from tests.permissions.drafts import who
from tests.placements.test_drafts import SECOND, WHO
from tests.placements.test_recorded import FORM

ROOT = Path(__file__).resolve().parents[2]
NEW, MAIL = "/council/referrals/new/", "/agency/referrals/by-mail/"
BOXES = ("allergies", "identity_needs")
# A repr of a list, a dict, None or a truth value has no place on a page for people.
REPR = re.compile(r"\{'|\[\{|\['|None\b|>(True|False)<|&#39;:")


class _Form(HTMLParser):
    """What a browser would send of the page as it stands, and the buttons in their order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.buttons: list[dict[str, str | None]] = []
        self.feed(page[page.index('<form method="post"', page.index("<main")) :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "button":
            self.buttons.append(said)
        chosen = said.get("type") not in ("checkbox", "radio") or "checked" in said
        if tag == "input" and chosen and said.get("name"):
            self.sent.setdefault(str(said["name"]), []).append(said.get("value") or "")


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _browser(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name])
    return client


def _drawn(answer: Any) -> _Form:
    return _Form(answer.content.decode())


@pytest.mark.parametrize("press", [{"add": "1"}, {"reference": ""}, {**SECOND, "together": "must", "remove": "1"}])
def test_what_is_not_known_stays_so_when_the_page_is_drawn_again(cast: Cast, press: dict[str, str]) -> None:
    olga = _browser(cast, "olga")
    again = _drawn(olga.post(NEW, WHO | press)).sent
    assert not [f"child-0-{box}" for box in BOXES if f"child-0-{box}" in again], "nothing was chosen"
    whole = again | {"reference": "L-1", "child-TOTAL_FORMS": "1"}
    assert olga.post(NEW, whole).status_code == 302
    with cast.acting("olga"):
        draft = ReferralDraft.objects.get()
        [kept] = draft.answers["who"]["children"]
    assert [kept[box] for box in BOXES] == [None, None]
    check = olga.get(f"/council/referrals/drafts/{draft.pk}/").content.decode()
    assert "Allergic to animals: Not known yet" in check and "none of these" not in check


def test_what_was_chosen_stays_chosen_when_the_page_is_drawn_again(cast: Cast) -> None:
    typed = WHO | {"child-0-allergies": ["none"], "child-0-identity_needs": ["halal_diet"], "add": "1"}
    again = _drawn(_browser(cast, "olga").post(NEW, typed)).sent
    assert [again[f"child-0-{box}"] for box in BOXES] == [["none"], ["halal_diet"]]


def test_needs_that_are_not_known_stay_so_when_the_page_is_drawn_again(cast: Cast) -> None:
    with cast.acting("olga") as caller:
        draft = drafting.save_part(caller, None, "who", who("L-1")).pk
    olga, at = _browser(cast, "olga"), f"/council/referrals/drafts/{draft}/needs/"
    [child] = _drawn(olga.get(at)).sent["child_0"]
    wrong = olga.post(at, {"version": "0", "who_version": "1", "child_0": child, "to_follow": "nonsense"})
    assert wrong.status_code == 422 and "needs_0" not in _drawn(wrong).sent
    late = olga.post(at, {"version": "0", "who_version": "0", "child_0": child})
    assert late.status_code == 409 and "needs_0" not in _drawn(late).sent


def test_a_referral_by_mail_keeps_what_is_not_known(cast: Cast) -> None:
    musa = _browser(cast, "musa")
    again = _drawn(musa.post(MAIL, FORM | {"reference": ""})).sent
    assert not [name for name in again if name.removeprefix("child-0-") in (*BOXES, "needs")]
    assert musa.post(MAIL, FORM | again | {"reference": "MAIL-1"}).status_code == 302
    with cast.acting("musa"):
        child = Child.objects.get(referral_children__referral=Referral.objects.get())
        assert (child.needs, child.allergies, child.identity_needs) == (None, None, None)


@pytest.mark.parametrize("field", [NeedsField(), SomeOrNoneField({"dog": "dogs"})])
def test_none_is_shown_of_what_is_stored_alone(field: SomeOrNoneField) -> None:
    form = type("F", (forms.Form,), {"a": field})
    shown = {str(kept): form(initial={"a": kept})["a"].value() for kept in (None, [])}
    assert shown == {"None": None, "[]": ["none"]}
    for kept in (None, [], ["dog"]):
        assert form(QueryDict(""), initial={"a": kept})["a"].value() is None, "nothing was sent"
    assert form(QueryDict("a=none"))["a"].value() == ["none"]


def test_enter_saves_and_adds_no_child(cast: Cast) -> None:
    """A browser presses the first button of the form for somebody who presses Enter in a box of text."""
    olga, musa = _browser(cast, "olga"), _browser(cast, "musa")
    for page in (olga.get(NEW), olga.post(NEW, WHO | SECOND | {"add": "1"}), musa.get(MAIL)):
        first = _drawn(page).buttons[0]
        assert first.get("type") == "submit" and "name" not in first, first
        assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true") and "style" not in first


def _first_adds(template: str) -> bool:
    """Whether the first button of a form there adds to it, or takes from it."""
    firsts = [
        re.search(r"\{\{ submit(_first)?\(.*?\}\}", form) for form in re.findall(r"(?s)<form.*?</form>", template)
    ]
    return any(found and re.search(r'name="(add|remove)"', found[0]) for found in firsts)


def test_no_form_begins_with_a_button_that_adds_or_takes_away() -> None:
    templates = list(ROOT.glob("*/jinja2/**/*.html"))
    assert templates and not [str(path) for path in templates if _first_adds(path.read_text(encoding="utf-8"))]
    planted = '<form>{{ submit(_("One more"), name="add", value="1") }}{{ submit(_("Save")) }}</form>'
    assert _first_adds(planted), "planted: one that does is found"


def test_the_check_page_is_in_words(cast: Cast) -> None:
    olga = _browser(cast, "olga")
    at = str(olga.post(NEW, WHO | SECOND | {"together": "must"})["Location"]).removesuffix("needs/")
    said = {"version": "0", "who_version": "1", "child_0": "L-1-A", "child_1": "L-1-B", "needs_1": ["none"]}
    assert olga.post(f"{at}needs/", said).status_code == 302
    check = olga.get(at).content.decode()
    body = check[check.index("<main") : check.index("</main")].replace("&#x27;", "'").replace("&#39;", "'")
    assert not REPR.search(body), REPR.search(body)
    assert "said of" not in body and "Needs of L-1-B" in body and "Child 2" in body


class _Asked(forms.Form):
    name = forms.CharField(label="Name")


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ([{"sex": "F", "at": None}], ["sex: F", "at: Not answered"]), ({"C1": ["a", "b"]}, ["C1: a, b"]),
        (["a", "b"], ["a", "b"]), (True, "Yes"), (None, "Not answered"), ("", "Not answered"), ([], "Not answered"),
        ("words", "words"), (3, "3"),
    ],
)  # fmt: skip
def test_an_answer_to_a_question_no_longer_asked_is_told_in_words(kept: Any, told: Any) -> None:
    """Planted: what forms of other days have stored, in every shape that JSON has."""
    assert in_words(_Asked, {"id": str(UUID(int=1)), "name": "N", "old_one": kept}) == [
        ("Name", "N"),
        ("old one", told),
    ]
