"""What the shortage dashboard costs, on the largest area of the running service: `manage.py bench shortages-now`."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from accounts.tenancy import role, scope
from carers.models import Household
from placements.selectors.shortages import shortage_now_for
from placements.selectors.shortages.now_blocks import NOW_BLOCKS

PAGE_SECONDS = 0.2
REPEATS = 5


def benches() -> dict[str, Callable[[], dict[str, object]]]:
    """`ratio`: measured over allowed, 1 or less is good."""
    return {"shortages-now": shortages_now}


def shortages_now() -> dict[str, object]:
    """All figures of the page "Now" from the rows: seconds, queries, homes in the area."""
    council, homes = _largest()
    with scope(council.pk):
        with CaptureQueriesContext(connection) as queries:
            _figures(council)
        seconds = []
        for _number in range(REPEATS):
            began = perf_counter()
            _figures(council)
            seconds.append(perf_counter() - began)
    typical = median(seconds)
    return {
        "ratio": round(typical / PAGE_SECONDS, 3), "holds": typical <= PAGE_SECONDS, "seconds": round(typical, 3),
        "queries": len(queries), "homes": homes, "council": council.name,
    }  # fmt: skip


def _figures(council: Organisation) -> None:
    now = shortage_now_for(council)
    now.sentence()
    for make in NOW_BLOCKS.values():
        make(now)


def _largest() -> tuple[Organisation, int]:
    """The council with most mainstream homes in its area. LookupError where there is none."""
    with scope(), role("hearth_shortage"):
        counts = dict(
            Household.objects.filter(kind="mainstream").values_list("area_id").annotate(n=Count("id"))
        )  # fmt: skip
    councils = Organisation.objects.filter(is_council=True, area__isnull=False).select_related("area")
    found = max(councils, key=lambda one: counts.get(one.area_id, 0), default=None)
    if found is None:
        raise LookupError("There is no council here. Make a region first: manage.py generate_region.")
    return found, counts.get(found.area_id, 0)
