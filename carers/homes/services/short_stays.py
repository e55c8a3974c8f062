"""Days on which a home takes nobody for a short stay; a child who comes for longer can still move in.

No twin of a period off (`Unavailability`): that closes rooms to everybody. This rules out only stays with dates
(respite, emergency, remand), for a holiday that a child who lives there goes along to, or a week to settle in.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.homes.services.register import locked_home
from carers.models import Household

MOST_PERIODS = 24
AHEAD = timedelta(days=2 * 365)
Period = tuple[date, date]


def periods(home: Household, today: date | None = None) -> list[Period]:
    """[from, until) of those that are not over, in order."""
    day = today or timezone.localdate()
    found = sorted((date.fromisoformat(start), date.fromisoformat(end)) for start, end in home.away)
    return [(start, end) for start, end in found if end > day]


@transaction.atomic
def take_none(by: CallerAt, household_id: UUID, starts: date, ends: date) -> list[Period]:
    """No short stay from `starts` until (not including) `ends`; what overlaps or touches becomes one period.

    Raises Invalid, NotReady, DoesNotExist.
    """
    today = timezone.localdate()
    if ends <= starts:
        raise Invalid(
            _("The last day must come after the first."), "short_stays.dates", {"ends": _("Choose a later day")}
        )
    if ends <= today:
        raise Invalid(_("These days are over."), "short_stays.past", {"ends": _("Choose a day to come")})
    if ends > today + AHEAD:
        raise Invalid(
            _("Choose days within the next two years."), "short_stays.far", {"ends": _("Choose an earlier day")}
        )
    home = _open_home(by, household_id)
    merged: list[Period] = []
    for start, end in sorted([*periods(home, today), (starts, ends)]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    if len(merged) > MOST_PERIODS:
        raise NotReady(
            _("There are %(most)s such periods already. Take one back first.") % {"most": MOST_PERIODS},
            "short_stays.many",
        )
    return _keep(by, home, merged, "short_stays.none", starts, ends)


@transaction.atomic
def take_again(by: CallerAt, household_id: UUID, starts: date) -> list[Period]:
    """Short stays again, from today, in the period that begins on `starts`. Raises NotReady, DoesNotExist."""
    home, today = _open_home(by, household_id), timezone.localdate()
    there = periods(home, today)
    gone = next((period for period in there if period[0] == starts), None)
    if gone is None:
        raise NotReady(_("There is no such period any more. Look at the list again."), "short_stays.gone")
    return _keep(by, home, [period for period in there if period != gone], "short_stays.again", *gone)


def _open_home(by: CallerAt, household_id: UUID) -> Household:
    home = locked_home(by, household_id)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved."), "household.ended")
    return home


def _keep(by: CallerAt, home: Household, kept: list[Period], action: str, starts: date, ends: date) -> list[Period]:
    home.away = [[start.isoformat(), end.isoformat()] for start, end in kept]
    home.save(update_fields=["away"])
    record(by, action, home, starts=starts.isoformat(), ends=ends.isoformat())
    return periods(home)
