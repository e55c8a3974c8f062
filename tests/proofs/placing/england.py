"""All of England's councils worked out by two workers: the night's work, on a country made for it and taken away after.

`manage.py prove england` loads a synthetic country (councils with their fostering services, independent agencies that
serve several of them, homes with children in them, open referrals) and five years of returns of England's mean size
for each council, runs each step of the nightly job for all councils in two processes, and takes everything away again.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import scope
from placements.models import ShortageJob
from placements.region.instances import Imported, import_instance
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.returns import Source, sources_in
from placements.shortages.services import jobs
from placements.shortages.services.returns import take_in
from tests.benchmarks.matching import instance_of
from tests.proofs.placing.world import World, remove_world

MINUTES, WORKERS, COUNCILS = 15.0, 2, 153
HOMES, GROUPS, CHILDREN = 42_190, 1_836, 1_450  # England's homes; twelve referrals a council; children over five years
_AWAY = ("placements_snapshot", "placements_episode", "placements_return")


def prove_england(
    size: str = "national", homes: int = HOMES, groups: int = GROUPS, children: int = CHILDREN
) -> dict[str, object]:
    """Minutes for every council by two workers; `holds` within 15 for 153 councils with none failed."""
    began = perf_counter()
    made = import_instance(instance_of(size, homes=homes, groups=groups), f"Proof {uuid4().hex[:6]}", share_areas=True)
    councils = list(made.councils.values())
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_returns(Path(folder), Recipe(children=children))
            _take_in(councils, list(sources_in(Path(folder))))
        return {**_timed(councils), "homes": len(made.homes), "minutes_of_loading": round(_minutes(began), 2)}
    finally:
        _remove(made)


def _minutes(began: float) -> float:
    return (perf_counter() - began) / 60


def _timed(councils: Sequence[UUID]) -> dict[str, object]:
    load, began = os.getloadavg()[0], perf_counter()
    results = _in_processes(councils)
    minutes, failed = _minutes(began), sum(not took for took in results)
    return {
        "councils": len(councils), "workers": WORKERS, "minutes": round(minutes, 2),
        "seconds_a_council": round(sum(results) / max(1, len(results)), 2), "seconds_longest": round(max(results), 2),
        "load_before": round(load, 1), "failed": failed,
        "holds": failed == 0 and minutes * COUNCILS / len(councils) <= MINUTES,
    }  # fmt: skip


def _in_processes(councils: Sequence[UUID]) -> list[float]:
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(WORKERS) as pool:
        return pool.map(_work_out, councils, chunksize=1)


def _work_out(council_id: UUID) -> float:
    """Seconds of the night's steps, 0 where one failed; without the job's row, which no other worker may take up."""
    council, began = Organisation.objects.select_related("area").get(pk=council_id), perf_counter()
    day = timezone.localdate()
    for kind, _words, make in jobs.STEPS:
        try:
            with scope(council_id):
                jobs.keep(council, kind, day, make(council, day))
        except Exception:
            jobs.log.exception("proof_step_failed", extra={"step": kind})
            return 0.0
    return perf_counter() - began


def _take_in(councils: Sequence[UUID], sources: list[Source]) -> None:
    for council in Organisation.objects.filter(pk__in=councils):
        with scope(council.pk):
            take_in(job_for(council), sources)
            ShortageJob.objects.filter(council=council).delete()


def _remove(made: Imported) -> None:
    councils = list(made.councils.values())
    with connections["owner"].cursor() as cursor:
        for table in _AWAY:
            cursor.execute(f"DELETE FROM {table} WHERE council_id = ANY(%s)", [councils])
    remove_world(World(agencies=list(made.agencies.values()), councils=councils))
    User.objects.using("owner").filter(email__contains="@proof-", is_demo=True).delete()
