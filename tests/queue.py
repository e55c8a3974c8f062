"""The queue in tests: nothing is sent unless a test asks for it, and then it is written down."""

from typing import Any

import pytest
from celery import current_app


@pytest.fixture
def sent_tasks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Any]]]:
    """(task name, arguments) of every send, in order. Without this fixture a send fails: no such transport."""
    sent: list[tuple[str, list[Any]]] = []

    def note(name: str, args: list[Any] | None = None, **_: Any) -> None:
        sent.append((name, list(args or [])))

    monkeypatch.setattr(current_app, "send_task", note)
    return sent
