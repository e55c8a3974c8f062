"""Holds, moves, short breaks, endings, other dates, exemptions, emergencies, gates."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from accounts.input.errors import Invalid, NotReady
from accounts.models import AuditEntry
from carers.law.working_days import add_working_days
from placements.models import Ending, Gate, Notice, Placement, PlacementVersion, Referral, ReferralChild
from placements.placing import services as placing
from placements.placing.services import Ended, PlaceTaken, gates, holding
from placements.search.services.matching import replay
from tests.cast import Cast, make_home, make_referral
from tests.clock import LONG_AGO, TODAY, in_days


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def _run_out(cast: Cast) -> None:
    """The hours of every hold have passed."""
    with cast.acting("musa"):
        Placement.objects.filter(state="held").update(expires_at=f"{LONG_AGO}T00:00Z")


def test_a_hold_is_made_once_made_longer_and_turned_into_a_placement(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    with cast.acting("olga") as olga:
        first = placing.hold(olga, referral, home)
    with cast.acting("olga") as olga:
        again = placing.hold(olga, referral, home)
        assert [row.pk for row in again] == [row.pk for row in first], "a retried request gets the same hold"
        assert placing.extend(olga, referral, home, 10)[0].expires_at > first[0].expires_at
        with pytest.raises(Invalid):
            placing.extend(olga, referral, home, 30)
    with cast.acting("olga") as olga:
        rows = placing.confirm(olga, referral, home, reason="Near school")
        assert [(row.pk, row.state) for row in rows] == [(first[0].pk, "placed")]
        said = list(AuditEntry.objects.filter(subject_id=first[0].pk).order_by("id").values_list("action", flat=True))
        assert said == ["hold.made", "hold.extended", "child.placed"]
        match = Referral.objects.get(pk=referral).matches.get()
        assert replay(match).same
        match.result["score"] += 1
        assert not replay(match).same


def test_a_hold_that_ran_out_frees_the_place_for_anybody_and_cannot_be_confirmed(cast: Cast) -> None:
    home, ours = make_home(cast, max_children=1), make_referral(cast)
    theirs = make_referral(cast, who="nora")
    with cast.acting("olga") as olga:
        placing.hold(olga, ours, home)
    with cast.acting("nora") as nora, pytest.raises(PlaceTaken):
        placing.hold(nora, theirs, home)
    _run_out(cast)
    with cast.acting("nora") as nora:
        assert placing.hold(nora, theirs, home)[0].state == "held"
    with cast.acting("olga") as olga, pytest.raises(PlaceTaken) as refused:
        placing.confirm(olga, ours, home)
    assert "run out" in refused.value.message
    _run_out(cast)
    assert holding.release_all_expired(cast.agency.pk) == 1
    with cast.acting("musa"):
        assert AuditEntry.objects.filter(action="hold.expired").count() == 2


def test_releasing_twice_is_no_error(cast: Cast) -> None:
    home, referral = make_home(cast, max_children=1), make_referral(cast)
    with cast.acting("olga") as olga:
        placing.hold(olga, referral, home)
        assert placing.release(olga, referral, home) == 1
        assert placing.release(olga, referral, home) == 0
        assert placing.hold(olga, referral, home)


def _placed(cast: Cast, home: UUID, **more: Any) -> Placement:
    with cast.acting("olga") as olga:
        return placing.place(olga, make_referral(cast, **more), home, reason="x")[0]


def test_a_child_moves_and_has_a_short_break_beside_the_main_home(cast: Cast) -> None:
    first, second, third = (make_home(cast) for _ in range(3))
    row = _placed(cast, first, needed_by=in_days(-53))
    with cast.acting("musa") as musa:
        away = placing.short_break(musa, row.pk, third, in_days(-22), in_days(-15))
        assert away.kind == "short_break" and Placement.objects.get(pk=row.pk).state == "placed"
        with pytest.raises(Invalid):
            placing.short_break(musa, row.pk, third, in_days(8), in_days(46))
    with cast.acting("olga") as olga:
        how = Ended(planned=False, reason="CREQB", debrief="Nights were hard")
        new = placing.move(olga, row.pk, second, in_days(-3), how)
        assert new.household_id == second and new.state == "placed"
        ending = Ending.objects.get(placement=row.pk)
        assert (ending.planned, ending.reason) == (False, "CREQB")
        placing.write_debrief(olga, row.pk, "Ask sooner for nights")
        with pytest.raises(NotReady):
            placing.end_placement(olga, row.pk, in_days(2), Ended(left_care="E4A"))


def test_a_move_to_a_full_home_leaves_the_child_where_they_are(cast: Cast) -> None:
    first, full = make_home(cast), make_home(cast, max_children=1)
    row = _placed(cast, first, needed_by=in_days(-53))
    _placed(cast, full)
    with cast.acting("olga") as olga, pytest.raises(PlaceTaken):
        placing.move(olga, row.pk, full, TODAY, Ended(reason="CHILD"))
    with cast.acting("olga"):
        assert Placement.objects.get(pk=row.pk).state == "placed" and not Ending.objects.exists()


def test_other_dates_keep_both_versions_and_are_asked_again(cast: Cast) -> None:
    home = make_home(cast, max_children=1)
    row = _placed(cast, home, needed_by=in_days(-53))
    with cast.acting("olga") as olga:
        placing.end_placement(olga, row.pk, in_days(-22))
    _placed(cast, home, needed_by=in_days(-18))
    with cast.acting("olga") as olga:
        placing.change_dates(olga, row.pk, in_days(-56), in_days(-20), "Came three days earlier")
        kept = PlacementVersion.objects.get(placement=row.pk)
        assert kept.was["starts"] == str(in_days(-53)) and kept.was["ends"] == str(in_days(-22))
    with cast.acting("olga") as olga, pytest.raises(PlaceTaken):
        placing.change_dates(olga, row.pk, in_days(-56), in_days(-14), "Too long")
    with cast.acting("olga") as olga, pytest.raises(Invalid):
        placing.change_dates(olga, row.pk, in_days(-56), None, "No end")


def test_children_who_never_share_the_home_do_not_count_together(cast: Cast) -> None:
    """One leaves as another comes: never more than three at once, so no exemption is needed for a third."""
    home, other = make_home(cast, max_children=3), make_home(cast)
    _placed(cast, home, needed_by=in_days(-53), ends_on=in_days(98))
    _placed(cast, home, needed_by=in_days(129))
    _placed(cast, home, needed_by=in_days(-53))
    row = _placed(cast, other, needed_by=in_days(-53))
    with cast.acting("olga") as olga:
        assert placing.move(olga, row.pk, home, in_days(-3), Ended(reason="CHILD")).household_id == home


def _child_of(cast: Cast, referral: UUID) -> UUID:
    with cast.acting("olga"):
        return ReferralChild.objects.get(referral=referral).child_id


def test_a_fourth_child_needs_an_exemption_that_names_them(cast: Cast) -> None:
    home = make_home(cast, max_children=3, bedrooms=5)
    there = [_placed(cast, home).child_id for _ in range(3)]
    fourth, other = make_referral(cast), make_referral(cast)
    with cast.acting("musa") as musa:
        named = [*there, _child_of(cast, fourth)]
        with pytest.raises(Invalid):
            placing.record_exemption(musa, home, "E08000032", in_days(-3), named, TODAY)
        placing.record_exemption(musa, home, "E08000035", in_days(-3), named, TODAY)
    with cast.acting("olga") as olga, pytest.raises((NotReady, PlaceTaken)):
        placing.place(olga, other, home)
    with cast.acting("olga") as olga:
        row = placing.place(olga, fourth, home)[0]
        assert row.slot == 4 and row.exemption_id


def test_an_emergency_outside_the_terms_lasts_six_working_days(cast: Cast) -> None:
    home = make_home(cast, age_max=6)
    referral = make_referral(cast, ages=(12,), urgency="emergency", kind="emergency")
    with cast.acting("olga") as olga, pytest.raises(NotReady):
        placing.place(olga, referral, home)
    with cast.acting("olga") as olga:
        row = placing.place(olga, referral, home, authorised_by="Director on duty")[0]
        assert row.period.upper == add_working_days(TODAY, 6) + timedelta(days=1), "and six working days"
        with pytest.raises(NotReady):
            placing.change_dates(olga, row.pk, TODAY, in_days(27), "Longer")
    planned = make_referral(cast, ages=(12,))
    with cast.acting("olga") as olga, pytest.raises(Invalid):
        placing.place(olga, planned, home, authorised_by="Director on duty")


def test_more_children_than_the_terms_say_in_an_emergency(cast: Cast) -> None:
    home = make_home(cast, max_children=1, bedrooms=3)
    _placed(cast, home)
    referral = make_referral(cast, urgency="emergency", kind="emergency")
    with cast.acting("olga") as olga, pytest.raises(PlaceTaken):
        placing.place(olga, referral, home, authorised_by="Director on duty")
    with cast.acting("musa") as musa:
        placing.emergency_places(musa, home, TODAY)
    with cast.acting("olga") as olga:
        assert placing.place(olga, referral, home, authorised_by="Director on duty")[0].slot == 2


def test_out_of_area_needs_an_officer_and_notice(cast: Cast) -> None:
    home = make_home(cast, area_id="E08000032")
    referral = make_referral(cast)
    with cast.acting("olga") as olga, pytest.raises(NotReady) as refused:
        placing.place(olga, referral, home)
    assert refused.value.code == "gate.needed"
    with cast.acting("olga") as olga:
        row = Referral.objects.get(pk=referral)
        gate = gates.ask(olga, row, home, "E08000032", "Near her grandmother")
        assert gate.kind == Gate.Kind.OUT_OF_AREA
        with pytest.raises(Exception, match="nominated"):
            gates.decide(olga, gate.pk, True, "Officer", "Yes")
    with cast.acting("carl") as carl:
        gates.decide(carl, gate.pk, True, "Nominated officer", "Best for her")
    with cast.acting("olga") as olga:
        placing.place(olga, referral, home)
        notice = Notice.objects.get()
        assert notice.area_id == "E08000032" and notice.due_on == TODAY
        gates.give_notice(olga, notice.pk, TODAY - timedelta(days=1), "E-mail")
    assert gates.kind_of_gate("E08000035", "E10000016") == Gate.Kind.AT_A_DISTANCE


def test_a_council_writes_no_ending_of_anothers_placement(cast: Cast) -> None:
    row = _placed(cast, make_home(cast))
    for made in (Ending(reason="CHILD"), PlacementVersion(was={}, reason="x")):
        made.agency_id, made.council_id, made.placement_id = cast.agency.pk, cast.neighbour.pk, row.pk
        with pytest.raises(IntegrityError), cast.acting("nora"):
            made.save(force_insert=True)
