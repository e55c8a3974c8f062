"""Where benchmarks and proofs are found: each module gives a dict of name -> function of no arguments."""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], dict[str, object]]


@dataclass(frozen=True)
class Registry:
    """Modules that offer `attribute()`; one that a package has not made yet is passed over."""

    attribute: str
    modules: tuple[str, ...]


BENCHES = Registry(
    "benches",
    (
        "accounts.bench",
        "carers.bench",
        "placements.matching.bench",
        "placements.bench",
        "placements.forecasting.bench",
        "placements.region.bench",
        "config.bench",
    ),
)
PROOFS = Registry(
    "proofs",
    (
        "accounts.proofs",
        "carers.proofs",
        "placements.proofs",
        "placements.matching.proofs",
        "placements.forecasting.proofs",
        "placements.disclosure.proofs",
        "config.proofs",
        "config.starting",
    ),
)


def collect(registry: Registry) -> dict[str, Run]:
    found: dict[str, Run] = {}
    for name in registry.modules:
        if importlib.util.find_spec(name) is not None:
            found |= getattr(importlib.import_module(name), registry.attribute)()
    return found
