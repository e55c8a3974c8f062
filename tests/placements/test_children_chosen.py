"""For some of the brothers and sisters who wait: a split can be followed, a home looked for, held, offered, placed."""

from typing import Any
from uuid import UUID

import pytest

from placements.models import Child, Offer, Placement, Referral
from placements.placing import services as placing
from tests.cast import Cast, make_home
from tests.placements.test_partly_placed import children_of, client_of, four
from tests.placements.test_placing_races import at_once

__all__ = ["four"]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_a_split_suggested_can_be_followed_by_naming_thechildren_of(cast: Cast, four: UUID) -> None:
    """From Tonight and the plan to a page that holds and places just those children."""
    Referral.objects.using("owner").filter(pk=four).update(together="should")
    make_home(cast, max_children=3, rooms=3)
    make_home(cast, who="carl", max_children=1, rooms=1)
    olga = client_of(cast, "olga")
    split = olga.get(f"/api/v1/referrals/{four}/tonight").json()["splits"][0]
    evening, plan = (olga.get(path).content.decode() for path in ("/council/tonight/", "/council/plan/"))
    for part in split["parts"]:
        which = "&".join(f"children={child}" for child in part["children"])
        link = f"/council/referrals/{four}/homes/{part['home']}/?{which}"
        assert link.replace("&", "&amp;") in evening and f"/homes/{part['home']}/?children=" in plan
        page = olga.get(link).content.decode()
        assert "Hold for four hours" in page and page.count('name="children"') == 2 * len(part["children"])
    for part in split["parts"]:
        at = f"/council/referrals/{four}/homes/{part['home']}/"
        assert olga.post(f"{at}hold/", {"children": part["children"]})["Location"] == at
        assert "Held for you until" in olga.get(at).content.decode(), "and the page is about those who are held"
        sent = {"children": part["children"], "reason": "As suggested", "as_asked": "yes"}
        assert olga.post(at, sent)["Location"] == f"/council/referrals/{four}/"
    with cast.acting("olga"):
        row = Referral.objects.get(pk=four)
        assert (row.state, row.as_asked) == ("placed", "split")
        assert Placement.objects.filter(referral=four, state="placed").count() == 4


def test_an_agency_offers_a_home_for_some_of_them_on_pages_and_api(cast: Cast, four: UUID) -> None:
    home, children = make_home(cast, max_children=2, rooms=2), children_of(cast, four)
    musa, two = client_of(cast, "musa"), [str(child) for child in children_of(cast, four)[:2]]
    query = "&".join(f"children={child}" for child in two)
    page = musa.get(f"/agency/referrals/{four}/?{query}").content.decode()
    assert f"/homes/{home}/offer/?" in page and "Offer this home" in page
    assert "Offer this home" not in musa.get(f"/agency/referrals/{four}/").content.decode(), "it has no room for four"
    fits = musa.get(f"/api/v1/inbox/{four}/homes?children={','.join(two)}").json()
    assert fits[0]["verdict"] == "fits" or not fits[0]["reasons"]
    form = musa.get(f"/agency/referrals/{four}/homes/{home}/offer/?{query}").content.decode()
    assert "For which children?" in form and form.count("checked") >= 2
    sent = {"price": "framework", "children": two}
    assert musa.post(f"/agency/referrals/{four}/homes/{home}/offer/", sent).status_code == 302
    made = Offer.objects.using("owner").get()
    assert {str(child) for child in made.children} == set(two)
    side = client_of(cast, "olga").get(f"/council/referrals/{four}/").content.decode()
    with cast.acting("olga"):
        assert f"for {', '.join(Child.objects.get(pk=child).reference for child in made.children)}" in side
    body = {"home": str(home), "children": [str(children[3])]}
    refused = musa.post(f"/api/v1/inbox/{four}/offer", body, content_type="application/json")
    assert refused.status_code == 409 and refused.json()["code"] == "offer.other_children"


def test_the_council_looks_for_homes_for_some_of_them(cast: Cast, four: UUID) -> None:
    home, children = make_home(cast, max_children=2, rooms=2), children_of(cast, four)
    olga = client_of(cast, "olga")
    assert olga.get(f"/api/v1/referrals/{four}/ranking").json()["homes"] == []
    some = ",".join(str(child) for child in children[:2])
    asked = f"/api/v1/referrals/{four}/ranking?children={some}"
    assert [row["home"] for row in olga.get(asked).json()["homes"]] == [str(home)]
    page = olga.get(f"/council/referrals/{four}/?children={children[0]}&children={children[1]}").content.decode()
    assert f"/homes/{home}/?children=" in page
    assert olga.get(f"/api/v1/referrals/{four}/ranking?children=x").status_code == 422
    assert olga.get(f"/api/v1/referrals/{four}/ranking?children={UUID(int=3)}").status_code == 409
    stale = olga.get(f"/council/referrals/{four}/?children={UUID(int=3)}").content.decode()
    assert "not in this referral" in stale


def test_two_officers_place_the_same_child_of_the_group_in_two_homes(cast: Cast, four: UUID) -> None:
    one, two = make_home(cast), make_home(cast, who="stan")
    eldest, youngest = (children_of(cast, four)[n] for n in (0, 3))
    told = at_once(
        cast,
        ("olga", lambda by: placing.place(by, four, one, children=[eldest])),
        ("carl", lambda by: placing.place(by, four, two, children=[eldest])),
        ("musa", lambda by: placing.hold(by, four, one, children=[youngest])),
    )
    assert told == ["done", "done", "referral.has_home"]
    with cast.acting("olga"):
        assert list(Placement.objects.filter(state="placed").values_list("child_id", flat=True)) == [eldest]
        assert Referral.objects.get(pk=four).state == "open"


def test_a_child_who_has_a_home_meanwhile_costs_nothing_that_was_typed(cast: Cast, four: UUID) -> None:
    one, two, children = make_home(cast), make_home(cast, who="carl"), children_of(cast, four)
    with cast.acting("olga") as by:
        placing.place(by, four, one, children=children[:2])
    sent = {"children": [str(child) for child in children[1:3]], "reason": "Near her school", "as_asked": "yes"}
    late = client_of(cast, "olga").post(f"/council/referrals/{four}/homes/{two}/", sent)
    page = late.content.decode()
    assert late.status_code == 422 and "has a home already" in page and "Near her school" in page
    assert Placement.objects.using("owner").filter(state="placed").count() == 2
