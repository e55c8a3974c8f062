from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError

from accounts.input.errors import ServiceError
from accounts.management.base import DevelopmentCommand
from accounts.management.development import database_in_words
from placements.matching.instance import InstanceError
from placements.region.instances import import_file


class Command(DevelopmentCommand):
    help = "Load a foster-match-instance/1 file, so that pages and API rank it as `match_instance --rank` does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the instance, JSON")
        parser.add_argument("--agency-prefix", required=True, help="begins the name of every organisation of the file")

    def handle(self, *_: Any, **options: Any) -> None:
        began = perf_counter()
        with database_in_words():
            try:
                made = import_file(options["file"], options["agency_prefix"])
            except (ServiceError, InstanceError) as refused:
                raise CommandError(str(refused)) from refused
        for noun in ("councils", "agencies", "homes", "referrals"):
            self.stdout.write(f"{len(getattr(made, noun)):>9,} {noun}")
        self.stdout.write(f"{made.people:>9,} demo people (`manage.py demo_accounts`)")
        self.stdout.write(f"Loaded in {perf_counter() - began:.1f} s.")
