"""The region as plain data: published sizes met, the law's and the database's rules kept, always the same."""

import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from carers.law.reaching import CONTACT_WHEN
from placements.region import ratios
from placements.region.build import plan_region
from placements.region.children import band_of
from placements.region.ground import km
from placements.region.plan import Region, StayPlan
from placements.region.sizes import BANDS, Figure, NoFiguresError, share_out, size_of
from tests.placements.region_sources import AS_OF, PUBLISHED, area, sources

FOREVER = date(2999, 1, 1)


@pytest.fixture(scope="module")
def region() -> Region:
    return plan_region(sources(), 1.0, 1, AS_OF)


@pytest.fixture(scope="module", params=[(0.1, 2), (1.0, 3), (2.0, 4)], ids=str)
def any_region(request: pytest.FixtureRequest) -> Region:
    scale, seed = request.param
    return plan_region(sources(), scale, seed, AS_OF)


def end_of(stay: StayPlan) -> date:
    return stay.ends or FOREVER


def meet(one: StayPlan, other: StayPlan) -> bool:
    return one.starts < end_of(other) and other.starts < end_of(one)


def grouped(stays: list[StayPlan], key: str) -> dict[int, list[StayPlan]]:
    found: dict[int, list[StayPlan]] = defaultdict(list)
    for stay in stays:
        found[getattr(stay, key)].append(stay)
    return found


def current(region: Region, organisation: int = 0) -> list[StayPlan]:
    return [s for s in region.stays if s.state == "placed" and region.children[s.child].organisation == organisation]


def test_children_of_each_band_are_as_many_as_published(any_region: Region) -> None:
    scale = round(len(current(any_region)) / PUBLISHED["foster_placements"], 1)
    counts = dict.fromkeys(BANDS, 0)
    for stay in current(any_region):
        counts[band_of(any_region.children[stay.child].age_on(AS_OF))] += 1
    weights = {band: PUBLISHED[band] * ratios.FOSTERED_OF_BAND[band] for band in BANDS}
    assert counts == share_out(round(PUBLISHED["foster_placements"] * scale), weights)


def test_shares_come_near_the_published_ones(region: Region) -> None:
    stays = current(region)
    far = sum(
        km(region.children[s.child].spot, region.homes[s.home].spot) > ratios.KM_OF_20_MILES for s in stays
    ) / len(stays)
    assert far == pytest.approx(PUBLISHED["over_20_miles"] / PUBLISHED["looked_after"], abs=0.04)
    kin = sum(region.homes[s.home].kind == "family_and_friends" for s in stays) / len(stays)
    assert kin == pytest.approx(ratios.FAMILY_AND_FRIENDS_SHARE, abs=0.05)


def test_places_are_filled_and_not_available_in_ofsteds_shares(region: Region) -> None:
    homes = {n: h for n, h in enumerate(region.homes) if h.kind == "mainstream" and h.ended_on is None}
    places = sum(home.places for home in homes.values())
    assert places / len(homes) == pytest.approx(2.09, abs=0.08)
    filled = sum(s.home in homes for s in region.stays if s.state == "placed")
    assert filled / places == pytest.approx(ratios.FILLED_SHARE, abs=0.04)
    absent = sum(a.ends is None or a.ends > AS_OF for home in homes.values() for a in home.absences)
    assert absent / places == pytest.approx(ratios.NOT_AVAILABLE_SHARE, abs=0.015)


def test_no_place_and_no_child_is_taken_twice(any_region: Region) -> None:
    for stays in grouped(any_region.stays, "home").values():
        for n, stay in enumerate(stays):
            for other in stays[:n]:
                assert stay.slot != other.slot or not meet(stay, other) or "released" in (stay.state, other.state)
    lived = [s for s in any_region.stays if s.state in ("placed", "ended")]
    for stays in grouped(lived, "child").values():
        ordered = sorted(stays, key=lambda s: s.starts)
        assert all(a.ends is not None and a.ends <= b.starts for a, b in pairwise(ordered))


def test_whole_homes_stand_alone_and_three_is_the_usual_limit(any_region: Region) -> None:
    family = [child.group for child in any_region.children]
    taking = [s for s in any_region.stays if s.state != "released"]
    for stays in grouped(taking, "home").values():
        for stay in stays:
            beside = [other for other in stays if meet(stay, other)]
            strangers = [other for other in beside if family[other.child] != family[stay.child]]
            assert not (stay.whole_home and strangers)
            assert stay.slot <= 3 or stay.whole_home
            there = [s for s in stays if s.starts <= stay.starts < end_of(s)]
            assert len(there) <= 3 or len({family[s.child] for s in there}) == 1


