import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.input.errors import Invalid
from accounts.management.base import ProductionCommand
from accounts.tenancy.caller import job_for
from placements.management.council import council_in_scope
from placements.models import Return
from placements.shortages.forecasting.returns import ReturnRefusedError, sources_in
from placements.shortages.services.returns import take_in


class Command(ProductionCommand):
    help = "Take a council's SSDA903 return in: a folder of CSV files, or of yearly folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--council", required=True, metavar="CODE", help="ONS code of the council's area")
        parser.add_argument("--year", type=int, help="the year the return ends in, where files and folders do not say")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            sources = sources_in(options["folder"])
        except ReturnRefusedError as refused:
            raise CommandError(str(refused)) from refused
        with council_in_scope(options["council"]) as council:
            try:
                row = take_in(job_for(council), sources, options["year"])
            except Invalid as refused:
                raise CommandError(refused.message) from refused
        self.stdout.write(json.dumps(_plain(row)) if options["json"] else _words(row))
        if row.state == Return.State.REFUSED:
            raise CommandError(row.words)


def _plain(row: Return) -> dict[str, Any]:
    return {
        "return": str(row.pk), "state": row.state, "children": row.children, "episodes": row.episodes_kept,
        "rows_read": row.rows_read, "rows_rejected": row.rows_rejected, "findings": row.findings,
        "reconciliation": row.reconciliation, "notes": row.notes, "words": row.words,
    }  # fmt: skip


def _words(row: Return) -> str:
    lines = [
        f"{row.children:,} children, {row.episodes_kept:,} episodes from {row.rows_read:,} rows; "
        f"{row.rows_rejected:,} rows rejected.",
        *(one["words"] for one in row.reconciliation),
        *row.notes,
    ]
    lines += [
        f"{one['file']}, line {one['line']}, {one['column']}: {one['message']} {one['fix']}"
        for one in row.findings
        if one["error"]
    ][:50]
    return "\n".join(lines)
