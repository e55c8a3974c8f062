import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.management.base import ProductionCommand
from config.runner import command


class Command(ProductionCommand):
    """`manage.py up` goes straight to `config.runner.command`; this is for `--help` and Django's own options."""

    help = (
        "Run the whole service: PostgreSQL and Valkey (unless DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL "
        "are set), web, worker and beat, until Ctrl-C. --data-dir DIR chooses the data folder."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        command.add_arguments(parser)

    def handle(self, *_: Any, port: int, no_demo: bool, **__: Any) -> None:
        try:
            code = command.run(port, not no_demo, self._say)
        except command.Refused as error:
            raise CommandError(str(error)) from error
        if code:
            sys.exit(code)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
