"""Celery: how jobs run and when. Schedules are one table; a row that waits for its hour is data, not an ETA."""

from typing import Any

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# name -> task, seconds between runs. Each run leaves a heartbeat that the operations page reads.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A sweep that could not run in its time is not worth running later: the next one is there.
    "sweep-messages": {"task": "accounts.sweep_messages", "schedule": 20.0, "options": {"expires": 20}},
    # The planner itself looks at each agency's London hours: beat stays in UTC, whatever the clocks do.
    "plan-follow-ups": {"task": "carers.plan_follow_ups", "schedule": 300.0, "options": {"expires": 300}},
    "sweep-coming-back": {"task": "carers.sweep_coming_back", "schedule": 300.0, "options": {"expires": 300}},
    "release-expired-holds": {"task": "placements.release_expired_holds", "schedule": 60.0},
    "tell-agencies": {"task": "placements.tell_agencies", "schedule": 300.0, "options": {"expires": 300}},
    "sweep-documents": {"task": "accounts.sweep_documents", "schedule": 60.0},
    # Asks only for councils without figures of the day: the first run after midnight does the night's work.
    "nightly-shortages": {"task": "placements.nightly_shortages", "schedule": 120.0},
    # Both look at the calendar themselves: once a month, and again only where it did not come to pass.
    "publish-open-figures": {"task": "placements.publish_open_figures", "schedule": 3600.0},
    "send-shortage-digests": {"task": "placements.send_shortage_digests", "schedule": 1800.0},
    "endings-take-effect": {"task": "placements.endings_take_effect", "schedule": 3600.0},
    # What a retried POST would be answered is kept for a day.
    "forget-answers": {"task": "accounts.forget_answers", "schedule": 3600.0},
    # Looks itself whether an organisation has had tonight's run; an unfinished one is taken up half an hour later.
    "delete-what-is-due": {"task": "accounts.delete_what_is_due", "schedule": 1800.0, "options": {"expires": 1800}},
    "beat-heartbeat": {"task": "accounts.heartbeat", "schedule": 30.0, "args": ["beat"]},
}
