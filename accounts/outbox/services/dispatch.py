"""Send a task by name once the row it speaks of is committed. A sweeper covers a lost send."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger("hearth.dispatch")


def send_on_commit(task: str, *arguments: Any, expires: int | None = None) -> None:
    """Ids only. A broker that is away costs time, not the row: the sweeper finds it.

    After `expires` seconds a worker throws the task away: for tasks that a later one stands in for.
    """
    options = {} if expires is None else {"expires": expires}

    def send() -> None:
        try:
            current_app.send_task(task, args=[str(argument) for argument in arguments], **options)
        except OperationalError as error:
            log.warning("task_not_sent", extra={"task": task, "error": type(error).__name__})

    transaction.on_commit(send)
