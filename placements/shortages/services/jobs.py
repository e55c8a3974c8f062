"""Work a council's shortage out and keep what was known: each night, and whenever somebody asks.

A job is a row before it is a task. Each step commits its snapshot and its progress by itself, so that a page
shows how far it is, and a stop half-way loses one step and no more.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acts import audit
from accounts.models import Organisation
from accounts.outbox.services.dispatch import send_on_commit
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.scopes import scope
from placements.models import ShortageJob, Snapshot
from placements.shortages.selectors.children import children_first
from placements.shortages.selectors.funnel import funnel_figures
from placements.shortages.selectors.kept_now import as_kept
from placements.shortages.selectors.now import shortage_now_for
from placements.shortages.services import scenarios
from placements.shortages.services.closing import closing
from placements.shortages.services.expected import expected_homes, spots
from placements.shortages.services.outlook import outlook
from placements.shortages.services.reasons import reasons
from placements.shortages.services.world import world_of

log = logging.getLogger("hearth.shortages")
ENGINE = "shortages/1"
TASK = "placements.work_out_shortages"
STUCK_AFTER = timedelta(minutes=20)
State = ShortageJob.State


def _now(council: Organisation, day: date) -> dict[str, Any]:
    return as_kept(shortage_now_for(council, day))


def _reasons(council: Organisation, day: date) -> dict[str, Any]:
    world = world_of(council, day)
    why = reasons(world)
    places = spots(council, world, [need["referral"] for need in why["needs"]])
    expected = expected_homes(council, world, day, places[0])
    return why | {"closing": closing(world, str(council.pk), council.area_id or "", places, expected)}


def _funnel(council: Organisation, day: date) -> dict[str, Any]:
    return dict(funnel_figures(council.pk, day))


Step = tuple[Snapshot.Kind, str, Callable[[Organisation, date], dict[str, Any]]]
STEPS: tuple[Step, ...] = (
    (Snapshot.Kind.NOW, "Need and places today", _now),
    (Snapshot.Kind.REASONS, "Why, and what would close it", _reasons),
    (Snapshot.Kind.FORECAST, "Next months", outlook),
    (Snapshot.Kind.CHILDREN, "Children first", children_first),
    (Snapshot.Kind.FUNNEL, "Recruitment", _funnel),
)


def ask(by: CallerAt) -> ShortageJob:
    """Have everything worked out again; the job that is under way already, if there is one."""
    open_job = ShortageJob.objects.filter(council=by.organisation_id, state__in=ShortageJob.OPEN).first()
    if open_job:
        return open_job
    try:
        with transaction.atomic():
            job = ShortageJob(council_id=by.organisation_id, asked_by=by.user, total=len(STEPS))
            job.save()
    except IntegrityError:  # somebody asked in the same moment
        return ShortageJob.objects.get(council=by.organisation_id, state__in=ShortageJob.OPEN)
    audit.record(by, "shortages.asked", job)
    send_on_commit(TASK, by.organisation_id, job.pk)
    return job


def run(council_id: UUID | str, job_id: UUID | str) -> str:
    """Do the job's steps; the state it is left in. A second run of a finished job does nothing."""
    with scope(council_id):
        job = ShortageJob.objects.select_for_update().filter(pk=job_id, state=State.WAITING).first()
        if job is None:
            return "not_waiting"
        council = Organisation.objects.select_related("area").get(pk=council_id)
        _move(job, state=State.RUNNING, total=len(STEPS))
    day = timezone.localdate()
    for number, (kind, words, make) in enumerate(STEPS):
        with scope(council_id):
            _move(job, step=words, done=number)
        try:
            with scope(council_id):
                figures = make(council, day)
                if kind == Snapshot.Kind.FORECAST:
                    scenarios.hold(council.pk)
                keep(council, kind, day, figures)
                if kind == Snapshot.Kind.FORECAST:
                    scenarios.renew(job_for(council))
        except Exception as error:
            log.exception("shortage_job_failed", extra={"job": str(job_id), "step": kind})
            with scope(council_id):
                _move(job, state=State.FAILED, reason=f"{words}: {type(error).__name__}. The earlier figures are kept.")
            return State.FAILED.value
    with scope(council_id):
        _move(job, state=State.DONE, step="", done=len(STEPS))
    return State.DONE.value


def _move(job: ShortageJob, **changes: Any) -> None:
    ShortageJob.objects.filter(pk=job.pk).update(moved_at=timezone.now(), **changes)


def keep(council: Organisation, kind: str, day: date, figures: dict[str, Any]) -> Snapshot:
    """One snapshot a day and kind: what is worked out later the same day takes its place."""
    row, _made = Snapshot.objects.update_or_create(
        council=council, kind=kind, as_of=day,
        defaults={"figures": figures, "engine": ENGINE, "made_at": timezone.now()},
    )  # fmt: skip
    return row


def nightly() -> int:
    """Ask for every council that has no figures of today; give up on jobs that stopped. How many were asked for."""
    asked, today = 0, timezone.localdate()
    for council in Organisation.objects.filter(is_council=True, area__isnull=False):
        with scope(council.pk):
            stopped = timezone.now() - STUCK_AFTER
            ShortageJob.objects.filter(state__in=ShortageJob.OPEN, moved_at__lt=stopped).update(
                state=State.FAILED, reason="It stopped half-way. The earlier figures are kept; it runs again tonight."
            )
            tried = ShortageJob.objects.filter(asked_at__date=today).exists()
            if not tried and not Snapshot.objects.filter(council=council, as_of=today).exists():
                ask(job_for(council))
                asked += 1
    return asked
