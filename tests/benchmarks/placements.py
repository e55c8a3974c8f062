"""What the shortage dashboard costs, on the largest area of the running service: `manage.py bench shortages-now`.

Where no service runs, on a region made for it: a council of 10,000 households with 22,000 children in its returns.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, connections
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.tenancy.caller import job_for
from accounts.tenancy.scopes import role, scope
from carers.models import Household
from placements.models import Snapshot
from placements.region.making import make_region
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns
from placements.shortages.forecasting.returns import sources_in
from placements.shortages.selectors.kept_now import as_kept
from placements.shortages.selectors.now import shortage_now_for
from placements.shortages.selectors.now_blocks import NOW_BLOCKS
from placements.shortages.services.jobs import STEPS, keep
from placements.shortages.services.returns import take_in
from tests.benchmarks.match_api import bench_match_api
from tests.benchmarks.placing import bench_place

KEPT_SECONDS, RECOMPUTED_SECONDS = 0.2, 2.0
REPEATS = 7
LINEAR_WITHIN = 1.5
COUNCIL, SCALE, CHILDREN = "E10000016", 7.0, 22_000  # Kent, so many times its published size
KEPT_PAGES = ("why", "closing", "next", "children")


def benches() -> dict[str, Callable[[], dict[str, object]]]:
    """`ratio`: measured over allowed, 1 or less is good."""
    return {"shortages-now": shortages_now, "place": bench_place, "match-api": bench_match_api}


def shortages_now() -> dict[str, object]:
    """The page "Now" kept and recomputed, the pages made by the night's job, queries, and growth with size."""
    made: dict[str, float] = {} if _areas() else _largest_council()
    areas = _areas()
    council, homes = areas[0]
    with scope(council.pk):
        keep(council, Snapshot.Kind.NOW, timezone.localdate(), as_kept(shortage_now_for(council)))
        with CaptureQueriesContext(connection) as queries:
            _figures(council)
        asked = len(queries)
    small, few = min(areas, key=lambda one: abs(one[1] - homes / 8))
    growth = _timed(lambda: _in_scope(council)) / _timed(lambda: _in_scope(small))
    with _analyst(council) as client:
        recomputed = _timed(lambda: _page(client, "/council/shortages/"))
        kept = _timed(lambda: _page(client, f"/council/shortages/?as_of={timezone.localdate()}"))
        others = {name: round(_timed(lambda: _page(client, f"/council/shortages/{name}/")), 3) for name in KEPT_PAGES}  # noqa: B023
    ratio = max(kept / KEPT_SECONDS, recomputed / RECOMPUTED_SECONDS, max(others.values()) / KEPT_SECONDS)
    return {
        "ratio": round(ratio, 3), "holds": ratio <= 1, "seconds_kept": round(kept, 3),
        "seconds_recomputed": round(recomputed, 3), "seconds_of_pages": others, "queries": asked,
        "homes": homes, "council": council.name, "growth": round(growth, 2),
        "growth_of_size": round(homes / max(1, few), 2), "linear": growth <= LINEAR_WITHIN * homes / max(1, few),
        "load": round(os.getloadavg()[0], 1), **made,
    }  # fmt: skip


def _largest_council() -> dict[str, float]:
    """Seconds of making it: the region itself, taking its returns in, and the steps of the night."""
    seconds: dict[str, float] = {}
    with _watch(seconds, "seconds_region"):
        make_region(COUNCIL, SCALE, seed=1)
    council = Organisation.objects.select_related("area").get(area_id=COUNCIL)
    with tempfile.TemporaryDirectory() as folder, scope(council.pk):
        write_returns(Path(folder), Recipe(children=CHILDREN))
        with _watch(seconds, "seconds_import"):
            take_in(job_for(council), list(sources_in(Path(folder))))
    for kind, _words, make in STEPS:
        with _watch(seconds, f"seconds_night_{kind}"), scope(council.pk):
            keep(council, kind, timezone.localdate(), make(council, timezone.localdate()))
    return {name: round(took, 2) for name, took in seconds.items()} | {"children": CHILDREN}


@contextmanager
def _watch(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = perf_counter()
    yield
    seconds[name] = perf_counter() - began


def _timed(act: Callable[[], object]) -> float:
    """Seconds on the clock, the middle of several; a busy machine makes them longer: read them with the load."""
    act()
    seconds = []
    for _number in range(REPEATS):
        began = perf_counter()
        act()
        seconds.append(perf_counter() - began)
    return median(seconds)


def _page(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise LookupError(f"{path} answered {answer.status_code}.")


@contextmanager
def _analyst(council: Organisation) -> Any:
    """A browser of somebody who may read the council's figures, made for the occasion and taken away again."""
    user = User.objects.create_user(email=f"bench-{os.getpid()}@example.org")
    with scope(council.pk):
        member = Membership.objects.create(organisation=council, user=user, roles=["analyst"])
    client = Client()
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            client.force_login(user)
            yield client
    finally:
        client.logout()
        with scope(council.pk):
            member.delete()
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM accounts_user WHERE id = %s", [user.pk])


def _in_scope(council: Organisation) -> None:
    with scope(council.pk):
        _figures(council)


def _figures(council: Organisation) -> None:
    now = shortage_now_for(council)
    now.sentence()
    for make in NOW_BLOCKS.values():
        make(now)


def _areas() -> list[tuple[Organisation, int]]:
    """Councils by the mainstream homes in their area, most first."""
    with scope(), role("hearth_shortage"):
        counts = dict(
            Household.objects.filter(kind="mainstream").values_list("area_id").annotate(n=Count("id"))
        )  # fmt: skip
    councils = Organisation.objects.filter(is_council=True, area__isnull=False).select_related("area")
    return sorted(((one, counts.get(one.area_id, 0)) for one in councils), key=lambda pair: -pair[1])
