"""One random act after another through the service layer, each in a transaction of its own."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import UUID

from accounts.input.errors import ServiceError
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from placements.models import Placement, Referral
from placements.placing import services as placing
from placements.placing.services import Ended, holding
from tests.proofs.placing.world import World

MOMENT = 0.00003  # hours: a hold of a tenth of a second, so that holds run out while others look
Callers = dict[UUID, CallerAt]
Act = Callable[[World, Random, Callers], None]


def act_many(world: World, count: int, rng: Random) -> Counter[str]:
    """Do `count` acts; how many were done, refused in words, and (a fault) crashed."""
    told: Counter[str] = Counter()
    callers = {pk: world.caller(pk) for pk in (*world.councils, *world.agencies)}
    for _ in range(count):
        name = rng.choices(list(ACTS), [weight for weight, _ in ACTS.values()])[0]
        try:
            ACTS[name][1](world, rng, callers)
            told["done"] += 1
        except (ServiceError, Placement.DoesNotExist):
            told["refused"] += 1
        except Exception:  # a crash is what the proof looks for: counted, and the proof fails
            told["crashed"] += 1
    return told


def _pick(world: World, rng: Random) -> tuple[UUID, UUID, UUID]:
    council, referral = rng.choice(world.referrals)
    return council, referral, rng.choice(world.homes)[1]


def _hold(world: World, rng: Random, callers: Callers) -> None:
    council, referral, home = _pick(world, rng)
    with scope(council):
        placing.hold(callers[council], referral, home, hours=rng.choice((MOMENT, MOMENT, 1)))


def _place(world: World, rng: Random, callers: Callers) -> None:
    council, referral, home = _pick(world, rng)
    with scope(council):
        placing.place(callers[council], referral, home, reason="proof")


def _confirm(world: World, rng: Random, callers: Callers) -> None:
    council, referral, home = _pick(world, rng)
    with scope(council):
        held = Placement.objects.filter(state="held", council=council).order_by("?").first()
        referral, home = (held.referral_id or referral, held.household_id) if held else (referral, home)
        placing.confirm(callers[council], referral, home, reason="proof")


def _release(world: World, rng: Random, callers: Callers) -> None:
    council, referral, home = _pick(world, rng)
    with scope(council):
        held = Placement.objects.filter(state="held", council=council).order_by("?").first()
        referral, home = (held.referral_id or referral, held.household_id) if held else (referral, home)
        placing.release(callers[council], referral, home)


def _expire(world: World, rng: Random, callers: Callers) -> None:
    holding.release_all_expired(rng.choice(world.agencies))


def _some_placed(council: UUID) -> Placement:
    row = Placement.objects.filter(state="placed", council=council).order_by("?").first()
    if row is None:
        raise Placement.DoesNotExist
    return row


def _end(world: World, rng: Random, callers: Callers) -> None:
    council = rng.choice(world.councils)
    with scope(council):
        row = _some_placed(council)
        on: date = row.period.lower + timedelta(days=rng.randint(1, 30))
        placing.end_placement(callers[council], row.pk, on, Ended(reason="CARPL"))
    with scope(council):
        _open_again(row.referral_id, on)


def _open_again(referral_id: UUID | None, on: date) -> None:
    """The same children need a home once more, from the day they left."""
    assert referral_id is not None
    if not Placement.objects.filter(referral=referral_id, state="placed").exists():
        # No step of the service: as the owner.
        again = Referral.objects.using("owner").filter(pk=referral_id)
        again.update(state="open", outcome="", closed_at=None, needed_by=on)


def _change(world: World, rng: Random, callers: Callers) -> None:
    council = rng.choice(world.councils)
    with scope(council):
        row = Placement.objects.filter(council=council).exclude(state="released").order_by("?").first()
        if row is None:
            raise Placement.DoesNotExist
        first = row.period.lower + timedelta(days=rng.randint(-5, 5))
        last = first + timedelta(days=rng.randint(1, 40)) if rng.random() < 0.7 else None
        placing.change_dates(callers[council], row.pk, first, last, "proof")


def _move(world: World, rng: Random, callers: Callers) -> None:
    council, _, home = _pick(world, rng)
    with scope(council):
        row = _some_placed(council)
        on = row.period.lower + timedelta(days=rng.randint(1, 20))
        placing.move(callers[council], row.pk, home, on, Ended(reason="CREQB", planned=False))


ACTS: dict[str, tuple[int, Act]] = {
    "hold": (30, _hold),
    "place": (12, _place),
    "confirm": (14, _confirm),
    "release": (10, _release),
    "expire": (8, _expire),
    "end": (14, _end),
    "change_dates": (8, _change),
    "move": (4, _move),
}
