"""A night's work: what is due goes, in batches, each in one transaction with the note of it. Safe to run twice.

A run that stops half-way is taken up by the next one. What statistics count stays: a record is made anonymous, not
taken out of the year in which it came.
"""

import time
from collections import Counter
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.caller import Caller, job_for
from accounts.models import Organisation, RetentionRun
from accounts.retention import Kept, begins_on, held_ids, kept_at
from accounts.services.audit import record
from accounts.services.dispatch import send_on_commit
from accounts.tenancy import scope

BATCH = 500
# Well within a task's time limit; what is left is done half an hour later.
SECONDS = 300.0
NIGHT_FROM = 1  # o'clock in London: after the day's figures were begun, before anybody works


def ask_for_due(now: datetime) -> int:
    """Send the night's task for each organisation that has not had it; how many."""
    here = timezone.localtime(now)
    if here.hour < NIGHT_FROM:
        return 0
    asked = 0
    for organisation in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation):
            mine = RetentionRun.objects.filter(organisation=organisation, on=here.date())
            if not mine.filter(finished_at__isnull=False).exists():
                send_on_commit("accounts.delete_what_is_due_at", organisation, expires=1800)
                asked += 1
    return asked


def run(organisation_id: UUID | str, now: datetime, seconds: float = SECONDS) -> dict[str, int]:
    """Do what is due at one organisation; how many of each rule went in this run."""
    today, stop = timezone.localtime(now).date(), time.monotonic() + seconds
    with scope(organisation_id):
        organisation = Organisation.objects.get(pk=organisation_id)
        night, _fresh = RetentionRun.objects.get_or_create(organisation=organisation, on=today)
        due = [
            kept
            for kept in kept_at(organisation.pk)
            if not kept.keeper.gives_notice or begins_on(organisation.pk) <= today
        ]
    done: Counter[str] = Counter()
    for kept in [] if night.finished_at else due:
        while True:
            with scope(organisation_id):
                found, went = _batch(job_for(organisation), night, kept)
            done[kept.keeper.rule.key] += went
            if found < BATCH:
                break
            if time.monotonic() > stop:
                return dict(done)
    with scope(organisation_id):
        RetentionRun.objects.filter(pk=night.pk, finished_at=None).update(finished_at=now)
    return dict(done)


def _batch(by: Caller, night: RetentionRun, kept: Kept) -> tuple[int, int]:
    """Lock, look again whether somebody holds one of them, forget, note. How many were found, how many went."""
    organisation, keeper = by.organisation_id, kept.keeper
    rows = list(
        kept.rows(organisation, night.on, held_ids(organisation)).select_for_update(of=("self",), skip_locked=True)[
            :BATCH
        ]
    )
    held = held_ids(organisation)
    going = [row for row in rows if (row.pk if keeper.page else row.subject_id) not in held]
    if not going:
        return len(rows), 0
    files = keeper.forget(by, going)
    if keeper.page:
        for row in going:
            record(by, "record.deleted", row, rule=keeper.rule.key, since=row.since.isoformat(), kept=_words(kept))
    else:
        record(by, "records.deleted", night, rule=keeper.rule.key, count=len(going), kept=_words(kept))
    mine = RetentionRun.objects.select_for_update().get(pk=night.pk)
    mine.done = {**mine.done, keeper.rule.key: mine.done.get(keeper.rule.key, 0) + len(going)}
    mine.save(update_fields=["done"])
    # Last of all: if anything above was refused, no file is gone whose row is still there.
    for name in files:
        default_storage.delete(name)
    return len(rows), len(going)


def _words(kept: Kept) -> str:
    return f"{kept.amount} {kept.keeper.rule.unit}"
