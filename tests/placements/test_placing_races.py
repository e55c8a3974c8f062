"""Two who want the same thing in the same instant, and hundreds of acts by several processes."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.input.errors import ServiceError
from placements.models import Placement
from placements.placing import services as placing
from placements.placing.services import holding
from tests.cast import Cast, make_home, make_referral
from tests.proofs import placements as proofs
from tests.proofs.placing import control, findings
from tests.proofs.placing.world import make_world


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def at_once(cast: Cast, *acts: tuple[str, Callable[[Any], object]]) -> list[str]:
    """Everybody acts in the same instant; what each was told, in order of the words."""
    ready, told = threading.Barrier(len(acts)), []

    def do(who: str, act: Callable[[Any], object]) -> None:
        try:
            with cast.acting(who) as caller:
                ready.wait(10)
                act(caller)
            told.append("done")
        except ServiceError as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_two_councils_and_two_agencies_want_the_last_place(cast: Cast) -> None:
    home = make_home(cast, max_children=1)
    ours, theirs = make_referral(cast), make_referral(cast, who="nora")
    told = at_once(
        cast,
        ("olga", lambda by: placing.place(by, ours, home)),
        ("nora", lambda by: placing.place(by, theirs, home)),
        ("musa", lambda by: placing.hold(by, ours, home)),
    )
    assert told.count("place.taken") >= 1 and "done" in told
    with cast.acting("musa"):
        assert Placement.objects.filter(household=home, occupies__isnull=False).count() == 1


def test_two_agencies_offer_a_home_each_and_the_child_has_one(cast: Cast) -> None:
    one, two, referral = make_home(cast), make_home(cast, who="stan"), make_referral(cast)
    told = at_once(
        cast,
        ("olga", lambda by: placing.place(by, referral, one)),
        ("carl", lambda by: placing.place(by, referral, two)),
    )
    assert told == ["done", "referral.not_open"]


def test_a_retried_hold_makes_one_hold(cast: Cast) -> None:
    home, referral = make_home(cast), make_referral(cast)
    told = at_once(cast, *[("olga", lambda by: placing.hold(by, referral, home))] * 3)
    assert told == ["done"] * 3
    with cast.acting("olga"):
        assert Placement.objects.filter(household=home).count() == 1


def test_a_hold_that_runs_out_while_it_is_confirmed_has_one_outcome(cast: Cast) -> None:
    home, referral = make_home(cast, max_children=1), make_referral(cast)
    with cast.acting("olga") as olga:
        placing.hold(olga, referral, home)
        Placement.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    told = at_once(
        cast,
        ("olga", lambda by: placing.confirm(by, referral, home)),
        ("musa", lambda by: holding.release_all_expired(by.organisation_id)),
    )
    assert told == ["done", "hold.expired"]
    with cast.acting("olga"):
        assert list(Placement.objects.values_list("state", flat=True)) == ["released"]


def test_hundreds_of_acts_by_two_processes_leave_nothing_wrong(cast: Cast) -> None:
    world = make_world(homes=4, referrals=12)
    done = proofs.run(world, 240, 2, seed=7)
    found = findings.look(world)
    assert done["crashed"] == 0 and sum(done.values()) == 240
    assert {name: found[name] for name in findings.MUST_BE_ZERO} == dict.fromkeys(findings.MUST_BE_ZERO, 0)
    assert found["placed"] and found["released"]
    assert control.overbooked(world, 2) > 0, "without the guards the race is real"


def test_the_looking_sees_a_planted_fault(cast: Cast) -> None:
    """A row slipped past the door is found: the checks can fail."""
    world = make_world(homes=1, referrals=2, places=(2,))
    council, referral = world.referrals[0]
    from accounts.tenancy.scopes import scope

    with scope(council):
        placing.place(world.caller(council), referral, world.homes[0][1])
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE accounts_auditentry SET action = 'other' WHERE action = 'child.placed'")
    assert findings.look(world)["rows_without_their_audit_entry"] == 1
