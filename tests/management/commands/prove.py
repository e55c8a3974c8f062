import sys
from argparse import ArgumentParser
from typing import Any

from accounts.management.base import DevelopmentCommand
from tests.benchmarks.registry import PROOFS
from tests.management.commands.bench import run_one


class Command(DevelopmentCommand):
    help = "Run a long proof; ends with code 1 when it does not hold. Outputs worth keeping stand in docs/."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="left out: list them")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, name: str, **options: Any) -> None:
        if not run_one(self, PROOFS, "proof", name, options["json"]):
            sys.exit(1)
