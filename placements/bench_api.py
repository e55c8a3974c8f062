"""One referral against every home of a country, asked through the API of the running service."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from accounts.models import Organisation, User
from accounts.services.demo import make_demo_people
from placements.candidates.cache import forget
from placements.matching.bench import instance_of
from placements.matching.facts import Instance
from placements.region.instances import Imported, import_instance
from placements.services.proving.world import World, remove_world

HOMES, GROUPS, REPEATS = 33_000, 60, 5
MOST_MS = 50.0


def bench_match_api() -> dict[str, object]:
    """`api_ms`: the median answer of GET /api/v1/referrals/ID/ranking at 33,000 homes; minutes, mostly of loading.

    Loads a country of its own beside whatever is there, and takes it away. `api_first_ms` is a first answer, when
    nothing is kept yet. `ratio` is measured over allowed, 1 or less is good.
    """
    with _country() as (instance, made):
        first, times = _asked(instance, made)
    middle = median(times)
    return {
        "ratio": round(middle / MOST_MS, 3), "holds": middle <= MOST_MS, "api_ms": round(middle, 1),
        "api_ms_worst": round(max(times), 1), "api_first_ms": round(first), "homes": HOMES,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


@contextmanager
def _country() -> Iterator[tuple[Instance, Imported]]:
    instance = instance_of("national", homes=HOMES, groups=GROUPS)
    made = import_instance(instance, f"Bench {uuid4().hex[:6]}", share_areas=True)
    try:
        yield instance, made
    finally:
        forget()
        remove_world(World(agencies=list(made.agencies.values()), councils=list(made.councils.values())))
        User.objects.using("owner").filter(email__contains="@bench-", is_demo=True).delete()


def _asked(instance: Instance, made: Imported) -> tuple[float, list[float]]:
    """(milliseconds of the first answer, those of the others): referrals of one day, each of its own council."""
    days = [group.needed_by for group in instance.groups]
    day = max(set(days), key=days.count)
    chosen = [group for group in instance.groups if group.needed_by == day][:8]
    clients: dict[str, Client] = {}
    times: list[float] = []
    first = 0.0
    for group in chosen:
        client = clients.setdefault(group.la, _officer(made.councils[group.la]))
        for _ in range(REPEATS):
            took = _milliseconds(client, made.referrals[group.id])
            first = first or took
            times.append(took)
    return first, times[1:]


def _officer(council: UUID) -> Client:
    people = make_demo_people([Organisation.objects.get(pk=council)], lambda: "Bench")
    client = Client(SERVER_NAME="localhost")
    officer = next(user for user in people if user.email.startswith("placements.officer"))
    client.force_login(officer)
    return client


def _milliseconds(client: Any, referral: UUID) -> float:
    began = perf_counter()
    answer = client.get(f"/api/v1/referrals/{referral}/ranking")
    took = (perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"The ranking was not given: {answer.status_code} {answer.content[:300]!r}")
    return took
