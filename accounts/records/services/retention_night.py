"""A night's work: what is due goes, in batches, each in one transaction with the note of it. Safe to run twice.

A run that stops half-way is taken up by the next one. What statistics count stays: a record is made anonymous, not
taken out of the year in which it came.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.acts.audit import record
from accounts.documents import files
from accounts.models import Document, Organisation, RetentionRun
from accounts.outbox.services.dispatch import send_on_commit
from accounts.records.keepers import Kept, begins_on, held_ids, kept_at
from accounts.records.services.retention import one_at_a_time
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.scopes import scope

BATCH = 500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Well within a task's time limit; what is left is done half an hour later.
SECONDS = 300.0
NIGHT_FROM = 1  # o'clock in London: after the day's figures were begun, before anybody works


def ask_for_due(now: datetime) -> int:
    """Send the night's task for each organisation that has not had it; how many."""
    tonight = timezone.localdate(now)
    if timezone.localtime(now).hour < NIGHT_FROM:
        return 0
    asked = 0
    for organisation in Organisation.objects.values_list("pk", flat=True):
        with scope(organisation):
            mine = RetentionRun.objects.filter(organisation=organisation, on=tonight)
            if not mine.filter(finished_at__isnull=False).exists():
                send_on_commit("accounts.delete_what_is_due_at", organisation, expires=1800)
                asked += 1
    return asked


def run(organisation_id: UUID | str, now: datetime, seconds: float = SECONDS) -> dict[str, int]:
    """Do what is due at one organisation; how many of each rule went in this run."""
    today, stop = timezone.localdate(now), time.monotonic() + seconds
    with scope(organisation_id):
        organisation = Organisation.objects.get(pk=organisation_id)
        night, _fresh = RetentionRun.objects.get_or_create(organisation=organisation, on=today)
        first = begins_on(organisation.pk)
        due = [kept for kept in kept_at(organisation.pk) if (kept.begins(first) or today) <= today]
    done: Counter[str] = Counter()
    for kept in [] if night.finished_at else due:
        while True:
            with scope(organisation_id):
                went = _batch(job_for(organisation), night, kept)
            done[kept.keeper.rule.key] += went
            if went < BATCH:
                break
            if time.monotonic() > stop:
                return dict(done)
    with scope(organisation_id):
        RetentionRun.objects.filter(pk=night.pk, finished_at=None).update(finished_at=now)
    sweep_files(organisation.pk, now)
    return dict(done)


def sweep_files(organisation: UUID, now: datetime) -> int:
    """Remove files that no document names: left where a crash came between a commit and the removal. How many.

    A file younger than a day is let be: its row may not be committed yet. Documents whose file is not there say so,
    and those whose file is there again no longer do.
    """
    there = set(files.names_in(str(organisation)))
    with scope(organisation):
        known = Document.objects.filter(organisation=organisation)
        named = dict(known.values_list("stored_as", "missed_at"))
        lost = sorted(name for name in there.difference(named) if files.changed_at(name) < now - DAY)
        if lost:
            whose = Organisation.objects.get(pk=organisation)
            record(job_for(whose), "files.swept", whose, count=len(lost))
        should_be = known.exclude(state=Document.State.REFUSED).filter(uploaded_at__lte=now - HOUR)
        should_be.filter(stored_as__in=set(named) - there).update(missed_at=now)
        known.filter(stored_as__in=[name for name in there if named.get(name)]).update(missed_at=None)
    for name in lost:
        files.remove(name)
    return len(lost)


def _batch(by: CallerAt, night: RetentionRun, kept: Kept) -> int:
    """Lock, forget, note; how many went. Holds wait meanwhile, and this waits for them."""
    organisation, keeper = by.organisation_id, kept.keeper
    one_at_a_time(organisation)
    due = kept.rows(organisation, night.on, held_ids(organisation))
    going = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if not going:
        return 0
    names = keeper.forget(by, going)
    if keeper.page:
        for row in going:
            record(by, "record.deleted", row, rule=keeper.rule.key, since=row.since.isoformat(), kept=_words(kept))
    else:
        record(by, "records.deleted", night, rule=keeper.rule.key, count=len(going), kept=_words(kept))
    mine = RetentionRun.objects.select_for_update().get(pk=night.pk)
    mine.done = {**mine.done, keeper.rule.key: mine.done.get(keeper.rule.key, 0) + len(going)}
    mine.save(update_fields=["done"])
    # Not before the commit: if that is refused, no file is gone whose row is still there.
    for name in names:
        transaction.on_commit(partial(files.remove, name))
    return len(going)


def _words(kept: Kept) -> str:
    return f"{kept.amount} {kept.keeper.rule.unit}"
