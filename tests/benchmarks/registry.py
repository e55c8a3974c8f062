"""Where benchmarks and proofs are found: each module gives a dict of name -> function of no arguments."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], dict[str, object]]


@dataclass(frozen=True)
class Registry:
    """Modules that offer `attribute()`."""

    attribute: str
    modules: tuple[str, ...]


BENCHES = Registry(
    "benches",
    (
        "tests.benchmarks.intake",
        "tests.benchmarks.matching",
        "tests.benchmarks.placements",
        "tests.benchmarks.forecasting",
        "tests.benchmarks.service",
    ),
)
PROOFS = Registry(
    "proofs",
    (
        "tests.proofs.placements",
        "tests.proofs.forecasting",
        "tests.proofs.disclosure.proofs",
        "tests.proofs.service",
        "tests.proofs.starting",
    ),
)


def collect(registry: Registry) -> dict[str, Run]:
    found: dict[str, Run] = {}
    for name in registry.modules:
        found |= getattr(importlib.import_module(name), registry.attribute)()
    return found
