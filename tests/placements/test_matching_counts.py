"""Lists ask the database as often for many referrals as for few; the plan says how far from proven it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from placements.candidates.days import homes_on_days
from placements.candidates.homes import homes_on
from placements.matching.solver import NotSolved
from placements.models import Referral
from placements.referrals.selectors.referrals import inbox
from placements.search.services import matches, planning
from placements.search.services.matching import own_that_fit, rank_referral
from placements.search.services.rules import set_rules
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days
from tests.placements.test_recorded import recorded


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _asked(client: Client, path: str) -> int:
    client.get(path)  # what is kept between requests is there
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def _browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.people[who])
    return client


def test_inbox_and_plan_ask_as_often_for_many_as_for_few(cast: Cast) -> None:
    for ages in ((0, 17), (0, 5), (6, 12)):
        make_home(cast, age_min=ages[0], age_max=ages[1])
    make_home(cast, who="carl")
    musa, olga = _browser(cast, "musa"), _browser(cast, "olga")
    first = [make_referral(cast), make_referral(cast, who="nora", needed_by=TODAY + timedelta(days=3))]
    few = _asked(musa, "/agency/referrals/"), _asked(olga, "/council/plan/")
    for number in range(6):
        who = "olga" if number % 2 else "nora"
        make_referral(cast, (3, 7) if number % 3 else (9,), who=who, needed_by=TODAY + timedelta(days=number))
    recorded(cast)
    with cast.acting("nora") as nora:
        set_rules(nora, {"school": 0}, 10, 300, "Distance counts otherwise")
    many = _asked(musa, "/agency/referrals/"), _asked(olga, "/council/plan/")
    assert many == few, f"{few} questions for {len(first)} referrals, {many} for nine"
    with cast.acting("musa"):
        rows = list(inbox(cast.agency.pk))
        fit = own_that_fit(rows, cast.agency.pk)
        assert len(rows) == 9 and len(set(fit.values())) > 1
        for row in rows:
            ranked = rank_referral(Referral.objects.select_related("council").get(pk=row.pk), row.council)
            own = set(matches.own_homes(ranked, cast.agency.pk))
            assert fit[row.pk] == sum(home.household in own for home in ranked.ranking.top()), row.reference


def test_homes_on_several_days_are_those_of_each_day(cast: Cast) -> None:
    homes = [make_home(cast), make_home(cast, starts_on=in_days(31)), make_home(cast, max_children=1)]
    days = [TODAY, in_days(8), in_days(53)]
    with cast.acting("musa"):
        assert homes_on_days(days, homes) == {day: homes_on(day, homes) for day in days}
        assert homes_on_days([], homes) == {}


def test_the_plan_says_how_far_from_proven_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_home(cast)
    make_referral(cast)
    olga = _browser(cast, "olga")

    def told() -> tuple[str, Any]:
        return olga.get("/council/plan/").content.decode(), olga.get("/api/v1/referrals/plan").json()

    page, data = told()
    assert "Proven: no other plan is better" in page and data["proven"] and data["gap"] == 0
    solve = planning.assign

    def stopped(*args: Any, **more: Any) -> Any:
        plan = solve(*args, **more)
        if more.get("seconds"):
            plan.info.update(proven=False, gap=0.0123)
        return plan

    monkeypatch.setattr(planning, "assign", stopped)
    page, data = told()
    assert "at most 1.23 % better" in page and not data["proven"] and data["gap"] == pytest.approx(0.0123)
    assert data["standing"] in page and len(data["lines"]) == 1

    def never(*args: Any, **more: Any) -> Any:
        if more.get("seconds"):
            raise NotSolved("stopped")
        return solve(*args, **more)

    monkeypatch.setattr(planning, "assign", never)
    page, data = told()
    assert "No plan was found within 5 seconds" in page and data["gap"] is None and len(data["lines"]) == 1
    monkeypatch.setattr(planning, "MOST", 1)
    make_referral(cast)
    assert "needed first, of 2 that are open" in told()[0]
