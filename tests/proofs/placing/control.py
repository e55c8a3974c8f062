"""The control: the same question asked without lock and constraints, to see that the race is real."""

import multiprocessing
from typing import Any

from django.db import connections

from tests.proofs.placing.world import World

TRIES = 60


def overbooked(world: World, processes: int) -> int:
    """Children beyond the number of places when everybody checks and then inserts: above 0 shows the race."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS placing_control")
        cursor.execute("CREATE TABLE placing_control (place int NOT NULL)")
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate: Any = context.Barrier(processes)
    workers = [context.Process(target=_book, args=(gate,)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM placing_control GROUP BY place) x")
        over = int(cursor.fetchone()[0])
        cursor.execute("DROP TABLE placing_control")
    return over


def _book(gate: Any) -> None:
    with connections["owner"].cursor() as cursor:
        for place in range(TRIES):
            gate.wait(30)
            cursor.execute("SELECT count(*) FROM placing_control WHERE place = %s", [place])
            if not cursor.fetchone()[0]:
                cursor.execute("INSERT INTO placing_control VALUES (%s)", [place])
    connections.close_all()
