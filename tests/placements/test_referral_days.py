"""A referral asks for a child, under 18 on the day needed, and for days to come: at every door the same."""

import ast
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.input.errors import Invalid, NotReady
from placements.models import Child, Referral, ReferralDraft
from placements.placing.services.closing import refer_again
from placements.referrals.services import drafting
from placements.referrals.services.referral_days import grown_up, last_month_expected, month_fault
from tests.cast import Cast, make_referral
from tests.clock import TODAY, born, boxes, fixed, in_days, month, month_boxes

PLACEMENTS = Path(__file__).resolve().parent.parent.parent / "placements"
PAST = in_days(-3)
GROWN = (date(1900, 1, 1), born(20), born(19))


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_the_month_of_the_birthday_is_the_childs() -> None:
    birth = fixed(2008, 12, 1)
    assert not grown_up(birth, fixed(2026, 12, 30)) and grown_up(birth, fixed(2026, 12, 31))
    assert grown_up(fixed(2008, 11, 1), fixed(2026, 12, 1))
    assert last_month_expected(fixed(2026, 11, 30)) == fixed(2027, 8, 1)
    assert last_month_expected(fixed(2027, 3, 31)) == fixed(2027, 12, 1)


def test_a_home_is_needed_from_the_birth_and_by_a_parent_before() -> None:
    soon = last_month_expected()
    assert "expected in" in month_fault(soon, TODAY, "short_term") and not month_fault(soon, soon, "short_term")
    assert not month_fault(soon, TODAY, "parent_and_child")
    assert "months ahead" in month_fault(last_month_expected(soon), last_month_expected(soon), "short_term")


