"""Holds run out by themselves: each organisation's expired ones are released, with an audit entry each."""

from uuid import UUID

from django.utils import timezone

from accounts.caller import job_for
from accounts.models import Organisation
from accounts.services.audit import record
from accounts.tenancy import scope
from placements.models import Placement


def release_all_expired(organisation_id: UUID) -> int:
    """Release expired holds of one agency's homes; how many."""
    with scope(organisation_id):
        agency = Organisation.objects.get(pk=organisation_id)
        expired = Placement.objects.select_for_update(skip_locked=True).filter(
            agency=agency, state=Placement.State.HELD, expires_at__lte=timezone.now()
        )
        for row in (rows := list(expired)):
            row.state, row.expires_at = Placement.State.RELEASED, None
            row.save(update_fields=["state", "expires_at"])
            record(job_for(agency), "hold.expired", row)
        return len(rows)
