"""The last place can't be taken twice: thousands of acts by several processes, then every row looked at.

`manage.py prove placing` needs a running service (`manage.py up`): it makes two councils and two agencies of its
own there, lets processes act at random through the service layer, checks what is left, and takes it away again.
The control does check-then-insert on a bare copy of the table, without lock and constraints: it overbooks.
"""

import multiprocessing
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connections

from tests.proofs.placing import acts, control, findings
from tests.proofs.placing.england import prove_england
from tests.proofs.placing.world import World, make_world, remove_world

PROCESSES = 4


def proofs() -> dict[str, Callable[[], dict[str, object]]]:
    return {"placing": prove_placing, "england": prove_england}


def prove_placing(count: int = 10_000, processes: int = PROCESSES, seed: int = 1) -> dict[str, object]:
    """`count` random acts of hold, place, expire, release, end, move, change dates; `holds` says all is well."""
    world = make_world()
    try:
        done = run(world, count, processes, seed)
        found = findings.look(world)
        overbooked = control.overbooked(world, processes)
    finally:
        remove_world(world)
    broken = sum(found[key] for key in findings.MUST_BE_ZERO) + done["crashed"]
    return {
        "acts": sum(done.values()),
        "processes": processes,
        **{f"acts_{name}": number for name, number in sorted(done.items())},
        **found,
        "control_overbooked_without_guards": overbooked,
        "holds": broken == 0 and overbooked > 0,
    }


def run(world: World, count: int, processes: int, seed: int) -> Counter[str]:
    """Split the acts over forked processes, each with connections of its own; what came of them."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    results: Any = context.SimpleQueue()
    workers = [
        context.Process(
            target=_work, args=(world, count // processes, random.Random(seed * 1000 + n).random(), results)
        )
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    total: Counter[str] = Counter()
    for _ in workers:
        total.update(results.get())
    for worker in workers:
        worker.join()
    return total


def _work(world: World, count: int, seed: float, results: Any) -> None:
    try:
        results.put(acts.act_many(world, count, random.Random(seed)))
    finally:
        connections.close_all()
