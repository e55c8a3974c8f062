"""Need and places now: every state counted once, Hall's condition, the same figures in page, file and API."""

import csv
import io
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def _brute(needs: dict[tuple[int, str], int], homes: list[tuple[set[int], set[str], int]]) -> int:
    """The largest shortfall over every set of needs."""
    groups = list(needs)
    worst = 0
    for size in range(1, len(groups) + 1):
        for chosen in combinations(groups, size):
            there = sum(n for bands, kinds, n in homes if any(b in bands and k in kinds for b, k in chosen))
            worst = max(worst, sum(needs[group] for group in chosen) - there)
    return worst


@pytest.fixture
def region(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Five homes of two agencies, each place in a state that must be told apart; three referrals."""
    from carers.models import Household, Unavailability
    from placements.models import Placement
    from placements.placing.services import place

    fresh = {"availability_confirmed_at": timezone.now()}
    babies = make_home(cast, **fresh, age_min=0, age_max=4, kinds=["short_term"], max_children=2)
    placed_in = make_home(
        cast, who="stan", **fresh, age_min=5, age_max=15, kinds=["short_term", "long_term"], max_children=2
    )
    stale = make_home(cast, max_children=1)
    make_home(cast, who="carl", **fresh, age_min=10, age_max=17, kinds=["long_term"], max_children=1)
    on_hold = make_home(cast, **fresh, max_children=1)
    with cast.acting("olga") as olga:
        place(olga, make_referral(cast, ages=(12,)), placed_in, reason="Near school")
    with cast.acting("musa"):
        old = timezone.now() - timedelta(days=60)
        Household.objects.filter(pk=stale).update(availability_confirmed_at=old)
        Household.objects.filter(pk=on_hold).update(status="on_hold")
        Unavailability(agency_id=cast.agency.pk, household_id=babies, slot=2, reason="break",
                       period=DateRange(TODAY, None)).save()  # fmt: skip
    make_referral(cast, ages=(12, 14), kind="long_term")
    make_referral(cast, ages=(16,), kind="long_term")
    make_referral(cast, ages=(13,), kind="short_term")
    with cast.acting("olga"):
        Placement.objects.filter(state="placed").update(whole_home=False)
    return cast


def test_every_place_is_counted_in_one_state_and_the_shortage_is_halls(region: Cast) -> None:
    from placements.shortages.selectors.now import shortage_now_for

    with region.acting("olga"):
        now = shortage_now_for(region.council, TODAY)
    places = now.places
    assert (places.approved, places.filled, places.not_available, places.stale) == (7, 1, 2, 1)
    assert places.usable == 3
    assert places.approved == places.filled + places.not_available + places.held + places.blocked + (
        places.stale + places.usable
    )
    assert sum(now.places_of(service).approved for service in ("own", "voluntary", "private")) == 7
    needs = {(3, "long_term"): 2, (4, "long_term"): 1, (3, "short_term"): 1}
    homes = [({0, 1}, {"short_term"}, 1), ({2, 3}, {"short_term", "long_term"}, 1), ({3, 4}, {"long_term"}, 1)]
    assert now.total.short == _brute(needs, homes) == 2
    assert "2 places short" in now.sentence()
    assert now.short_bands == [3, 4]


def test_page_file_and_api_show_the_same_figures_for_the_same_filters(region: Cast) -> None:
    client = Client()
    client.force_login(region.people["anna"])
    query = "kind=long_term&service=own"
    page = client.get(f"/council/shortages/?{query}").content.decode()
    file = client.get(f"/council/shortages/files/need.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    api = client.get(f"/api/v1/shortages/figures/need?{query}").json()
    assert [int(row["Children waiting"]) for row in rows[:5]] == [row["waiting"] for row in api["rows"]]
    assert [row["waiting"] for row in api["rows"]] == [0, 0, 0, 2, 1]
    assert [row["usable"] for row in api["rows"]] == [0, 0, 0, 1, 1]
    short = client.get(f"/api/v1/shortages/now?{query}").json()
    assert short["shortage"] == 2
    assert short["sentence"] in page
    assert client.get("/council/shortages/files/nothing.csv").status_code == 404


def test_as_many_queries_for_many_homes_as_for_few(region: Cast) -> None:
    client = Client()
    client.force_login(region.people["olga"])
    client.get("/council/shortages/")
    with CaptureQueriesContext(connection) as few:
        client.get("/council/shortages/")
    for _number in range(3):
        make_home(region)
        make_referral(region, ages=(3, 5))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/council/shortages/").status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 42


def test_need_met_badly_is_seen(cast: Cast, sent_tasks: list[Any]) -> None:
    """Brothers apart, one of them in a kind of care that nobody asked for."""
    from placements.models import Child, Referral
    from placements.placing.services import place
    from placements.shortages.selectors.need import living

    here, there = make_home(cast, max_children=1), make_home(cast, max_children=1, lat=54.5, lon=-1.0)
    with cast.acting("olga") as olga:
        for home in (here, there):
            place(olga, make_referral(cast), home, reason="Nothing else")
        first, second = Child.objects.order_by("created_at")
        Child.objects.filter(pk=second.pk).update(sibling_set=first.sibling_set, home_lat=53.8216, home_lon=-1.5669)
        Referral.objects.filter(referral_children__child=first).update(kind="remand")
        rows = living(cast.council.pk, "E08000035", TODAY)
    assert sum(row.children for row in rows) == 2
    assert sum(row.children for row in rows if row.split) == 2
    assert sum(row.children for row in rows if row.too_far) == 1
    assert sum(row.children for row in rows if row.other_kind) == 1


def test_nobody_waits_and_no_homes_give_noughts(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["olga"])
    page = client.get("/council/shortages/").content.decode()
    assert "no child of yours waits" in page
    assert "NaN" not in page
