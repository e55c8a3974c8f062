"""What a match reads is kept in the process, and no act leaves it stale."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Council, Organisation
from carers.homes.services.terms import Terms, record_terms
from carers.models import Household
from placements.candidates import cache
from placements.candidates.homes import agencies_now, homes_on
from placements.placing import services as placing
from tests.cast import Cast, _organisation, _person, make_home, make_referral
from tests.clock import TODAY


@pytest.fixture(autouse=True)
def _start(sent_tasks: list[object]) -> None:
    cache.forget()


def _is_fresh(day: date = TODAY) -> None:
    kept = cache.kept_pool(day)
    assert kept.homes == tuple(homes_on(day))
    assert kept.agencies == agencies_now()
    assert kept.index == {home.id: n for n, home in enumerate(kept.homes)}
    assert kept.vacant.tolist() == [home.vacant for home in homes_on(day)]


def _hold(cast: Cast, home: UUID) -> None:
    referral = make_referral(cast)
    with cast.acting("olga") as olga:
        placing.hold(olga, referral, home)


def _place(cast: Cast, home: UUID) -> None:
    referral = make_referral(cast)
    with cast.acting("olga") as olga:
        placing.place(olga, referral, home)


def _widen(cast: Cast, home: UUID) -> None:
    with cast.acting("musa") as musa:
        terms = Terms(TODAY - timedelta(days=1), 3, 0, 10, ["short_term"], rooms=3)
        record_terms(musa, Household.objects.get(pk=home), terms, "review")


def _another(cast: Cast, _home: UUID) -> None:
    make_home(cast, reference="new-one")


def _end(cast: Cast, home: UUID) -> None:
    with cast.acting("musa"):
        Household.objects.filter(pk=home).update(status="ended", vacancy_version=99)


def _serve_less(cast: Cast, _home: UUID) -> None:
    Organisation.objects.using("owner").get(pk=cast.agency.pk).serves.remove(Council.objects.get(pk="E08000035"))


def _by_a_new_agency(cast: Cast, _home: UUID) -> None:
    newcomer = _organisation(name="Wharfe Fostering", slug="wharfe", agency_kind="private")
    _person(cast, "wanda", newcomer, "agency_manager")
    make_home(cast, who="wanda")


ACTS: tuple[Callable[[Cast, UUID], None], ...] = (_hold, _place, _widen, _another, _end, _serve_less, _by_a_new_agency)


def test_no_act_leaves_the_kept_facts_stale(cast: Cast) -> None:
    homes = [make_home(cast) for _ in ACTS]
    later = TODAY + timedelta(days=40)
    for act, home in zip((None, *ACTS), (None, *homes), strict=True):
        if act and home:
            act(cast, home)
        for day in (TODAY, later):
            _is_fresh(day)


def test_only_the_home_that_changed_is_read_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = [make_home(cast) for _ in range(5)]
    cache.kept_pool(TODAY)
    asked: list[Any] = []

    def reading(day: date, some: Any = None, *rest: Any) -> Any:
        asked.append(some)
        return homes_on(day, some, *rest)

    monkeypatch.setattr(cache, "homes_on", reading)
    with CaptureQueriesContext(connection) as queries:
        cache.kept_pool(TODAY)
    assert asked == []
    assert len([q for q in queries if "SELECT" in q["sql"] and "FROM" in q["sql"]]) == 2, "a fingerprint, no more"
    _place(cast, homes[1])
    cache.kept_pool(TODAY)
    assert asked == [[homes[1]]]


def test_what_no_version_told_is_read_again_in_turns(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = [make_home(cast) for _ in range(3)]
    now = [1_000.0]
    monkeypatch.setattr(cache, "monotonic", lambda: now[0])
    cache.kept_pool(TODAY)
    with cast.acting("musa"):
        Household.objects.filter(pk__in=homes).update(bedrooms=1)  # past every service: no version has risen
    now[0] += cache.OLDEST - 1
    assert [home.rooms_free for home in cache.kept_pool(TODAY).homes] == [3, 3, 3]
    now[0] += 1
    seen = [sum(home.rooms_free == 1 for home in cache.kept_pool(TODAY).homes) for _ in range(cache.PARTS)]
    assert seen == sorted(seen) and seen[-1] == 3, "a part at each look, all of them in the end"
    assert not cache._kept[next(iter(cache._kept))].due()
    _is_fresh()


def test_an_act_taken_back_is_taken_back_here_too(cast: Cast) -> None:
    home = make_home(cast)
    _is_fresh()
    with cast.acting("musa"):
        Household.objects.filter(pk=home).update(bedrooms=1, vacancy_version=7)
        assert cache.kept_pool(TODAY).homes[0].rooms_free == 1
        transaction.set_rollback(True)
    _is_fresh()
    assert cache.kept_pool(TODAY).homes[0].rooms_free == 3
