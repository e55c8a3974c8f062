"""Fifty connections press for the same places: through the service layer, and by bare SQL beside it.

Both do the same durable work in one transaction an attempt: note that somebody acted on the referral, lock the
home and raise its version, let nobody in where no place is free for the whole stay, write the hold and its audit
entry; both as the app role, in scope of the council, with every policy and constraint. What the bare one leaves
out is the service: whether the home meets the children's needs, the usual limit, the terms, the council's rules.
"""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections
from django.utils import timezone

from accounts.input.errors import ServiceError
from accounts.tenancy.scopes import scope
from placements.placing import services as placing
from tests.proofs.placing.world import World

Attempt = tuple[UUID, UUID, UUID]  # council, referral, home
Told = Counter[str]
Press = Callable[[Sequence[Attempt]], Told]
PROCESSES, THREADS = 5, 10


def through_the_service(world: World) -> Press:
    callers = {pk: world.caller(pk) for pk in world.councils}

    def press(attempts: Sequence[Attempt]) -> Told:
        told: Told = Counter()
        for council, referral, home in attempts:
            try:
                with scope(council):
                    placing.hold(callers[council], referral, home)
                told["held"] += 1
            except ServiceError as refused:
                told[refused.code] += 1
        connections.close_all()
        return told

    return press


_FREE = """
SELECT p.slot FROM carers_place p WHERE p.household_id = %(home)s AND p.basis = 'approved'
AND p.period @> daterange(%(day)s, NULL)
AND NOT EXISTS (SELECT 1 FROM carers_unavailability u
    WHERE u.household_id = p.household_id AND u.slot = p.slot AND u.period && daterange(%(day)s, NULL))
AND NOT EXISTS (SELECT 1 FROM placements_placement s
    WHERE s.household_id = p.household_id AND s.slot = p.slot AND s.occupies && daterange(%(day)s, NULL)
    AND NOT (s.state = 'held' AND s.expires_at <= now()))
ORDER BY p.slot LIMIT 1
"""
_HOLD = """
INSERT INTO placements_placement (agency_id, council_id, household_id, slot, child_id, referral_id, kind, state,
    period, expires_at, sibling_set, whole_home, authorised_by, briefing, created_at)
SELECT %(agency)s, c.council_id, %(home)s, %(slot)s, c.id, rc.referral_id, 'main', 'held',
    daterange(%(day)s, NULL), %(until)s, c.sibling_set, false, '', '', now()
FROM placements_referralchild rc JOIN placements_child c ON c.id = rc.child_id WHERE rc.referral_id = %(referral)s
RETURNING id, child_id
"""
_AUDIT = """
INSERT INTO accounts_auditentry (organisation_id, action, actor_kind, subject_kind, subject_id, data)
VALUES (%s, 'hold.made', 'job', 'placement', %s, jsonb_build_object('child', %s::text, 'household', %s::text))
"""


def by_bare_sql(world: World) -> Press:
    """psycopg alone, as it comes: statements bound and prepared by the server."""
    parameters = connections["default"].get_connection_params()
    known = ("host", "port", "user", "password", "dbname")
    address = {name: parameters[name] for name in known if parameters.get(name)}
    day = world.start

    def press(attempts: Sequence[Attempt]) -> Told:
        told: Told = Counter()
        with psycopg.connect(**address) as link:
            for council, referral, home in attempts:
                with link.transaction(), link.cursor() as cursor:
                    told[_attempt(cursor, council, referral, home, day)] += 1
        return told

    return press


def _attempt(cursor: Any, council: UUID, referral: UUID, home: UUID, day: Any) -> str:
    cursor.execute("SELECT set_config('hearth.organisation', %s, true)", [str(council)])
    cursor.execute("UPDATE placements_referral SET touched_at = now() WHERE id = %s", [referral])
    cursor.execute("SET LOCAL ROLE hearth_matcher")
    cursor.execute(
        "UPDATE carers_household SET vacancy_version = vacancy_version + 1 WHERE id = %s RETURNING agency_id", [home]
    )
    agency = cursor.fetchone()[0]
    cursor.execute(_FREE, {"home": home, "day": day})
    free = cursor.fetchone()
    cursor.execute("SET LOCAL ROLE NONE")
    if free is None:
        return "place.taken"
    until = timezone.now() + timedelta(hours=4)
    values = {"agency": agency, "home": home, "slot": free[0], "day": day, "until": until, "referral": referral}
    cursor.execute(_HOLD, values)
    made, child = cursor.fetchone()
    cursor.execute(_AUDIT, [council, made, str(child), str(home)])
    return "held"


def press_all(world: World, press: Press, attempts: Sequence[Attempt], warm: Sequence[Attempt]) -> tuple[float, Told]:
    """(seconds, what was told) of all attempts by 50 connections at once, after each has done `warm`."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    results: Any = context.SimpleQueue()
    gate: Any = context.Barrier(PROCESSES * THREADS + 1)
    shares = [attempts[n :: PROCESSES * THREADS] for n in range(PROCESSES * THREADS)]
    workers = [
        context.Process(target=_threads, args=(press, shares[n::PROCESSES], warm, gate, results))
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    gate.wait(120)
    began = perf_counter()
    told: Told = Counter()
    for _ in workers:
        told.update(results.get())
    seconds = perf_counter() - began
    for worker in workers:
        worker.join()
    return seconds, told


def _threads(press: Press, shares: Sequence[Sequence[Attempt]], warm: Sequence[Attempt], gate: Any, out: Any) -> None:
    found: Told = Counter()
    guard = threading.Lock()

    def work(share: Sequence[Attempt]) -> None:
        told: Told = Counter()
        try:
            press(warm)
            gate.wait(120)
            told = press(share)
        except Exception as broken:  # counted: a crash in one thread must not hang the others
            told["crashed"] += 1
            told[f"crashed {type(broken).__name__}: {broken}"[:120]] += 1
        with guard:
            found.update(told)

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()
    out.put(found)


_OVERFILLED = """
SELECT count(*) FROM (
    SELECT s.household_id FROM placements_placement s WHERE s.agency_id = ANY(%(agencies)s) AND s.occupies IS NOT NULL
    GROUP BY s.household_id
    HAVING count(*) > (SELECT count(*) FROM carers_place p WHERE p.household_id = s.household_id)
) homes
"""


def overfilled(world: World) -> int:
    """Homes with more children than places, looked at as the owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OVERFILLED, {"agencies": world.agencies})
        return int(cursor.fetchone()[0])


def held(world: World) -> tuple[int, int]:
    """(holds, their audit entries)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(e.id) FROM placements_placement p LEFT JOIN accounts_auditentry e "
            "ON e.subject_id = p.id AND e.action = 'hold.made' WHERE p.agency_id = ANY(%s)",
            [world.agencies],
        )
        holds, entries = cursor.fetchone()
    return int(holds), int(entries)


def empty(world: World) -> None:
    """Take the holds away again, so that the next contest begins as the last one did."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM placements_placement WHERE agency_id = ANY(%s)", [world.agencies])
        cursor.execute("DELETE FROM accounts_auditentry WHERE action = 'hold.made' AND organisation_id = ANY(%s)",
                       [world.councils])  # fmt: skip
        cursor.execute("ANALYZE placements_placement")


__all__ = ["Attempt", "by_bare_sql", "empty", "held", "overfilled", "press_all", "through_the_service"]  # fmt: skip