def _client(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def _facts(birth_month: date, needed_by: date, **more: Any) -> dict[str, Any]:
    child = {"reference": uuid4().hex[:8], "birth_month": month(birth_month), "sex": "F"}
    return {
        "reference": uuid4().hex[:8],
        "kind": "short_term",
        "needed_by": str(needed_by),
        "children": [child],
        **more,
    }


def _council_api(cast: Cast, birth_month: date, needed_by: date) -> int:
    sent = _facts(birth_month, needed_by)
    return _client(cast, "olga").post("/api/v1/referrals", sent, content_type="application/json").status_code


def _recorded_api(cast: Cast, birth_month: date, needed_by: date, **more: Any) -> int:
    sent = _facts(birth_month, needed_by, council="E08000032", **more)
    del sent["children"][0]["reference"]
    return _client(cast, "musa").post("/api/v1/inbox", sent, content_type="application/json").status_code


def _recorded_page(cast: Cast, birth_month: date, needed_by: date, **more: Any) -> int:
    typed = {
        "council": "E08000032", "reference": uuid4().hex[:8], "kind": "short_term", "urgency": "planned",
        "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0", "child-0-sex": "F", **boxes("needed_by", needed_by),
        **month_boxes("child-0-birth_month", birth_month), **more,
    }  # fmt: skip
    return _client(cast, "musa").post("/agency/referrals/by-mail/", typed).status_code


def _draft_page(cast: Cast, birth_month: date, needed_by: date) -> int:
    olga = _client(cast, "olga")
    who = {
        "version": "0", "reference": uuid4().hex[:8], "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0",
        "child-0-reference": uuid4().hex[:8], "child-0-sex": "F", **month_boxes("child-0-birth_month", birth_month),
    }  # fmt: skip
    begun = olga.post("/council/referrals/new/", who)
    if begun.status_code != 302:
        return begun.status_code
    when = {"version": "0", "kind": "short_term", "urgency": "planned", "sharing": "everyone"}
    at = str(begun["Location"]).removesuffix("needs/")
    return olga.post(f"{at}dates/", when | boxes("needed_by", needed_by)).status_code


def _draft_api(cast: Cast, birth_month: date, needed_by: date) -> int:
    olga, facts = _client(cast, "olga"), _facts(birth_month, needed_by)
    who = {"part": "who", "facts": {name: facts[name] for name in ("reference", "children")}}
    begun = olga.post("/api/v1/referral-drafts", who, content_type="application/json")
    if begun.status_code != 201:
        return begun.status_code
    when = {"part": "dates", "facts": {name: facts[name] for name in ("kind", "needed_by")}}
    at = f"/api/v1/referral-drafts/{begun.json()['id']}"
    return olga.patch(at, when, content_type="application/json").status_code


DOORS = (_council_api, _recorded_api, _recorded_page, _draft_page, _draft_api)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_the_one_guard(cast: Cast, door: Any) -> None:
    expected = last_month_expected()
    for birth_month in GROWN:
        assert door(cast, birth_month, in_days(8)) in (400, 422), birth_month
    assert door(cast, expected, in_days(8)) in (400, 422), "born after the home is needed"
    assert door(cast, born(9), PAST) in (400, 422)
    assert not Referral.objects.using("owner").exists()
    assert door(cast, expected, expected) in (200, 201, 302), "an expected birth"
    assert door(cast, born(9), TODAY) in (200, 201, 302)


def test_an_answer_is_wanted_by_a_time_to_come(cast: Cast) -> None:
    now = timezone.now().isoformat()
    assert _recorded_api(cast, born(9), TODAY, answer_by=f"{PAST}T12:00Z") == 422
    assert _recorded_api(cast, born(9), TODAY, answer_by=now) == 422
    assert _recorded_page(cast, born(9), TODAY, **boxes("answer_day", PAST)) == 422
    olga = _client(cast, "olga")
    sent = _facts(born(9), TODAY, answer_by=f"{PAST}T12:00Z")
    answer = olga.post("/api/v1/referrals", sent, content_type="application/json")
    assert answer.status_code == 422 and "answer_by" in answer.json()["errors"]
    assert _recorded_api(cast, born(9), TODAY, answer_by=f"{in_days(2)}T12:00Z") == 201


def test_a_draft_that_waited_too_long_says_so_and_stays(cast: Cast) -> None:
    assert _draft_api(cast, born(9), in_days(2)) == 200
    with cast.acting("olga") as olga:
        draft = ReferralDraft.objects.get()
        draft.answers["dates"]["needed_by"] = str(PAST)
        draft.save()
        with pytest.raises(Invalid, match="is past"):
            drafting.open_draft(olga, draft.pk)
        assert ReferralDraft.objects.filter(pk=draft.pk).exists()


def test_nobody_is_referred_again_who_is_grown_up(cast: Cast) -> None:
    referral = make_referral(cast, (9,))
    Referral.objects.using("owner").filter(pk=referral).update(state="closed", outcome="withdrawn")
    Child.objects.using("owner").update(birth_month=born(20))
    with cast.acting("olga") as olga, pytest.raises(NotReady, match="is 18 by now"):
        refer_again(olga, referral)


def test_a_birth_to_come_is_said_in_words() -> None:
    expected = Child(birth_month=last_month_expected())
    assert expected.born.startswith("expected ") and Child(birth_month=fixed(2017, 5, 1)).born == "born May 2017"


def unguarded(source: str) -> list[str]:
    """Functions that write a referral, or keep the days of one, and do not ask the guard."""
    return [
        one.name
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef)
        and {"Referral", "ReferralDraft"} & (called := {_name(call) for call in ast.walk(one)})
        and not {"checked_group", "_check_who", "_still_children"} & called
    ]


def _name(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_no_service_writes_a_referral_without_the_guard() -> None:
    files = PLACEMENTS.glob("*/services/**/*.py")
    found = {name for path in files for name in unguarded(path.read_text(encoding="utf-8"))}
    assert found == {"_again"}, "its children are looked at by refer_again, its day is never past"
    assert unguarded("def quick(by, facts):\n    Referral(**facts).save()") == ["quick"]
