from argparse import ArgumentParser
from datetime import date
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError

from accounts.input.errors import ServiceError
from accounts.management.base import DevelopmentCommand
from placements.region.making import make_region


def positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100:
        raise ValueError(text)
    return value


class Command(DevelopmentCommand):
    help = "Make a synthetic region sized by a council's published figures. It never changes what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, help="ONS code of the council area, such as E08000035")
        parser.add_argument("--scale", type=positive, default=1.0, help="1.0: as large as published; up to 100")
        parser.add_argument("--seed", type=int, required=True, help="same seed and date, same region")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, help="its last day; today if left out")

    def handle(self, *_: Any, **options: Any) -> None:
        began = perf_counter()
        try:
            made = make_region(options["council"], options["scale"], options["seed"], options["as_of"])
        except ServiceError as refused:
            raise CommandError(str(refused)) from refused
        if options["verbosity"] == 0:
            return
        for kind, count in made.items():
            self.stdout.write(f"{count:>9,} {kind}")
        self.stdout.write(f"Made in {perf_counter() - began:.1f} s.")
