"""What placing costs through the service layer beside bare SQL: `manage.py bench place`."""

import os
from random import Random

from tests.proofs.placing import pressing
from tests.proofs.placing.world import make_world, remove_world

MOST_PLACE = 2.0


def bench_place(homes: int = 150, referrals: int = 300, attempts: int = 900, rounds: int = 2) -> dict[str, object]:
    """50 connections hold places through the service layer and by bare SQL, turn about, best round of each.

    `ratio`: seconds of the service over seconds of the bare SQL; `overfilled` counts homes with more children
    than places after any round.
    """
    world = make_world(homes=homes, referrals=referrals, places=(1, 2, 3), most_children=1)
    rng, over, entries = Random(1), 0, True
    tries = [(*rng.choice(world.referrals), rng.choice(world.homes)[1]) for _ in range(attempts)]
    warm = [tries[0]] * 6
    seconds: dict[str, list[float]] = {"service": [], "bare": []}
    told: dict[str, dict[str, int]] = {}
    try:
        for _ in range(rounds):
            for name, press in (
                ("bare", pressing.by_bare_sql(world)),
                ("service", pressing.through_the_service(world)),
            ):
                took, found = pressing.press_all(world, press, tries, warm)
                seconds[name].append(took)
                told[name] = dict(found)
                over += pressing.overfilled(world)
                holds, audited = pressing.held(world)
                entries = entries and holds == audited
                pressing.empty(world)
    finally:
        remove_world(world)
    service, bare = min(seconds["service"]), min(seconds["bare"])
    ratio = service / bare
    return {
        "ratio": round(ratio, 3), "overfilled": over, "connections": pressing.PROCESSES * pressing.THREADS,
        "attempts": attempts, "service_a_second": round(attempts / service), "bare_a_second": round(attempts / bare),
        "told": told, "one_audit_entry_each": entries, "load": os.getloadavg()[0],
        "holds": ratio <= MOST_PLACE and not over and entries and not any("crashed" in t for t in told.values()),
    }  # fmt: skip
