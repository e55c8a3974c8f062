"""The service's Celery application with every job of its schedule due the moment that beat starts, and then no more."""

from datetime import UTC, datetime

import django

from config.celery import app

django.setup()

from accounts.records.services import retention_night  # noqa: E402  (models need the line above)

app.conf.beat_schedule = {
    name: {**entry, "schedule": 86400.0, "last_run_at": datetime(2020, 1, 1, tzinfo=UTC), "options": {}}
    for name, entry in app.conf.beat_schedule.items()
}
# The night's work at whatever hour the test runs.
retention_night.NIGHT_FROM = 0

__all__ = ["app"]
