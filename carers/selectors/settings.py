"""What an agency set itself, or the defaults where it has changed nothing."""

from dataclasses import replace
from uuid import UUID

from carers.clocks import CLOCKS, Clock
from carers.models import AgencySettings


def settings_of(agency_id: UUID) -> AgencySettings:
    """The agency's row, or an unsaved one with the defaults."""
    found = AgencySettings.objects.filter(agency=agency_id).first()
    return found or AgencySettings(agency_id=agency_id)


def clock_of(key: str, chosen: AgencySettings) -> Clock:
    """A clock as this agency runs it: its own days where the clock is our promise, the book's where it is not."""
    promised = {
        "first_response": chosen.first_response_days,
        "visit_offer": chosen.visit_offer_days,
        "dbs_renewal": chosen.dbs_renewal_years * 12,
    }
    clock = CLOCKS[key]
    return replace(clock, days=promised[key]) if key in promised else clock
