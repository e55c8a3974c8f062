"""What an agency sets itself; every change is an act."""

from typing import Any

from django.db import transaction

from accounts.acts.audit import record
from accounts.tenancy.caller import CallerAt
from carers.models import AgencySettings, Duty
from carers.people.selectors.settings import clock_of, settings_of


@transaction.atomic
def change_settings(by: CallerAt, changes: dict[str, Any]) -> AgencySettings:
    chosen = settings_of(by.organisation_id)
    before = {name: getattr(chosen, name) for name in changes}
    for name, value in changes.items():
        setattr(chosen, name, value)
    chosen.save()
    if changes.get("supervision_weeks", before.get("supervision_weeks")) != before.get("supervision_weeks"):
        _move_supervision(chosen)
    record(
        by,
        "settings.changed",
        chosen,
        **{name: [before[name], value] for name, value in changes.items() if before[name] != value},
    )
    return chosen


def _move_supervision(chosen: AgencySettings) -> None:
    """Visits that are owed already keep the day they count from and take the new period."""
    clock = clock_of("supervision", chosen)
    owed = list(Duty.objects.select_for_update().filter(
        agency=chosen.agency_id, kind=Duty.Kind.SUPERVISION, done_on=None
    ))  # fmt: skip
    for duty in owed:
        duty.due_on = clock.due(duty.since)
    Duty.objects.bulk_update(owed, ["due_on"], batch_size=500)