def test_every_stay_is_within_its_home_and_its_terms(any_region: Region) -> None:
    for stay in any_region.stays:
        home, child = any_region.homes[stay.home], any_region.children[stay.child]
        assert 1 <= stay.slot <= home.places
        assert home.approved_on <= stay.starts < end_of(stay) <= (home.ended_on or FOREVER)
        assert child.birth_month <= stay.starts
        last = min(end_of(stay) - timedelta(days=1), AS_OF)
        assert child.age_on(last) <= 17
        for day in (stay.starts, max(last, stay.starts)):
            terms = next(t for t in reversed(home.terms) if t.starts <= day)
            assert terms.age_min <= child.age_on(day) <= terms.age_max
            assert terms.sex in ("any", child.sex)


def test_terms_follow_one_another_and_absences_spare_the_occupied(any_region: Region) -> None:
    by_home = grouped([s for s in any_region.stays if s.state != "released"], "home")
    for number, home in enumerate(any_region.homes):
        starts = [terms.starts for terms in home.terms]
        assert starts == sorted(set(starts))
        assert starts[0] == home.approved_on
        for n, absence in enumerate(home.absences):
            ends = absence.ends or FOREVER
            assert home.approved_on <= absence.starts < ends
            taken = [s for s in by_home[number] if s.slot == absence.slot]
            assert not any(s.starts < ends and absence.starts < end_of(s) for s in taken)
            same = [o for o in home.absences[:n] if o.slot == absence.slot]
            assert not any(o.starts < ends and absence.starts < (o.ends or FOREVER) for o in same)


def test_three_years_of_history(region: Region) -> None:
    since = AS_OF - timedelta(days=3 * 365)
    ended = [s for s in region.stays if s.state == "ended"]
    for year in range(3):
        begin = since + timedelta(days=365 * year)
        inside = [s for s in ended if begin <= end_of(s) < begin + timedelta(days=365)]
        assert len(inside) > 0.3 * len(current(region))
    homes = [h for h in region.homes if h.kind == "mainstream"]
    open_now = sum(h.ended_on is None for h in homes)
    gone = sum(h.ended_on is not None for h in homes) / 3
    assert gone / open_now == pytest.approx(ratios.DEREGISTERED_A_YEAR, abs=0.03)
    new = sum((AS_OF - h.approved_on).days <= 365 for h in homes if h.ended_on is None)
    assert new / open_now == pytest.approx(ratios.APPROVED_A_YEAR, abs=0.05)


def test_people_stand_in_every_state_and_stage(any_region: Region) -> None:
    for number, _ in enumerate(any_region.organisations):
        states = {e.state for e in any_region.enquiries if e.organisation == number}
        assert states == {"received", "contacted", "visit_booked", "invited", "applied", "not_now", "declined",
                          "withdrawn", "closed_no_contact"}  # fmt: skip
        stages = {a.stage for a in any_region.applications if a.organisation == number}
        assert stages >= {"registered", "stage1", "stage2", "panel", "decision", "withdrawn", "declined", "transferred"}


def test_when_is_best_is_one_of_the_forms_choices(any_region: Region) -> None:
    found = {enquiry.facts["contact_when"] for enquiry in any_region.enquiries}
    assert found - {""} == {key for key, _words in CONTACT_WHEN}


def test_enquiries_and_conversion_follow_ofsted(region: Region) -> None:
    homes = sum(h.kind == "mainstream" and h.ended_on is None for h in region.homes)
    year = [e for e in region.enquiries if (AS_OF - e.received_at.date()).days <= 366]
    assert len(year) / homes == pytest.approx(ratios.ENQUIRIES_PER_HOUSEHOLD, rel=0.08)
    # Small agencies show every stage, which lifts the share a little.
    assert 0.05 < sum(e.state == "applied" for e in year) / len(year) < 0.11


