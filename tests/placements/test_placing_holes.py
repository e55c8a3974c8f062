"""What the door refuses: far days, later terms, a break outside the stay, rows an agency has no business to write."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils.formats import date_format

from accounts.input.errors import Invalid, NotReady
from carers.homes.services.register import change_terms
from carers.homes.services.terms import Terms
from carers.models import Household
from placements.models import Child, Exemption, Match, Placement, ReferralChild
from placements.placing import services as placing
from placements.placing.services import Ended
from placements.referrals.services import sharing
from placements.search.services.rules import in_force, set_rules
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days

FAR = date(9999, 12, 31)


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def _placed(cast: Cast, home: UUID, **more: Any) -> Placement:
    with cast.acting("olga") as olga:
        return placing.place(olga, make_referral(cast, **more), home, reason="x")[0]


def test_days_no_register_holds_are_refused_at_their_field(cast: Cast) -> None:
    home, other = make_home(cast), make_home(cast)
    row = _placed(cast, home, needed_by=in_days(-53))
    with cast.acting("musa") as musa:
        for field, act in (
            ("ends", lambda: placing.change_dates(musa, row.pk, TODAY, FAR, "x")),
            ("starts", lambda: placing.change_dates(musa, row.pk, date(1, 1, 1), None, "x")),
            ("on", lambda: placing.end_placement(musa, row.pk, FAR, Ended(reason="CHILD"))),
            ("starts", lambda: placing.short_break(musa, row.pk, other, FAR, FAR)),
            ("on", lambda: placing.move(musa, row.pk, other, FAR, Ended(reason="CHILD"))),
            ("starts", lambda: placing.emergency_places(musa, home, FAR)),
        ):
            with pytest.raises(Invalid) as refused:
                act()
            assert field in refused.value.fields
        with pytest.raises(Invalid):
            placing.record_exemption(musa, home, "E08000035", in_days(-22), [row.child_id], FAR)
    with pytest.raises(Invalid):
        make_referral(cast, needed_by=FAR)


def test_terms_hold_for_the_whole_stay_and_not_on_its_first_day_alone(cast: Cast) -> None:
    home = make_home(cast)
    younger = Terms(in_days(98), 2, 0, 5, ["short_term"], rooms=2)
    with cast.acting("musa") as musa:
        change_terms(musa, home, younger, "Small children only from spring")
    child = make_referral(cast, ages=(8,))
    for act in (placing.hold, placing.place):
        with cast.acting("olga") as olga, pytest.raises(NotReady) as refused:
            act(olga, child, home)
        assert refused.value.code == "place.outside_terms"
    until_spring = make_referral(cast, ages=(8,), ends_on=in_days(98))
    with cast.acting("olga") as olga:
        assert placing.place(olga, until_spring, home, reason="Until spring")


def test_a_stay_ends_no_later_than_planned_and_a_break_lies_within_it(cast: Cast) -> None:
    home, other = make_home(cast), make_home(cast)
    row = _placed(cast, home, needed_by=in_days(-53), ends_on=in_days(-13))
    with cast.acting("musa") as musa:
        with pytest.raises(NotReady, match=f"planned to end on {date_format(in_days(-13), 'j F')}"):
            placing.end_placement(musa, row.pk, in_days(-11), Ended(reason="CHILD"))
        for starts, ends in ((in_days(-83), in_days(-79)), (in_days(-15), in_days(-11))):
            with pytest.raises(Invalid, match="within the stay"):
                placing.short_break(musa, row.pk, other, starts, ends)
        away = placing.short_break(musa, row.pk, other, in_days(-22), in_days(-18))
        with pytest.raises(Invalid, match="within the stay"):
            placing.change_dates(musa, away.pk, in_days(-22), in_days(-8), "Longer")
        with pytest.raises(Invalid, match="belongs to a main home"):
            placing.short_break(musa, away.pk, home, in_days(-21), in_days(-20))
        Household.objects.filter(pk=other).update(status="on_hold")
        with pytest.raises(NotReady, match="not open"):
            placing.move(musa, row.pk, other, in_days(-18), Ended(reason="CHILD"))


def test_a_refused_exemption_leaves_nothing_and_is_told_in_words(cast: Cast) -> None:
    home = make_home(cast)
    stranger = _child_of(cast, make_referral(cast, who="nora"))
    with cast.acting("musa") as musa:
        sharing_ended = UUID(int=stranger.int ^ 1)
        for named in ([sharing_ended], []):
            with pytest.raises(Invalid, match="names the children"):
                placing.record_exemption(musa, home, "E08000035", in_days(-22), named, TODAY)
        with pytest.raises(Invalid, match="12 places at most"):
            placing.emergency_places(musa, home, TODAY, 12)
        assert not Exemption.objects.exists()


def _child_of(cast: Cast, referral: UUID) -> UUID:
    with cast.acting("nora"):
        return ReferralChild.objects.get(referral=referral).child_id


def _insert(cast: Cast, home: UUID, child: UUID, council: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO placements_placement (agency_id, council_id, household_id, slot, child_id, kind, state, "
            "period, sibling_set, whole_home, authorised_by, briefing, created_at) VALUES "
            "(%s, %s, %s, 1, %s, 'main', 'placed', daterange(%s, NULL), %s, false, '', '', now())",
            [cast.agency.pk, council, home, child, TODAY, child],
        )


def test_an_agency_cannot_place_a_child_it_was_never_shown_nor_change_whose_stay_it_is(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast, who="nora")
    child = _child_of(cast, referral)
    with cast.acting("nora") as nora:
        sharing.end_shares(sharing.Referral.objects.get(pk=referral))
        assert nora
    with pytest.raises(DatabaseError, match="row-level security"), cast.acting("musa"):
        _insert(cast, home, child, cast.neighbour.pk)
    row = _placed(cast, home)
    with pytest.raises(DatabaseError, match="permission denied"), cast.acting("musa"):
        Placement.objects.filter(pk=row.pk).update(child=child)


def test_an_agency_reads_a_child_for_a_year_after_the_end(cast: Cast) -> None:
    home = make_home(cast)
    old = _placed(cast, home, needed_by=in_days(-691), ends_on=in_days(-540))
    new = _placed(cast, home, needed_by=in_days(-326), ends_on=in_days(-175))
    with cast.acting("olga") as olga:
        for row in (old, new):
            sharing.end_shares(row.referral)
            placing.end_placement(olga, row.pk, row.period.upper)
            row.referral.shares.update(ended_at=f"{in_days(-22)}T00:00Z")
    with cast.acting("musa"):
        assert list(Child.objects.values_list("pk", flat=True)) == [new.child_id]


def test_a_match_names_a_home_of_its_own_agency_and_an_exemption_serves_its_own_home(cast: Cast) -> None:
    ours, theirs = make_home(cast), make_home(cast, who="stan")
    row = _placed(cast, ours)
    with pytest.raises(IntegrityError, match="placements_match"), cast.acting("olga"):
        Match(
            council_id=cast.council.pk, agency_id=cast.agency.pk, referral_id=row.referral_id, household_id=theirs,
            rules="x", facts={}, result={},
        ).save()  # fmt: skip
    other = make_home(cast)
    with cast.acting("musa") as musa:
        notice = placing.record_exemption(musa, other, "E08000035", in_days(-22), [row.child_id], TODAY)
    with pytest.raises(IntegrityError, match="placement_exemption_of_its_home"), _owner() as cursor:
        cursor.execute("UPDATE placements_placement SET exemption_id = %s WHERE id = %s", [notice.pk, row.pk])


def _owner() -> Any:
    from django.db import connections

    return connections["owner"].cursor()


def test_a_council_changes_weights_by_versions_and_the_matches_follow(cast: Cast) -> None:
    home, referral = make_home(cast, skills=[]), make_referral(cast)
    with cast.acting("olga") as olga:
        assert in_force(cast.council.pk).version == 0
        first = set_rules(olga, {"school": 30}, 30, 400, "Schools first")
        second = set_rules(olga, {"school": 40, "home": 0}, 20, 300, "Nearer still", max_km=50)
        assert (first.version, second.version) == (1, 2)
        for weights, far in (({"school": -1}, 400), ({"nonsense": 1}, 400), ({"school": 10}, 10)):
            with pytest.raises(Invalid):
                set_rules(olga, weights, 30, far, "No")
        row = placing.place(olga, referral, home, reason="x")[0]
        kept = row.referral.matches.get()
        assert kept.rules.startswith("match-rules/1+") and kept.facts["rules"]["weights"]["school"] == 40
    with cast.acting("musa"):
        assert in_force(cast.council.pk).version == 2, "an agency ranks by the council's rules"
    with cast.acting("nora"):
        assert in_force(cast.neighbour.pk).version == 0
