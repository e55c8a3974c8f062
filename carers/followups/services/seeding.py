"""An agency's own rows: kinds, steps, words and sending hours, made from the defaults when first needed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Organisation
from carers.followups.defaults import NAMES, WORDS
from carers.followups.steps import STEPS
from carers.law.followup_history import Step
from carers.models import FollowUpKind, FollowUpStep, FollowUpWords, SendingRules

# So that a demo region has something to show on its first day.
_DEMO_LOOKS_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Book:
    """Everything an agency's planner goes by: hours, steps in force as policy wants them, words in force."""

    rules: SendingRules
    kinds: dict[str, FollowUpKind]
    rows: dict[str, FollowUpStep]
    steps: tuple[Step, ...]
    words: dict[str, FollowUpWords]


def book_of(agency_id: UUID) -> Book:
    """The agency's book; written from the defaults where it, or a kind new to Hearth, is not there yet."""
    rules = SendingRules.objects.filter(agency=agency_id).first() or _begin(agency_id)
    kinds = {kind.key: kind for kind in FollowUpKind.objects.filter(agency=agency_id)}
    if set(kinds) < {step.kind for step in STEPS}:
        _add_missing(agency_id, kinds)
        kinds = {kind.key: kind for kind in FollowUpKind.objects.filter(agency=agency_id)}
    by_id = {kind.pk: kind for kind in kinds.values()}
    rows = {row.key: row for row in FollowUpStep.objects.filter(agency=agency_id, ended_at=None)}
    steps = tuple(row.as_step(by_id[row.kind_id].key, by_id[row.kind_id].is_on) for row in rows.values())
    words = {row.step_key: row for row in FollowUpWords.objects.filter(agency=agency_id, ended_at=None)}
    return Book(rules, kinds, rows, steps, words)


def _begin(agency_id: UUID) -> SendingRules:
    agency = Organisation.objects.get(pk=agency_id)
    started = timezone.now() - (_DEMO_LOOKS_BACK if agency.is_demo else timedelta())
    rules, _ = SendingRules.objects.get_or_create(
        agency_id=agency_id, defaults={"weekdays": [0, 1, 2, 3, 4], "started_at": started}
    )
    return rules


def _add_missing(agency_id: UUID, known: dict[str, FollowUpKind]) -> None:
    order = list(dict.fromkeys(step.kind for step in STEPS))
    FollowUpKind.objects.bulk_create(
        [FollowUpKind(agency_id=agency_id, key=key, position=n) for n, key in enumerate(order) if key not in known],
        ignore_conflicts=True,
    )
    kinds = {kind.key: kind for kind in FollowUpKind.objects.filter(agency=agency_id)}
    fresh = [(n, step) for n, step in enumerate(STEPS) if step.kind not in known]
    FollowUpStep.objects.bulk_create(
        [_row(agency_id, kinds[step.kind], step, n) for n, step in fresh], ignore_conflicts=True
    )
    FollowUpWords.objects.bulk_create(
        [FollowUpWords(agency_id=agency_id, step_key=step.key, **vars(WORDS[step.key])) for _, step in fresh],
        ignore_conflicts=True,
    )


def _row(agency_id: UUID, kind: FollowUpKind, step: Step, position: int) -> FollowUpStep:
    assert step.kind in NAMES
    return FollowUpStep(
        agency_id=agency_id,
        kind=kind,
        key=step.key,
        position=position,
        whom=step.whom,
        trigger=step.trigger,
        offset_amount=step.offset.amount,
        offset_unit=step.offset.unit,
        offset_clock=step.offset.clock,
        channels=list(step.channels),
        message_class=step.message_class,
        stop_on=sorted(step.stop_on),
        shelf_life=step.shelf_life,
        at=step.at,
        repeat_amount=step.repeat.amount if step.repeat else None,
        repeat_unit=step.repeat.unit if step.repeat else "",
        times=step.times,
        superseded=step.superseded,
        statutory=step.statutory,
        for_leavers=step.for_leavers,
        any_hour=step.any_hour,
    )