def test_dates_of_people_are_in_order(any_region: Region) -> None:
    today = AS_OF
    for enquiry in any_region.enquiries:
        since, first = enquiry.facts["state_since"], enquiry.facts["first_contact_at"]
        assert enquiry.received_at <= since
        assert since.date() < today  # type: ignore[attr-defined]
        assert first is None or enquiry.received_at <= first <= since
    for application in any_region.applications:
        registered = application.facts["registered_on"]
        enquired = any_region.enquiries[application.enquiry]
        assert enquired.organisation == application.organisation
        assert enquired.received_at.date() < registered <= application.facts["stage_since"].date() <= today  # type: ignore[operator, attr-defined]
        for check in application.checks:
            assert registered <= check["asked_on"]  # type: ignore[operator]
            assert check["received_on"] is None or check["asked_on"] <= check["received_on"] <= today  # type: ignore[operator]
            assert (check["outcome"] == "") == (check["received_on"] is None)
        days = [decision["decided_on"] for decision in application.decisions]
        assert days == sorted(days)  # type: ignore[type-var]
        assert all(registered <= day <= today for day in days)  # type: ignore[operator]
        if application.stage == "approved":
            assert [d["kind"] for d in application.decisions] == ["stage1", "panel", "decision_maker"]


def test_open_referrals_are_of_every_urgency_alone_and_together(any_region: Region) -> None:
    waiting = [r for r in any_region.referrals if r.organisation == 0 and r.facts["state"] == "open"]
    assert {r.facts["urgency"] for r in waiting} == {"emergency", "urgent", "planned"}
    assert {len(r.children) > 1 for r in waiting} == {True, False}
    for referral in any_region.referrals:
        assert (referral.facts["together"] == "n/a") == (len(referral.children) == 1)
        assert all(any_region.children[c].organisation == referral.organisation for c in referral.children)
        agencies = [s.organisation for s in referral.shares if s.ended_at is None]
        assert len(agencies) == len(set(agencies))
        assert referral.referred_at.date() < AS_OF
    open_children = [c for r in any_region.referrals if r.facts["state"] == "open" for c in r.children]
    assert len(open_children) == len(set(open_children))


def test_nobody_can_be_reached(any_region: Region) -> None:
    for enquiry in any_region.enquiries:
        mail, phone = str(enquiry.facts["email"]), str(enquiry.facts["telephone"])
        assert mail or phone
        assert not mail or re.search(r"^[a-z0-9.]+@example\.(org|com|net)$", mail)
        assert not phone or re.fullmatch(r"07700 900\d{3}", phone)
    for organisation in any_region.organisations:
        assert re.fullmatch(r"0113 496 0\d{3}", organisation.telephone)


def test_names_are_diverse(region: Region) -> None:
    names = " / ".join([e.name for e in region.enquiries] + [h.name for h in region.homes])
    for part in ("'", "-", "é", "ł"):
        assert part in names
    assert any(" " not in e.name for e in region.enquiries)


def test_same_seed_same_region_and_another_seed_another(region: Region) -> None:
    assert repr(plan_region(sources(), 1.0, 1, AS_OF)) == repr(region)
    assert repr(plan_region(sources(), 1.0, 2, AS_OF)) != repr(region)
    assert repr(plan_region(sources(), 1.0, 1, AS_OF - timedelta(days=1))) != repr(region)


def test_figures_after_the_day_are_not_used() -> None:
    size = size_of("E06000901", area("E06000901", "Middleham", 53, -1.5).figures, 1.0, date(2023, 6, 1))
    assert size.children == round(PUBLISHED["foster_placements"] * 0.9)


def test_targets_run_straight_between_two_years() -> None:
    size = size_of("E06000901", area("E06000901", "Middleham", 53, -1.5).figures, 10.0, AS_OF)
    assert size.on(date(2020, 1, 1)) == size.fostered[2023]
    assert size.on(AS_OF) == size.fostered[2025]
    middle = sum(size.on(date(2023, 9, 30)).values())
    assert middle == pytest.approx(
        (sum(size.fostered[2023].values()) + sum(size.fostered[2024].values())) / 2, rel=0.01
    )


def test_a_suppressed_figure_takes_englands_share_and_none_at_all_is_refused() -> None:
    size = size_of("E", [Figure(2025, "looked_after", 100)], 1.0, AS_OF)
    assert size.children == 67
    with pytest.raises(NoFiguresError):
        size_of("E", [Figure(2025, "foster_placements", 5)], 1.0, AS_OF)
    assert plan_region(sources({"looked_after": 3}), 1.0, 1, AS_OF).stays


def test_share_out_gives_whole_numbers_that_add_up() -> None:
    for total in range(60):
        parts = share_out(total, {"a": 1.0, "b": 2.5, "c": 0.0, "d": 3.7})
        assert sum(parts.values()) == total
        assert parts["c"] == 0
