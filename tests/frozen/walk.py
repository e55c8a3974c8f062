"""The walk of `python -m tests.frozen`; not collected by the usual run."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.management import get_commands
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from config.engines.postgres import binaries
from tests.cast import Cast
from tests.test_permissions import CALLERS, ROWS, _answer, _routes, world

__all__ = ["world"]
FOLDER = Path(os.environ.get("HEARTH_FROZEN", "frozen"))
MARKS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?<=nonce=\")[^\"]+|(?<='nonce-)[^']+|\bhearth_[A-Za-z0-9_-]{40,}"
    r"|(?<=name=\"csrfmiddlewaretoken\" value=\")[^\"]+"
    r"|\b[A-Za-z0-9_-]{20,}:[A-Za-z0-9_-]{4,}(?::[A-Za-z0-9_-]+)?|\b[0-9a-f]{6,}\b"
)
TIMES = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.+Z]*|\b\d{1,2}(:\d\d|\.\d\d)? ?(am|pm)\b|\b\d\d:\d\d(:\d\d(\.\d+)?)?\b"
)


def _numbered(text: str) -> str:
    seen: dict[str, str] = {}
    text = MARKS.sub(lambda m: seen.setdefault(m[0], f"#{len(seen) + 1}"), text)
    return TIMES.sub("TIME", text)


def _write(name: str, lines: Any) -> None:
    text = lines if isinstance(lines, str) else "\n".join(lines) + "\n"
    (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(text)


@pytest.mark.django_db
def test_names() -> None:
    _write("routes.txt", sorted(
        f"{name} {pattern.pattern} {getattr(pattern.callback, 'capability', '')}"
        for name, pattern in _routes(get_resolver().url_patterns)
    ))  # fmt: skip
    current_app.loader.import_default_modules()
    _write("tasks.txt", sorted(name for name in current_app.tasks if not name.startswith("celery.")))
    _write("commands.txt", sorted(get_commands()))


def test_openapi(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["musa"])
    answer = client.get("/api/v1/schema", headers={"accept": "application/json"})
    assert answer.status_code == 200
    _write("openapi.json", json.dumps(answer.json(), indent=1, sort_keys=True))


def test_schema(cast: Cast) -> None:
    from django.db import connections

    name = connections["owner"].settings_dict["NAME"]
    url = urlsplit(os.environ["HEARTH_TEST_OWNER_URL"])._replace(path=f"/{name}").geturl()
    dump = subprocess.run(
        [str(binaries() / "pg_dump"), "-d", url, "--schema-only", "--no-comments"], check=True, capture_output=True,
        text=True,
    ).stdout  # fmt: skip
    _write("schema.sql", "\n".join(line for line in dump.splitlines() if not line.startswith(("\\", "--"))))


@pytest.mark.parametrize("caller", CALLERS)
def test_answers(cast: Cast, world: dict[str, Any], caller: str) -> None:
    from accounts.models import Message

    cache.clear()
    client = Client(raise_request_exception=False)
    if caller != "nobody":
        client.force_login(cast.people[caller])
    for number, row in enumerate(ROWS):
        with transaction.atomic():
            before = set(Message.objects.using("owner").values_list("pk", flat=True))
            answer = _answer(client, row, world)
            said = [f"{row.method} {row.route} {answer.status_code} {answer.headers.get('Location', '')}"]
            said += [f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "Location"]
            if "pdf" not in answer.headers.get("Content-Type", "") and "sheet" not in answer.headers.get(
                "Content-Type", ""
            ):
                said.append(
                    (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
                        errors="replace"
                    )
                )
            said += [
                f"{m.kind} {m.channel} {m.title}\n{m.body}"
                for m in Message.objects.exclude(pk__in=before).order_by("kind", "id")
            ]
            transaction.set_rollback(True)
        _write(f"{caller}/{row.route}.{row.method}.{number:04d}.txt", _numbered("\n".join(said)))
