"""`up` itself, without Django: loading the whole service once more, only to start it, would double the wait."""

import argparse
import json
import sys
from collections.abc import Callable

from config.engines import DataFolderTaken, FolderLock
from config.engines.postgres import EngineError
from config.paths import DEMO_PEOPLE, data_dir
from config.runner.engines import AddressesMissing
from config.runner.supervisor import CannotStart, Supervisor

Say = Callable[[str], None]
_PLACES = (
    ("Public site", "/"),
    ("Staff workspace", "/agency/"),
    ("Council dashboard", "/council/"),
    ("API docs", "/api/v1/docs"),
    ("Mailbox of sent messages", "/development/mailbox/"),
)


class Refused(Exception):
    """`up` cannot run; the message says why and what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port of the web pages (default 8000)")
    parser.add_argument("--no-demo", action="store_true", help="leave the service empty on the first run")


def run(port: int, demo: bool, say: Say) -> int:
    """Run the service until a signal or a death; the exit code. Raises Refused."""
    folder = data_dir()
    lock = FolderLock(folder)
    try:
        lock.acquire()
        return Supervisor(folder, port, demo, say).run(lambda: say(announcement(port)))
    except (DataFolderTaken, CannotStart, EngineError, AddressesMissing) as error:
        raise Refused(str(error)) from error
    finally:
        lock.release()


def announcement(port: int) -> str:
    """Every address and the demo people that `prepare` found, if any."""
    base = f"http://127.0.0.1:{port}"
    lines = ["", "Hearth is ready.", "", *(f"  {what:<26}{base}{path}" for what, path in _PLACES), *_sign_ins()]
    return "\n".join([*lines, "", "Ctrl-C stops everything.", ""])


def _sign_ins() -> list[str]:
    try:
        people = json.loads((data_dir() / DEMO_PEOPLE).read_text())
    except (OSError, ValueError):
        return []
    if not people:
        return []
    rows = ["", "Demo people (sign in with: uv run manage.py login_link E-MAIL)", ""]
    return rows + [f"  {p['role_name']:<28}{p['organisation'] or '-':<37}{p['email']}" for p in people]


def main(arguments: list[str]) -> int | None:
    """`up` with these arguments, or None if there is one that only Django's own commands understand."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    add_arguments(parser)
    try:
        chosen, others = parser.parse_known_args(arguments)
    except (argparse.ArgumentError, SystemExit):
        return None
    if others:
        return None
    try:
        return run(chosen.port, not chosen.no_demo, lambda line: print(line, flush=True))
    except Refused as error:
        print(f"Hearth cannot start. {error}", file=sys.stderr)
        return 1
