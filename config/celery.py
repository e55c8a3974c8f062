"""The Celery application. Every start of beat announces itself at once, so that `up` can wait for it."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

app = Celery("hearth")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["accounts", "carers", "placements"])


@beat_init.connect
def announce_beat(**_: Any) -> None:
    app.send_task("accounts.heartbeat", args=["beat"])
