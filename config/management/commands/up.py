import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.engines import DataFolderTaken, FolderLock
from config.engines.postgres import EngineError
from config.paths import DEMO_PEOPLE, data_dir
from config.runner.engines import AddressesMissing
from config.runner.supervisor import CannotStart, Supervisor


class Command(BaseCommand):
    help = (
        "Run the whole service: PostgreSQL and Valkey (unless DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL "
        "are set), web, worker and beat, until Ctrl-C. --data-dir DIR chooses the data folder."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port of the web pages (default 8000)")
        parser.add_argument("--no-demo", action="store_true", help="leave the service empty on the first run")

    def handle(self, *_: Any, port: int, no_demo: bool, **__: Any) -> None:
        folder = data_dir()
        lock = FolderLock(folder)
        try:
            lock.acquire()
            supervisor = Supervisor(folder, port, not no_demo, self._say)
            code = supervisor.run(lambda: self._announce(port))
        except (DataFolderTaken, CannotStart, EngineError, AddressesMissing) as error:
            raise CommandError(str(error)) from error
        finally:
            lock.release()
        if code:
            sys.exit(code)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announce(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        lines = ["", "Hearth is ready.", ""]
        for what, path in (
            ("Public site", "/"),
            ("Staff workspace", "/agency/"),
            ("Council dashboard", "/council/"),
            ("API docs", "/api/v1/docs"),
            ("Mailbox of sent messages", "/development/mailbox/"),
        ):
            lines.append(f"  {what:<26}{base}{path}")
        lines += self._sign_ins()
        lines += ["", "Ctrl-C stops everything.", ""]
        self._say("\n".join(lines))

    def _sign_ins(self) -> list[str]:
        """The demo people that `prepare` found, if any."""
        try:
            people = json.loads((data_dir() / DEMO_PEOPLE).read_text())
        except (OSError, ValueError):
            return []
        if not people:
            return []
        rows = ["", "Demo people (sign in with: uv run manage.py login_link E-MAIL)", ""]
        return rows + [f"  {p['role_name']:<28}{p['organisation'] or '-':<37}{p['email']}" for p in people]
