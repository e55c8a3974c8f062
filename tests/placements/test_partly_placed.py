"""Brothers and sisters of whom some have a home: only those who still wait are looked for, held, offered, counted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.input.errors import NotReady
from accounts.models import Organisation
from placements.models import Child, Offer, Placement, Referral, Share
from placements.offers.services import offering
from placements.placing import services as placing
from placements.placing.services import Ended, closing
from placements.referrals.services.digest import send
from placements.search.services import matches
from placements.search.services.matching import rank_referral, replay
from placements.search.services.planning import plan_for
from placements.shortages.selectors.need import waiting
from placements.shortages.services.world import world_of
from tests.cast import TODAY, Cast, make_home, make_referral


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


@pytest.fixture
def four(cast: Cast) -> UUID:
    """Four brothers and sisters who must stay together; nobody could take all, so three were placed."""
    return make_referral(cast, (3, 5, 8, 11), urgency="urgent", needed_by=TODAY)


def children_of(cast: Cast, referral: UUID) -> list[UUID]:
    """Eldest first."""
    with cast.acting("olga"):
        rows = Child.objects.filter(referral_children__referral=referral).order_by("birth_month")
        return list(rows.values_list("pk", flat=True))


def _three_placed(cast: Cast, four: UUID) -> tuple[UUID, UUID]:
    """(home of the three elder ones, the one who waits)."""
    home, children = make_home(cast, max_children=3, rooms=3), children_of(cast, four)
    with cast.acting("olga") as olga:
        placing.place(olga, four, home, reason="Three of them", children=children[:3])
    return home, children[3]


def client_of(cast: Cast, nickname: str) -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def test_whoever_counts_counts_the_one_who_waits(cast: Cast, four: UUID) -> None:
    _home, youngest = _three_placed(cast, four)
    small = make_home(cast, who="carl", max_children=1, rooms=1)
    with cast.acting("olga"):
        row, council = Referral.objects.get(pk=four), Organisation.objects.get(pk=cast.council.pk)
        ranked = rank_referral(row, council)
        assert [child.id for child in ranked.group.children] == [str(youngest)]
        assert [home.household for home in ranked.ranking.top()] == [str(small)], "and no home must take brothers too"
        plan = plan_for(council)
        assert [(line.household, line.children, line.of) for line in plan.lines] == [(str(small), 1, 1)]
        assert plan.better["children"] == 1 and matches.best_splits(ranked, council) == []
        needs = waiting(cast.council.pk, TODAY)
        assert [(need.child, need.size) for need in needs] == [(youngest, 1)]
        world = world_of(council, TODAY)
        assert world.children == 1 and len(world.instance.groups) == 1


def test_pages_and_api_say_who_has_a_home_and_who_waits(cast: Cast, four: UUID) -> None:
    home, youngest = _three_placed(cast, four)
    small = make_home(cast, who="carl", max_children=1, rooms=1)
    olga, stan = client_of(cast, "olga"), client_of(cast, "stan")
    page = olga.get(f"/council/referrals/{four}/").content.decode()
    assert page.count("has a home with Aire Fostering from") == 3
    assert "1 child still waits. Homes are looked for, and counted, for this child alone" in page
    assert "4 brothers and sisters, of whom 1 still wait" in olga.get("/council/referrals/").content.decode()
    evening = olga.get("/council/tonight/").content.decode()
    assert f"/homes/{small}/" in evening and f"/homes/{home}/" not in evening
    told = olga.get(f"/api/v1/referrals/{four}").json()
    assert (told["children_count"], told["children_waiting"]) == (4, 1)
    lines = olga.get("/api/v1/referrals/plan").json()["lines"]
    assert [(line["children"], line["which"]) for line in lines] == [(1, [str(youngest)])]
    theirs = stan.get(f"/agency/referrals/{four}/").content.decode()
    assert "3 brothers and sisters have a home already" in theirs and "1 child." in theirs
    assert stan.get("/api/v1/inbox").json()["results"][0]["children_waiting"] == 1
    assert "of whom 1 still wait" in stan.get("/agency/referrals/").content.decode()


def test_a_digest_asks_for_the_one_who_waits(cast: Cast, four: UUID) -> None:
    _three_placed(cast, four)
    Organisation.objects.using("owner").filter(pk=cast.rival.pk).update(email="duty@calder.example")
    from accounts.models import Message
    from accounts.tenancy.caller import job_for
    from accounts.tenancy.scopes import scope

    with scope(cast.rival.pk):
        send(job_for(Organisation.objects.get(pk=cast.rival.pk)), timezone.now())
        body = Message.objects.get(kind="referrals.digest").body
    assert "1 child," in body and "brothers and sisters" not in body


def test_the_last_one_placed_closes_it_and_what_was_said_of_the_others_is_kept(cast: Cast, four: UUID) -> None:
    home, children = make_home(cast, max_children=3, rooms=3), children_of(cast, four)
    small = make_home(cast, who="carl", max_children=1, rooms=1)
    with cast.acting("olga") as olga:
        placing.place(olga, four, home, reason="x", children=children[:3], as_asked="too_far")
        with pytest.raises(NotReady, match="has a home already"):
            placing.place(olga, four, small, reason="x", children=[children[0]])
        with pytest.raises(NotReady, match="not in this referral"):
            placing.place(olga, four, small, reason="x", children=[UUID(int=7)])
        rows = placing.place(olga, four, small, reason="The youngest")
        assert [row.child_id for row in rows] == [children[3]]
        row = Referral.objects.get(pk=four)
        assert (row.state, row.outcome, row.as_asked) == ("placed", "placed_here", "too_far")
        assert waiting(cast.council.pk, TODAY) == []
        for match in row.matches.all():
            assert replay(match).same, replay(match).differences


def test_a_home_where_three_live_is_judged_with_them_in_it(cast: Cast, four: UUID) -> None:
    """Full with brothers and sisters: it is not offered for the fourth as if they were not there."""
    home, _youngest = _three_placed(cast, four)
    olga = client_of(cast, "olga")
    refused = olga.post(f"/api/v1/referrals/{four}/place", {"home": str(home), "reason": "x"},
                        content_type="application/json")  # fmt: skip
    assert refused.status_code == 409 and refused.json()["code"] == "place.taken"
    page = olga.get(f"/council/referrals/{four}/homes/{home}/").content.decode()
    assert "0 places free" in page and "Hold for four hours" not in page


def test_a_home_with_room_beside_them_is_marked(cast: Cast, four: UUID) -> None:
    home, children = make_home(cast, max_children=4, rooms=4, sibling_max=4), children_of(cast, four)
    with cast.acting("olga") as olga:
        placing.place(olga, four, home, reason="x", children=children[:3])
    page = client_of(cast, "olga").get(f"/council/referrals/{four}/").content.decode()
    assert "Brothers or sisters live here" in page


def test_holds_and_offers_are_for_those_who_wait_or_for_some(cast: Cast, four: UUID) -> None:
    theirs, children = make_home(cast, who="stan", max_children=4, rooms=4, sibling_max=4), children_of(cast, four)
    home = make_home(cast, max_children=3, rooms=3)
    with cast.acting("stan") as stan:
        made = offering.offer(stan, four, theirs)
        assert set(made.children) == set(children)
    with cast.acting("olga") as olga:
        assert len(placing.hold(olga, four, home, children=children[:2])) == 2
        assert len(placing.hold(olga, four, home, children=children[:2])) == 2, "the same again is the same hold"
        assert len(placing.hold(olga, four, home, children=children[:3])) == 3, "and nobody is held twice"
        assert Placement.objects.filter(household=home, state="held").count() == 3
        placing.place(olga, four, home, reason="x", children=children[:3])
        held = Placement.objects.filter(referral=four, state="held")
        assert [row.child_id for row in held] == [children[3]], "of the three nothing is held elsewhere any more"
        assert Offer.objects.get().state == "open", "it stands for the fourth"
        with pytest.raises(NotReady, match="has a home already"):
            placing.hold(olga, four, theirs, children=children[:1])
    with cast.acting("stan") as stan:
        assert offering.offer(stan, four, theirs).pk == made.pk
        with pytest.raises(NotReady, match="other children"):
            offering.offer(stan, four, theirs, children=children[3:])
        offering.withdraw(stan, made.pk)
        assert offering.offer(stan, four, theirs).children == [children[3]]
    with cast.acting("olga") as olga:
        placing.place(olga, four, theirs, reason="x")
        assert Referral.objects.get(pk=four).state == "placed"
        assert Offer.objects.exclude(state="withdrawn").get().state == "accepted"


def test_an_offer_for_children_who_all_found_a_home_is_answered(cast: Cast, four: UUID) -> None:
    one, two, children = make_home(cast, who="stan"), make_home(cast), children_of(cast, four)
    with cast.acting("stan") as stan:
        offering.offer(stan, four, one, children=children[:2])
    with cast.acting("olga") as olga:
        placing.place(olga, four, two, reason="x", children=children[:2])
        assert Offer.objects.get().state == "declined" and not Placement.objects.filter(state="held").exists()


def test_who_left_care_needs_no_home_and_whose_stay_ended_waits_again(cast: Cast, four: UUID) -> None:
    _home, youngest = _three_placed(cast, four)
    children = children_of(cast, four)
    with cast.acting("musa") as musa:
        stays = {row.child_id: row.pk for row in Placement.objects.filter(referral=four)}
        later = TODAY + timedelta(days=1)
        placing.end_placement(musa, stays[children[0]], later, Ended(left_care="E4A"))
        placing.end_placement(musa, stays[children[1]], later, Ended(reason="CARPL"))
    with cast.acting("olga"):
        assert {need.child for need in waiting(cast.council.pk, TODAY)} == {youngest, children[1]}
    page = client_of(cast, "olga").get(f"/council/referrals/{four}/").content.decode()
    assert "left care" in page and "waits again" in page and "2 children still wait" in page


def test_closing_and_referring_again_are_for_those_without_a_home(cast: Cast, four: UUID) -> None:
    _home, youngest = _three_placed(cast, four)
    with cast.acting("olga") as olga:
        closing.close(olga, four, "placed_elsewhere", as_asked="childrens_home")
        assert Share.objects.get(referral=four, ended_at__isnull=True).agency_id == cast.agency.pk
        from placements.shortages.selectors.need import elsewhere

        assert sum(elsewhere(cast.council.pk, TODAY).values()) == 1
        again = closing.refer_again(olga, four)
        assert [link.child_id for link in again.referral_children.all()] == [youngest] and again.together == "n/a"
