"""A count is of what there is, never of the lines that are shown, and it leads to all of them."""

import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenancy import invariants
from carers.enquiries.selectors import today as today_module
from carers.enquiries.selectors.lanes import NAMES, Lanes, pressing_before
from carers.law.clocks import CLOCKS, State, read_clock
from carers.models import Application, Check, Duty, Enquiry, Household
from carers.people.selectors.running import application_clocks, enquiry_clock
from carers.people.selectors.settings import settings_of
from tests.cast import Cast
from tests.clock import TODAY

HOMES = 130


@pytest.fixture
def busy(cast: Cast, sent_tasks: list[Any]) -> Cast:
    """Overdue duties, people and applications of every step and age, checks that others owe: many of each."""
    rng, now, agency = Random(7), timezone.now(), cast.agency.pk
    with cast.acting("musa"):
        homes = Household.objects.bulk_create(
            Household(agency_id=agency, reference=f"B{n:03d}", name=f"Home {n}", approved_on=now.date())
            for n in range(HOMES)
        )
        Duty.objects.bulk_create(
            Duty(agency_id=agency, household=home, kind="review", since=now.date() - timedelta(days=400),
                 due_on=now.date() - timedelta(days=rng.randrange(200)))
            for home in homes
        )  # fmt: skip
        people = []
        for n in range(120):
            at = now - timedelta(hours=rng.randrange(24 * 40))
            people.append(Enquiry(agency_id=agency, name=f"P{n}", email=f"p{n}@example.org", received_at=at,
                                  state_since=at, state=rng.choice(Enquiry.OPEN), historical=n % 9 == 0))  # fmt: skip
        Enquiry.objects.bulk_create(people)
        held = []
        for n in range(80):
            at = now - timedelta(days=rng.randrange(300))
            day = at.date()
            held.append(Application(agency_id=agency, name=f"A{n}", stage=rng.choice(Application.OPEN), stage_since=at,
                                    registered_on=day, stage1_complete_on=rng.choice([None, day]),
                                    panel_on=rng.choice([None, now.date() + timedelta(days=9)])))  # fmt: skip
        Application.objects.bulk_create(held)
        Check.objects.bulk_create(
            Check(agency_id=agency, application=row, kind="reference", person=f"R{n}", asked_on=now.date())
            for row in held for n in range(2)
        )  # fmt: skip
    return cast


def _truth(cast: Cast) -> dict[str, int]:
    """Counted one by one, without any limit."""
    now, agency = timezone.now(), cast.agency.pk
    chosen = settings_of(agency)
    since = now - timedelta(days=chosen.stuck_days)
    pressing = (State.OVERDUE, State.WARNING)
    people = list(Enquiry.objects.filter(state__in=Enquiry.OPEN, historical=False))
    held = list(Application.objects.filter(stage__in=Application.OPEN))
    clocks = [enquiry_clock(row, chosen, now) for row in people]
    due = sum(bool(clock and clock.state in pressing) for clock in clocks)
    due += sum(any(clock.state in pressing for clock in application_clocks(row, chosen, now)) for row in held)
    stuck = sum(row.state_since < since for row in people)
    stuck += sum(row.stage_since < since and not row.paused_on for row in held)
    return {"due": due + HOMES, "arrived": sum(row.state == "received" for row in people), "stuck": stuck,
            "waiting": 2 * len(held)}  # fmt: skip


def test_every_count_of_today_is_true_and_leads_to_all(busy: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(busy.people["musa"])
    with busy.acting("musa"):
        truth = _truth(busy)
    assert min(truth.values()) > 15
    answer = client.get("/api/v1/today").json()
    assert answer["counts"] == truth
    page = client.get("/agency/").content.decode()
    shown = [int(number) for number in re.findall(r'hearth-lane__count">(\d+)<', page)]
    assert shown == [truth[name] for name in NAMES]
    for name in NAMES:
        assert f'href="/agency/today/{name}/"' in page
        seen, number, pages = [], 1, 1
        while number <= pages:
            told = client.get(f"/api/v1/today/{name}?page={number}").json()
            seen += [(line["kind"], line["id"], line["words"]) for line in told["results"]]
            pages, number = told["pages"], number + 1
        assert len(seen) == len(set(seen)) == truth[name] == told["count"], name
        first = [(line["kind"], line["id"], line["words"]) for line in answer[name]]
        assert seen[: len(first)] == first, f"Today shows the beginning of {name}"
        last = client.get(f"/agency/today/{name}/?page=999").content.decode()
        assert f"{truth[name]:,} in all" in last and (pages == 1 or f"Page {pages} of {pages}" in last)
    assert client.get("/api/v1/today/due?page=999").status_code == 422
    monkeypatch.setattr(today_module, "LANE", 1)
    assert client.get("/api/v1/today").json()["counts"] == truth, "a count follows the lines shown"


@pytest.mark.parametrize("key", ["first_response", "visit_offer", "supervision"])
def test_where_a_warning_begins_is_found_to_the_second(key: str) -> None:
    now, clock = timezone.now(), CLOCKS[key]
    edge = pressing_before(clock, now)
    assert read_clock(clock, edge, now).state in (State.WARNING, State.OVERDUE)
    assert read_clock(clock, edge + timedelta(seconds=1), now).state == State.RUNNING


def test_a_lane_is_read_only_as_far_as_it_is_shown(busy: Cast, django_assert_max_num_queries: Any) -> None:
    with busy.acting("musa"), django_assert_max_num_queries(24):
        made = today_module.today_for(busy.agency.pk, timezone.now())
    assert len(made.due) == today_module.LANE


def test_what_should_not_be_is_counted_whole(cast: Cast, sent_tasks: list[Any]) -> None:
    day, agency = TODAY, cast.agency.pk
    with cast.acting("musa"):
        Household.objects.bulk_create(
            Household(agency_id=agency, reference=f"X{n}", name="X", approved_on=day) for n in range(1001)
        )
        found = {state.key: state.count for state in invariants.found_at(agency)}
    assert found["home.without_terms"] == 1001


def test_the_lanes_know_no_row_of_others(busy: Cast) -> None:
    with busy.acting("stan"):
        lanes = Lanes(busy.rival.pk, timezone.now())
        assert [lanes.lane(name).count for name in NAMES] == [0, 0, 0, 0]
