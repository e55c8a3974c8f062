"""What an agency sets itself; every change is an act."""

from typing import Any

from django.db import transaction

from accounts.caller import Caller
from accounts.services.audit import record
from carers.models import AgencySettings
from carers.selectors.settings import settings_of


@transaction.atomic
def change_settings(by: Caller, changes: dict[str, Any]) -> AgencySettings:
    chosen = settings_of(by.organisation_id)
    before = {name: getattr(chosen, name) for name in changes}
    for name, value in changes.items():
        setattr(chosen, name, value)
    chosen.save()
    record(
        by,
        "settings.changed",
        chosen,
        **{name: [before[name], value] for name, value in changes.items() if before[name] != value},
    )
    return chosen
