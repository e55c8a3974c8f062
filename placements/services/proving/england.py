"""All of England's councils worked out by two workers: the night's work, on councils made for it and taken away after.

`manage.py prove england` needs a running service without demo councils in the way: it makes a council with a
fostering service in every area that has none, each with homes, open referrals and five years of returns of England's
mean size, runs each step of the nightly job for all of them in two processes, and takes everything away again.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.utils import timezone

from accounts.caller import job_for
from accounts.models import Council, Organisation
from accounts.tenancy import scope
from placements.forecasting.generator import Recipe
from placements.forecasting.generator_files import write_returns
from placements.forecasting.returns import Source, sources_in
from placements.models import ShortageJob
from placements.services.proving.world import World, remove_world, waiting_children
from placements.services.shortages import jobs
from placements.services.shortages.returns import take_in

MINUTES, WORKERS = 15.0, 2
HOMES, REFERRALS, CHILDREN = 276, 12, 1_450  # England's 42,190 homes and 153 councils; children over five years
_HOMES = """
WITH home AS (
    INSERT INTO carers_household (agency_id, reference, name, kind, status, approved_on, area_id, postcode, lat, lon,
        carers, rural, parent_and_child_trained, sharing_ok, bedrooms, smoker, own_children, languages, skills, pets,
        identity_support, availability_confirmed_at, vacancy_version, created_at)
    SELECT %(agency)s, 'proof-' || n, 'Proof home', 'mainstream', 'open', %(since)s, %(area)s, '', %(lat)s + n * 0.0005,
        %(lon)s, 'couple', false, false, false, 2, false, '[]', '{en}', '{}', '{}', '{}', now(), 1, now()
    FROM generate_series(1, %(homes)s) AS n RETURNING id
), terms AS (
    INSERT INTO carers_approval (agency_id, household_id, period, max_children, age_min, age_max, sex, kinds, reason,
        named_children, recorded_at)
    SELECT %(agency)s, id, daterange(%(since)s, NULL), 2, 0, 9, 'any', '{short_term,long_term}', '', '{}', now()
    FROM home
)
INSERT INTO carers_place (agency_id, household_id, slot, period, basis)
SELECT %(agency)s, id, slot, daterange(%(since)s, NULL), 'approved' FROM home, generate_series(1, 2) AS slot
"""
_AWAY = ("placements_snapshot", "placements_episode", "placements_return")


def prove_england(councils: int = 153, homes: int = HOMES, children: int = CHILDREN) -> dict[str, object]:
    """Minutes for every council's figures by two workers; `holds` within 15 minutes and none failed."""
    made: list[UUID] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_returns(Path(folder), Recipe(children=children))
            sources = list(sources_in(Path(folder)))
        free = Council.objects.exclude(pk__in=Organisation.objects.filter(is_council=True).values("area"))
        for area in free.order_by("code")[:councils]:
            made.append(_council(area, homes, sources))
        return _timed(made, homes)
    finally:
        _remove(made)


def _timed(made: Sequence[UUID], homes: int) -> dict[str, object]:
    load, began = os.getloadavg()[0], perf_counter()
    failed = sum(_in_processes(made))
    minutes = (perf_counter() - began) / 60
    return {
        "councils": len(made), "homes": len(made) * homes, "workers": WORKERS, "minutes": round(minutes, 2),
        "seconds_a_council": round(60 * minutes * WORKERS / max(1, len(made)), 2),
        "load_before": round(load, 1), "failed": failed,
        "holds": failed == 0 and bool(made) and minutes * 153 / len(made) <= MINUTES,
    }  # fmt: skip


def _in_processes(made: Sequence[UUID]) -> list[int]:
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(WORKERS) as pool:
        return pool.map(_work_out, made, chunksize=1)


def _work_out(council_id: UUID) -> int:
    """The nightly job's steps, without its row: a worker of the service that runs beside must not take it up."""
    council = Organisation.objects.select_related("area").get(pk=council_id)
    day = timezone.localdate()
    for kind, _words, make in jobs.STEPS:
        try:
            with scope(council_id):
                jobs.keep(council, kind, day, make(council, day))
        except Exception:
            jobs.log.exception("proof_step_failed", extra={"step": kind})
            return 1
    return 0


def _council(area: Council, homes: int, sources: list[Source]) -> UUID:
    row = Organisation(name=f"Proof of {area.name}", slug=f"proof-{area.code.lower()}", is_council=True, area=area,
                       agency_kind="council_service")  # fmt: skip
    row.save(using="owner")
    since = timezone.localdate() - timedelta(days=900)
    with scope(row.pk):
        asked: dict[str, Any] = {
            "agency": row.pk, "since": since, "area": area.code, "lat": area.lat, "lon": area.lon, "homes": homes,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_HOMES, asked)
        take_in(job_for(row), sources)
        ShortageJob.objects.filter(council=row).delete()
    for number in range(REFERRALS):
        waiting_children(row.pk, timezone.localdate(), 1 + number % 3)
    return row.pk


def _remove(made: list[UUID]) -> None:
    with connections["owner"].cursor() as cursor:
        for table in _AWAY:
            cursor.execute(f"DELETE FROM {table} WHERE council_id = ANY(%s)", [made])  # noqa: S608
    remove_world(World(councils=made))
