"""The Celery application. Every start of beat announces itself at once, so that `up` can wait for it."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

app = Celery("hearth")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["accounts", "carers", "placements"])


@worker_init.connect
@beat_init.connect
def look_before_the_start(**_: Any) -> None:
    """A worker or beat with a wrong role or without a key that answers need ends here, with a sentence."""
    from config.checks import refuse_a_wrong_start
    from config.env import SettingError

    try:
        refuse_a_wrong_start()
    except SettingError as error:
        raise SystemExit(f"Hearth cannot start. {error}") from None


@beat_init.connect
def announce_beat(**_: Any) -> None:
    app.send_task("accounts.heartbeat", args=["beat"])
