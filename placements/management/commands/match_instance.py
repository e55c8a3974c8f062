from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.management.base import ProductionCommand
from placements.matching.cli import run
from placements.matching.instance import InstanceError
from placements.matching.solver import NotSolved


class Command(ProductionCommand):
    help = "Rank homes, or plan all placements, for a foster-match-instance/1 file. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the instance, JSON")
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--rank", action="store_true", help="every referral's homes, best first, with reasons")
        act.add_argument("--assign", action="store_true", help="the best plan for all referrals at once")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            text = run(options["file"], ranking=options["rank"], as_json=options["json"])
        except (InstanceError, NotSolved) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text)
