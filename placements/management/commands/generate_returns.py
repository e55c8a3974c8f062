"""Write synthetic SSDA903 returns, for trying things out."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.management.base import DevelopmentCommand
from placements.shortages.forecasting.generator import Recipe
from placements.shortages.forecasting.generator_files import write_returns


class Command(DevelopmentCommand):
    help = "Write synthetic SSDA903 returns (no real child) into a folder."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, help="folder to write to")
        parser.add_argument("--children", type=int, default=2000)
        parser.add_argument("--years", type=int, default=5)
        parser.add_argument("--last", type=int, default=2025, help="the year the last return ends in")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--growth", type=float, default=0.02, help="of entries, a year")
        parser.add_argument("--council", default="Testshire")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["children"] < 1 or not 1 <= options["years"] <= 10:
            raise CommandError("Give --children 1 or more and --years from 1 to 10.")
        recipe = Recipe(**{name: options[name] for name in Recipe.__dataclass_fields__})
        self.stdout.write(json.dumps(write_returns(options["out"], recipe), default=str))
