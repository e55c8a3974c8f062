"""What decides about a child has a way in: each fact that the engine reads is taken, kept, read back and obeyed."""

from dataclasses import fields
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from placements.matching.facts import Child as ChildFacts
from placements.models import Child, ReferralDraft
from placements.referrals.api.children import ChildNeedsSerializer, NewChildSerializer
from placements.referrals.forms.drafts import DraftChildForm
from placements.referrals.services.drafting import KNOWN_OF_A_CHILD
from tests.cast import Cast, make_home
from tests.clock import born, in_days, month, month_boxes

FACTS = {
    "needs": ["autism"], "language": "pl", "identity_needs": ["halal_diet"], "breathing_condition": True,
    "allergies": ["dog"], "own_room": True, "only_child": True, "not_with": ["no_under_5"],
}  # fmt: skip
REFERRAL = {"kind": "short_term", "needed_by": str(in_days(8))}
# What the engine calls a fact, where it is not the word that a council sends.
SENT_AS = {
    "breathing": "breathing_condition",
    "home": "home_postcode",
    "school": "school_postcode",
    "age": "birth_month",
}


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _olga(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.people["olga"])
    return client


def _child(**facts: Any) -> dict[str, Any]:
    return {"reference": uuid4().hex[:12], "birth_month": month(born(9)), "sex": "M", **facts}


def _refer(client: Client, *children: dict[str, Any]) -> Any:
    sent = {**REFERRAL, "reference": uuid4().hex[:12], "children": list(children)}
    return client.post("/api/v1/referrals", sent, content_type="application/json")


def test_every_fact_that_the_engine_reads_can_be_sent_and_read_back(cast: Cast) -> None:
    read = {SENT_AS.get(one.name, one.name) for one in fields(ChildFacts)} - {"id"}
    assert read <= set(NewChildSerializer().fields), "the engine reads what nobody can send"
    assert set(FACTS) == set(ChildNeedsSerializer().fields) == {*KNOWN_OF_A_CHILD, "needs"}
    client = _olga(cast)
    made = _refer(client, _child(**FACTS))
    assert made.status_code == 201, made.content
    [told] = client.get(f"/api/v1/referrals/{made.json()['id']}/children").json()
    assert {name: told[name] for name in FACTS} == FACTS


def test_left_out_is_not_known_and_an_empty_list_says_nothing_of_the_kind(cast: Cast) -> None:
    client = _olga(cast)
    unknown = _refer(client, _child()).json()["id"]
    none = _refer(client, _child(needs=[], allergies=[], breathing_condition=False)).json()["id"]
    [told] = client.get(f"/api/v1/referrals/{unknown}/children").json()
    assert (told["needs"], told["allergies"], told["breathing_condition"], told["language"]) == (None, None, None, "")
    [told] = client.get(f"/api/v1/referrals/{none}/children").json()
    assert (told["needs"], told["allergies"], told["breathing_condition"]) == ([], [], False)


@pytest.mark.parametrize(
    "wrong", [{"asthma": True}, {"allergies": ["nuts"]}, {"language": "Polish"}, {"not_with": None}]
)
def test_what_is_not_understood_is_refused_at_its_place(cast: Cast, wrong: dict[str, Any]) -> None:
    refused = _refer(_olga(cast), _child(), _child(**wrong))
    [name] = wrong
    assert refused.status_code == 400 and name in str(refused.json()["errors"]), refused.content
    assert not Child.objects.exists()


def test_a_home_that_smokes_is_not_fit_for_a_child_who_cannot_breathe(cast: Cast) -> None:
    smoky, clean = make_home(cast, smoker=True), make_home(cast, smoker=False)
    client = _olga(cast)
    referral = _refer(client, _child(breathing_condition=True)).json()["id"]
    ranked = client.get(f"/api/v1/referrals/{referral}/ranking").json()
    assert [home["home"] for home in ranked["homes"]] == [str(clean)] and ranked["excluded"] == {"H10": 1}
    placed = client.post(
        f"/api/v1/referrals/{referral}/place", {"home": str(smoky), "reason": "near"}, content_type="application/json"
    )
    assert placed.status_code == 409, placed.content


def test_through_a_draft(cast: Cast) -> None:
    client = _olga(cast)
    facts = {name: value for name, value in FACTS.items() if name != "needs"}
    who = {"reference": "D-1", "children": [_child(**facts)]}
    draft = client.post("/api/v1/referral-drafts", {"part": "who", "facts": who}, content_type="application/json")
    assert draft.status_code == 201, draft.content
    address = f"/api/v1/referral-drafts/{draft.json()['id']}"
    dates = {"part": "dates", "facts": REFERRAL}
    assert client.patch(address, dates, content_type="application/json").status_code == 200
    made = client.post(f"{address}/open", {}, content_type="application/json")
    assert made.status_code == 201, made.content
    [told] = client.get(f"/api/v1/referrals/{made.json()['id']}/children").json()
    assert {name: told[name] for name in facts} == facts


def test_through_the_page_and_in_words(cast: Cast) -> None:
    """Every fact has a field on the page of the children, and what is known is told to those who look for a home."""
    assert set(KNOWN_OF_A_CHILD) <= set(DraftChildForm.base_fields)
    typed = {
        "reference": "D-2", "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0", "child-0-reference": "C-2",
        **month_boxes("child-0-birth_month", born(9)), "child-0-sex": "M",
        "child-0-breathing_condition": "yes", "child-0-allergies": ["dog"], "child-0-own_room": "on",
        "child-0-only_child": "on", "child-0-not_with": ["no_under_5"], "child-0-language": "pl",
        "child-0-identity_needs": ["halal_diet"],
    }  # fmt: skip
    client = _olga(cast)
    assert client.post("/council/referrals/new/", typed).status_code == 302
    with cast.acting("olga"):
        [draft] = ReferralDraft.objects.all()
        [kept] = draft.answers["who"]["children"]
    assert {name: kept[name] for name in KNOWN_OF_A_CHILD} == {name: FACTS[name] for name in KNOWN_OF_A_CHILD}
    summary = client.get(f"/council/referrals/drafts/{draft.pk}/").content.decode()
    assert "such as asthma?: Yes" in summary and "Allergic to animals: dogs" in summary
    referral = _refer(client, _child(**FACTS)).json()["id"]
    page = client.get(f"/council/referrals/{referral}/").content.decode()
    for words in ("no smoke in the home", "allergic to dogs", "must be the only child", "speaks Polish", "halal food"):
        assert words in page, words


def test_nothing_typed_stays_not_known() -> None:
    known = {"reference": "C", **month_boxes("birth_month", born(9)), "sex": "F"}
    form = DraftChildForm(known)
    assert form.is_valid(), form.errors
    stored = form.stored()
    assert (stored["breathing_condition"], stored["allergies"], stored["language"]) == (None, None, "")
    none = DraftChildForm(known | {"allergies": ["none"], "breathing_condition": "no"})
    assert none.is_valid() and (none.stored()["allergies"], none.stored()["breathing_condition"]) == ([], False)
