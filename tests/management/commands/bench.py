import json
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from accounts.management.base import DevelopmentCommand
from tests.benchmarks.apart import APART, command_apart
from tests.benchmarks.registry import BENCHES, Registry, Run, collect


class Command(DevelopmentCommand):
    help = "Run a benchmark and print its figures; ratios hold on any machine, seconds only on this one."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="left out: list them")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, name: str, **options: Any) -> None:
        run_one(self, BENCHES, "bench", name, options["json"])


def run_one(command: BaseCommand, registry: Registry, verb: str, name: str, as_json: bool) -> bool:
    """Look `name` up in the modules' registries, run it, print its figures; whether it holds."""
    known = collect(registry)
    if not name:
        command.stdout.write("\n".join(sorted(known)))
        return True
    if name not in known:
        raise CommandError(f"There is no {verb} called {name}. Choose one of: {', '.join(sorted(known))}.")
    figures = _figures(known[name], command, name)
    if as_json:
        command.stdout.write(json.dumps(figures, default=str))
    else:
        for key, value in figures.items():
            command.stdout.write(f"{key:<28} {value}")
    return bool(figures.get("holds", figures.get("passed", True)))


def _figures(run: Run, command: BaseCommand, name: str) -> dict[str, object]:
    """On the database of the settings; where no service runs and none was named, on throw-away engines."""
    try:
        return run()
    except OperationalError as error:
        if os.environ.get("DATABASE_URL") or os.environ.get(APART) or _answers():
            raise
        verb = type(command).__module__.rpartition(".")[2]
        command.stderr.write(f"No service runs here: {name} gets engines of its own ({str(error).splitlines()[0]}).")
        return command_apart(verb, name, "--json")


def _answers() -> bool:
    connection.close()
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
