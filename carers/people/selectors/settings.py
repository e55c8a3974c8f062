"""What an agency set itself, or the defaults where it has changed nothing."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import ngettext

from carers.law.clocks import CLOCKS, Clock
from carers.models import AgencySettings, Duty


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
        "supervision": chosen.supervision_weeks * 7,
    }
    clock = CLOCKS[key]
    return replace(clock, days=promised[key]) if key in promised else clock


def duty_in_words(duty: Duty, chosen: AgencySettings) -> str:
    """What is owed; a supervision visit with how often this agency promises one."""
    name = str(duty.get_kind_display())
    if duty.kind != Duty.Kind.SUPERVISION:
        return name
    weeks = chosen.supervision_weeks
    return ngettext("%(name)s, every week", "%(name)s, every %(n)s weeks", weeks) % {"name": name, "n": weeks}


def references_wanted(agency_id: UUID) -> int:
    """How many referees the agency asks for; never under the two of SI 2011/581 reg 26(1A)."""
    return max(2, settings_of(agency_id).references_wanted)
