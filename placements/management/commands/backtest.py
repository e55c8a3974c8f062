"""Back-test the forecast on returns, beside the yardstick."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management.base import ProductionCommand
from placements.management.council import council_in_scope
from placements.shortages.forecasting.returns import ImportReport, ImportResult, ReturnRefusedError
from placements.shortages.forecasting.table import backtest_table, read_councils
from placements.shortages.selectors.history import history_of


class Command(ProductionCommand):
    help = "Forecast every past quarter of a council's returns as it was known then, and score it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--returns", nargs="+", type=Path, metavar="DIR", help="a folder for each council")
        parser.add_argument("--council", metavar="CODE", help="a council whose returns are stored")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        folders = options["returns"]
        if not folders and not options["council"]:
            raise CommandError(needs_folder("backtest", None))
        try:
            table = backtest_table(read_councils(folders) if folders else _stored(options["council"]))
        except ReturnRefusedError as refused:
            raise CommandError(str(refused)) from refused
        if not table.origins:
            raise CommandError(
                "No quarter could be checked: two years of returns are needed, and three months after them. "
                "Add earlier returns to the folder."
            )
        self.stdout.write(json.dumps(table.as_json()) if options["json"] else table.as_text())


def _stored(code: str) -> list[ImportResult]:
    """A council's stored return, as if it had just been read."""
    with council_in_scope(code) as council:
        return [ImportResult(history_of(council.pk, timezone.localdate()).history, ImportReport())]


def needs_folder(command: str, council: str | None) -> str:
    """What is needed when no folder of returns was given."""
    if council:
        return (
            f"Returns of council {council} are not stored here yet. "
            f"Give the folder that holds them: {command} --returns DIR."
        )
    return f"Give the folder of returns: {command} --returns DIR."
