"""Two open referrals of one child: warned of, linked, and counted as one child wherever children are counted."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Organisation
from placements.models import OpenFigures, Referral
from placements.placing import services as placing
from placements.placing.services import closing
from placements.search.services.planning import plan_for
from placements.shortages.selectors.need import waiting
from placements.shortages.selectors.now import shortage_now_for
from placements.shortages.services.gap import inputs_of
from placements.shortages.services.opening import gather
from placements.shortages.services.world import world_of
from tests.cast import TODAY, Cast, make_home, make_referral


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _olga(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.people["olga"])
    return client


@pytest.fixture
def two(cast: Cast) -> tuple[UUID, UUID]:
    """An emergency and a long-term search for the same child, both open."""
    first = make_referral(cast, (9,), reference="L-1")
    with cast.acting("olga") as olga:
        closing.close(olga, first, "withdrawn")
        one = closing.refer_again(olga, first)
        other = closing.refer_again(olga, first, beside=True)
        Referral.objects.filter(pk=one.pk).update(kind="emergency", urgency="emergency")
        Referral.objects.filter(pk=other.pk).update(kind="long_term")
    return one.pk, other.pk


def test_a_second_one_is_warned_of_and_only_opened_when_somebody_says_so(cast: Cast) -> None:
    first, olga = make_referral(cast, reference="L-1"), _olga(cast)
    with cast.acting("olga") as by:
        closing.close(by, first, "withdrawn")
    api, page = f"/api/v1/referrals/{first}/again", f"/council/referrals/{first}/again/"
    assert olga.post(api, {}, content_type="application/json").status_code == 201
    warned = olga.post(api, {"beside": False}, content_type="application/json")
    assert warned.status_code == 409 and warned.json()["code"] == "referral.open_beside"
    assert "L-1/2" in warned.json()["detail"] and "beside" in warned.json()["errors"]
    asked = olga.post(page)
    assert asked.status_code == 200 and "L-1/2" in asked.content.decode()
    assert olga.post(page, {"asked": "1"}).status_code == 422
    with cast.acting("olga"):
        assert Referral.objects.filter(state="open").count() == 1
    assert olga.post(page, {"asked": "1", "beside": "on"}).status_code == 302
    made = olga.post(api, {"beside": True}, content_type="application/json").json()
    assert len(made["also_open"]) == 2
    with cast.acting("olga"):
        assert Referral.objects.filter(state="open").count() == 3 and len(waiting(cast.council.pk, TODAY)) == 1


def test_both_name_the_other(cast: Cast, two: tuple[UUID, UUID]) -> None:
    olga = _olga(cast)
    for one, other in (two, two[::-1]):
        page = olga.get(f"/council/referrals/{one}/").content.decode()
        assert "Also open for the same children" in page and f"/council/referrals/{other}/" in page
        assert olga.get(f"/api/v1/referrals/{one}").json()["also_open"] == [str(other)]
    rows = {row["id"]: row["also_open"] for row in olga.get("/api/v1/referrals?state=open").json()["results"]}
    assert rows == {str(two[0]): [str(two[1])], str(two[1]): [str(two[0])]}
    assert "Also open for the same children" in olga.get("/council/tonight/").content.decode()


def test_the_child_is_one_child_in_every_count(cast: Cast, two: tuple[UUID, UUID]) -> None:
    for _ in range(2):
        make_home(cast)
    with cast.acting("olga"):
        council = Organisation.objects.select_related("area").get(pk=cast.council.pk)
        needs = waiting(council.pk, TODAY)
        assert [(need.kind, need.urgency, need.size) for need in needs] == [("emergency", "emergency", 1)]
        assert shortage_now_for(council).need() == 1
        plan = plan_for(council)
        assert [line.referral.pk for line in plan.lines] == [two[0]] and plan.better["children"] == 1
        assert [row.pk for row in plan.counted_elsewhere] == [two[1]] and plan.left == []
        assert world_of(council, TODAY).children == 1
        assert int(inputs_of(council, TODAY).waiting.sum()) == 1
        assert sum(gather([council], TODAY).leaves[OpenFigures.Name.WAITING].values()) == 1
    page = _olga(cast).get("/council/plan/").content.decode()
    assert "Planned for with another open referral of the same children" in page


def test_a_home_found_by_one_leaves_the_other_search_open(cast: Cast, two: tuple[UUID, UUID]) -> None:
    home = make_home(cast)
    with cast.acting("olga") as olga:
        placing.place(olga, two[0], home, reason="Tonight")
        assert [need.kind for need in waiting(cast.council.pk, TODAY)] == ["long_term"]


def test_referring_again_takes_the_next_free_number(cast: Cast) -> None:
    """Also where a council wrote one of them by hand, or others are gone."""
    first = make_referral(cast, reference="L-1")
    make_referral(cast, reference="L-1/3")
    with cast.acting("olga") as olga:
        closing.close(olga, first, "withdrawn")
        made = [closing.refer_again(olga, first, beside=True).reference for _ in range(2)]
    assert made == ["L-1/2", "L-1/4"]
