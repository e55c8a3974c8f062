"""The last place can't be taken twice."""

import threading

import pytest
from django.db import IntegrityError, connection, connections

from accounts.input.errors import ServiceError
from carers.models import Unavailability
from placements.candidates import reading
from placements.models import Placement, Referral
from placements.placing import services as placing
from placements.placing.services import door, locking
from placements.search.services.matching import rank_referral
from tests.cast import Cast, make_home, make_referral
from tests.clock import in_days


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def test_a_child_is_placed_and_the_match_is_kept(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    with cast.acting("olga") as olga:
        rows = placing.place(olga, referral, home, reason="Near school")
        assert [row.state for row in rows] == ["placed"]
        match = rows[0].referral.matches.get()
        assert match.chosen and match.rules.startswith("match-rules/1") and match.reason == "Near school"


def test_a_full_home_is_refused_in_words_that_name_no_child(cast: Cast) -> None:
    home = make_home(cast, max_children=1)
    first, second = make_referral(cast), make_referral(cast)
    with cast.acting("olga") as olga:
        placing.place(olga, first, home)
    with cast.acting("olga") as olga, pytest.raises(placing.PlaceTaken) as refused:
        placing.place(olga, second, home)
    assert "no room" in refused.value.message


def _race(cast: Cast, home: object, referrals: list[object]) -> list[str]:
    """Two officers press the button in the same instant; what each was told."""
    ready, told = threading.Barrier(len(referrals)), []

    def press(referral: object) -> None:
        try:
            with cast.acting("olga") as olga:
                ready.wait(10)
                placing.place(olga, referral, home)  # type: ignore[arg-type]
            told.append("placed")
        except ServiceError as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[referral]) for referral in referrals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_two_requests_for_the_last_place_exactly_one_wins(cast: Cast) -> None:
    home = make_home(cast, max_children=1)
    assert _race(cast, home, [make_referral(cast), make_referral(cast)]) == ["place.taken", "placed"]


def test_control_with_the_guards_off_both_win(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock and the exclusion constraint the race is real: both officers are told "placed"."""
    home = make_home(cast, max_children=1)
    referrals = [make_referral(cast), make_referral(cast)]
    meet, written = threading.Barrier(2), door.write
    look = f"SELECT {', '.join(reading.HOME)} FROM carers_household WHERE id = %(home)s::uuid"
    monkeypatch.setattr(locking, "LOCKED", [look, *reading.LOCKED[1:]])

    def wait_then_write(*args: object) -> None:
        meet.wait(10)
        written(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "write", wait_then_write)
    definition = _drop_exclusions()
    try:
        assert _race(cast, home, referrals) == ["placed", "placed"]
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM placements_placement")
            for statement in definition:
                cursor.execute(statement)


def _drop_exclusions() -> list[str]:
    """Take the exclusion constraints away; the statements that bring them back."""
    back = []
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'placements_placement'::regclass AND contype = 'x'"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f"ALTER TABLE placements_placement DROP CONSTRAINT {name}")
            back.append(f"ALTER TABLE placements_placement ADD CONSTRAINT {name} {definition}")
    return back


def test_a_place_cannot_be_cut_short_under_a_child_even_in_raw_sql(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    with cast.acting("olga") as olga:
        placing.place(olga, referral, home)
    cut = "UPDATE carers_place SET period = daterange(lower(period), %s) WHERE household_id = %s"
    with (
        pytest.raises(IntegrityError, match="placement_within_its_place"),
        cast.acting("musa"),
        connection.cursor() as cursor,
    ):
        cursor.execute(cut, [in_days(8), home])


def test_an_ended_placement_frees_the_place(cast: Cast) -> None:
    home = make_home(cast, max_children=1)
    with cast.acting("olga") as olga:
        row = placing.place(olga, make_referral(cast), home, start=in_days(-53))[0]
    with cast.acting("olga") as olga:
        placing.end_placement(olga, row.pk, in_days(-3))
    with cast.acting("olga") as olga:
        assert placing.place(olga, make_referral(cast), home)
    with cast.acting("olga"):
        assert Placement.objects.filter(household=home).count() == 2


def test_a_home_is_not_offered_a_fourth_room_that_nobody_may_have(cast: Cast) -> None:
    """Two children there, the first room kept for somebody, the fourth free: the ranking and the placing agree."""
    home = make_home(cast, max_children=4, rooms=4)
    with cast.acting("musa"):
        Unavailability.objects.create(
            agency=cast.agency, household_id=home, slot=1, reason="named", period=(in_days(-326), None)
        )
    pair, third = make_referral(cast, (4, 6)), make_referral(cast, (8,))
    with cast.acting("olga") as olga:
        placing.place(olga, pair, home)
        assert {row.slot for row in Placement.objects.filter(household=home)} == {2, 3}
        ranked = rank_referral(Referral.objects.get(pk=third), cast.council)
        assert str(home) not in {row.household for row in ranked.ranking.top(50)}
        assert ranked.home(str(home)).vacant == 0
        with pytest.raises(placing.PlaceTaken):
            placing.place(olga, third, home)
