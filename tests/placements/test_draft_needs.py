"""What a child needs stays with that child, whoever renames, removes or swaps children; no error is bare."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.input.errors import Invalid, NotReady, ServiceError, Stale
from carers.law.vocabulary import NEEDS
from placements.models import Child, Referral, ReferralDraft
from placements.referrals.services import drafting
from placements.texts.words import NEED_WORDS
from tests.cast import Cast
from tests.clock import born, month, month_boxes
from tests.permissions.drafts import DATES

SKILL, OTHER = NEEDS[0], NEEDS[1]
MONTHS = {"A1": str(born(9)), "A-1": str(born(9)), "B1": str(born(7))}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _olga(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.people["olga"])
    return client


def _who(*children: str, **months: str) -> dict[str, Any]:
    rows = [{"reference": one, "birth_month": (MONTHS | months)[one], "sex": "F"} for one in children]
    return {"reference": "L-1", "together": "must", "children": rows}


def _needs(**needs: Any) -> dict[str, Any]:
    return {"needs": needs, "risks_words": "Sleepwalks", "to_follow": []}


def _begun(by: Any, *children: str, needs: dict[str, Any] | None = None) -> Any:
    """A draft ready to be opened."""
    draft = drafting.save_part(by, None, "who", _who(*children))
    drafting.save_part(by, draft.pk, "dates", DATES)
    if needs is not None:
        drafting.save_part(by, draft.pk, "needs", _needs(**needs), 0, 1)
    return draft.pk


def test_a_child_that_is_renamed_is_never_opened_without_what_was_said(cast: Cast) -> None:
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1", needs={"A1": [SKILL]})
        renamed = drafting.save_part(olga, key, "who", _who("A-1"), 1)
        assert drafting.in_doubt(renamed.answers) == ["A1"]
        with pytest.raises(NotReady, match="what A1 needs, and then changed the children") as refused:
            drafting.open_draft(olga, key)
        assert refused.value.code == "draft.needs_in_doubt" and not Referral.objects.exists()
    browser, at = _olga(cast), f"/council/referrals/drafts/{key}/"
    check = browser.get(at).content.decode()
    assert "Look at the needs again" in check and "Open the referral" not in check
    asked = browser.get(f"{at}needs/").content.decode()
    assert "Needs of A1" in asked and "Said before the children were changed" in asked
    said = {"version": "1", "who_version": "2", "child_0": "A-1", "needs_0": [SKILL]}
    assert browser.post(f"{at}needs/", said).status_code == 302
    assert browser.post(at).status_code == 302
    with cast.acting("olga"):
        assert Child.objects.get().needs == [SKILL] and Child.objects.get().reference == "A-1"


def test_a_reference_that_passes_to_another_child_takes_no_needs_along(cast: Cast) -> None:
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1", "B1", needs={"A1": [SKILL], "B1": []})
        drafting.save_part(olga, key, "who", _who("A1", A1=MONTHS["B1"]), 1)
        with pytest.raises(NotReady, match="what A1, B1 needs"):
            drafting.open_draft(olga, key)
        drafting.save_part(olga, key, "needs", _needs(A1=None), 1, 2)
        made = drafting.open_draft(olga, key)
        assert [child.needs for child in Child.objects.filter(referral_children__referral=made)] == [None]


def test_an_older_page_never_gives_one_childs_needs_to_the_other(cast: Cast) -> None:
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1", "B1")
        drafting.save_part(olga, key, "who", _who("B1"), 1)
    browser, at = _olga(cast), f"/council/referrals/drafts/{key}/needs/"
    sent = {"version": "0", "who_version": "1", "child_0": "A1", "child_1": "B1", "needs_0": [SKILL],
            "needs_1": [OTHER], "risks_words": "Sleepwalks"}  # fmt: skip
    for more in ({}, {"child_0": "", "child_1": ""}, {"who_version": "2"}):
        late = browser.post(at, sent | more)
        page = late.content.decode()
        assert late.status_code in (409, 422) and "Sleepwalks" in page, more
        assert str(NEED_WORDS[SKILL]) in page.split("<form")[-2] + page.split("govuk-inset-text")[1], "what was typed"
    with cast.acting("olga"):
        assert "needs" not in ReferralDraft.objects.get().answers
    late = browser.post(at, sent)
    page = late.content.decode()
    assert late.status_code in (409, 422) and "whom the draft does not name" in page and 'value="A1"' not in page
    both = {"version": "0", "who_version": "1", "child_0": "B1", "needs_0": [OTHER]}
    late = browser.post(at, both)
    page = late.content.decode()
    assert late.status_code == 409 and "they are now B1" in page and 'name="who_version" value="2"' in page
    assert browser.post(at, both | {"who_version": "2"}).status_code == 302
    with cast.acting("olga"):
        assert ReferralDraft.objects.get().answers["needs"]["needs"] == {"B1": [OTHER]}


def test_the_service_and_the_api_ask_whom_the_needs_are_of(cast: Cast) -> None:
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1")
        with pytest.raises(Stale, match="they are now A1"):
            drafting.save_part(olga, key, "needs", _needs(A1=[SKILL]), 0, 0)
        with pytest.raises(Invalid, match="no child with the reference B1"):
            drafting.save_part(olga, key, "needs", _needs(B1=[SKILL]), 0, 1)
    browser = _olga(cast)

    def patch(needs: Any, **more: Any) -> Any:
        body = {"part": "needs", "facts": {"needs": needs}, "who_version": 1} | more
        return browser.patch(f"/api/v1/referral-drafts/{key}", body, content_type="application/json")

    for bad in ({"\u0000": []}, {"\ud800": []}, {"x" * 41: []}, {"": []}, {str(n): [] for n in range(9)}):
        answer = patch(bad)
        assert answer.status_code == 400 and "needs" in str(answer.json()["errors"]), bad
    assert patch({"B1": []}).json()["code"] == "draft.child_unknown"
    assert patch({"A1": []}, who_version=None).json()["code"] == "draft.who_version_missing"
    assert patch({"A1": [SKILL]}, who_version=0).json()["code"] == "draft.children_changed"
    assert patch({"A1": [SKILL]}).json()["in_doubt"] == []
    facts = _who("A-1") | {"children": [{"reference": "A-1", "birth_month": month(born(9)), "sex": "F"}]}
    body = {"part": "who", "version": 1, "facts": facts}
    renamed = browser.patch(f"/api/v1/referral-drafts/{key}", body, content_type="application/json")
    assert renamed.json()["in_doubt"] == ["A1"]
    refused = browser.post(f"/api/v1/referral-drafts/{key}/open", {}, content_type="application/json")
    assert refused.status_code == 409 and refused.json()["code"] == "draft.needs_in_doubt"


def test_what_is_sent_to_a_draft_that_is_gone_is_answered_in_words(cast: Cast) -> None:
    browser = _olga(cast)
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1")
        made = drafting.open_draft(olga, key)
    at = f"/council/referrals/drafts/{key}/"
    typed = {"version": "0", "who_version": "1", "child_0": "A1", "needs_0": [SKILL], "risks_words": "Bites"}
    late = browser.post(f"{at}needs/", typed)
    page = late.content.decode()
    assert late.status_code == 410 and "Bites" in page and str(NEED_WORDS[SKILL]) in page and str(made.pk) in page
    there = f"/council/referrals/{made.pk}/"
    for answer in (browser.get(at), browser.get(f"{at}needs/"), browser.post(f"{at}remove/")):
        assert answer.status_code == 302 and answer["Location"] == there
    nora = Client()
    nora.force_login(cast.people["nora"])
    assert nora.get(at).status_code == 404 and browser.get(f"/council/referrals/drafts/{uuid4()}/").status_code == 404
    with cast.acting("olga") as olga:
        other = drafting.save_part(olga, None, "dates", DATES).pk
        drafting.remove_draft(olga, other)
    for answer in (
        browser.get(f"/council/referrals/drafts/{other}/"),
        browser.post(f"/council/referrals/drafts/{other}/"),
    ):
        assert answer.status_code == 410 and "thrown away on" in answer.content.decode()
    hand_made = {"version": "1", "reference": "L-2", "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0",
                 "child-0-reference": "L-2-A", **month_boxes("child-0-birth_month", born(9)),
                 "child-0-sex": "F"}  # fmt: skip
    assert browser.post("/council/referrals/new/", hand_made).status_code == 302


def test_two_who_save_a_new_part_at_once_the_later_sees_what_is_there(cast: Cast, monkeypatch: Any) -> None:
    """The other save lands after the page has read the draft, and before it keeps its own."""
    with cast.acting("olga") as olga:
        key = _begun(olga, "A1")
    keep = drafting.save_part

    def overtaken(by: Any, draft_id: Any, part: str, *rest: Any) -> Any:
        monkeypatch.setattr(drafting, "save_part", keep)
        keep(by, draft_id, part, {"wishes": [], "wishes_words": "A dog"})
        return keep(by, draft_id, part, *rest)

    monkeypatch.setattr(drafting, "save_part", overtaken)
    late = _olga(cast).post(f"/council/referrals/drafts/{key}/wishes/", {"version": "0", "wishes_words": "A cat"})
    page = late.content.decode()
    assert late.status_code == 409 and "A dog" in page and "A cat" in page and 'name="version" value="1"' in page


def test_two_who_begin_with_one_reference_at_once_make_one_draft(cast: Cast, monkeypatch: Any) -> None:
    """The second has looked, and found nothing, before the first has committed: only the database can tell."""
    looked, looks, told = threading.Event(), drafting._check_who, []

    def look(by: Any, draft: Any, answers: Any) -> None:
        looks(by, draft, answers)
        looked.set()

    def second() -> None:
        try:
            with cast.acting("carl") as carl:
                drafting.save_part(carl, None, "who", _who("B1"))
            told.append("done")
        except ServiceError as refused:
            told.append(f"{refused.code} {sorted(refused.fields)}")
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with cast.acting("olga") as olga:
        drafting.save_part(olga, None, "who", _who("A1"))
        monkeypatch.setattr(drafting, "_check_who", look)
        thread.start()
        assert looked.wait(20)
    thread.join(20)
    assert told == ["draft.reference_taken ['reference']"]
    with cast.acting("olga") as olga:
        [draft] = ReferralDraft.objects.all()
        assert drafting.save_part(olga, draft.pk, "who", _who("A1"), 1).versions == {"who": 2}
        for _ in range(2):
            drafting.save_part(olga, None, "dates", DATES)  # without a reference there may be several
