"""Room beyond the terms: exemptions from the usual fostering limit, and emergencies outside terms."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from carers.law.fostering_limit import EMERGENCY_WORKING_DAYS
from carers.law.working_days import add_working_days
from carers.models import Household, Place
from placements.models import Child, Exemption, ExemptionChild
from placements.placing.services.door import lock_household, settle
from placements.referrals.services.dates import check_days

MOST_SLOTS = 12


@transaction.atomic
def record_exemption(
    by: CallerAt,
    household_id: UUID,
    granted_by: str,
    granted_on: date,
    children: Iterable[UUID],
    starts: date,
    ends: date | None = None,
    conditions: str = "",
    places: int = 1,
) -> Exemption:
    """Record a notice under Schedule 7 para 4 and open the places it allows. By the home's agency.

    The notice must come from the council in whose area the carer lives and name every fostered child there.
    Raises Invalid, DoesNotExist.
    """
    home = Household.objects.get(pk=household_id, agency=by.organisation_id)
    named = set(children)
    check_days(granted_on=granted_on, starts=starts, ends=ends)
    if ends is not None and ends <= starts:
        raise Invalid(_("The end must come after the first day."), "exemption.dates", {"ends": _("Enter a later day")})
    if granted_on > timezone.localdate():
        raise Invalid(
            _("The notice is dated in the future. Enter the day it was given."),
            "exemption.granted_on",
            {"granted_on": _("Enter today or an earlier day")},
        )
    if granted_by != home.area_id:
        raise Invalid(
            _("Only the council in whose area the carer lives can exempt. Enter that council's notice."),
            "exemption.other_council",
            {"granted_by": _("Choose the council where the carer lives")},
        )
    if not named or Child.objects.filter(pk__in=named).count() != len(named):
        raise Invalid(
            _("An exemption names the children. Choose those who live there or are to come."),
            "exemption.no_child",
            {"children": _("Choose children")},
        )
    lock_household(household_id)
    notice = Exemption(
        agency_id=home.agency_id,
        household=home,
        granted_by_id=granted_by,
        granted_on=granted_on,
        period=DateRange(starts, ends),
        conditions=conditions,
    )
    notice.save()
    ExemptionChild.objects.bulk_create(
        ExemptionChild(agency_id=home.agency_id, exemption=notice, child_id=child) for child in named
    )
    _open_places(home, notice.period, Place.Basis.EXEMPTION, places)
    record(by, "exemption.recorded", notice, household=str(home.pk), children=len(named))
    settle()
    return notice


@transaction.atomic
def emergency_places(
    by: CallerAt, household_id: UUID, starts: date, places: int = 1, authorised_by: str = ""
) -> list[Place]:
    """Open places outside the terms of approval for an emergency: six working days at most (reg 23). By the agency.

    `authorised_by` is who allowed it; left out, the person who records it. Raises Invalid, DoesNotExist.
    """
    home = Household.objects.get(pk=household_id, agency=by.organisation_id)
    allowed = authorised_by.strip() or (by.user.name or by.user.email if by.user else "")
    if not allowed:
        raise Invalid(
            _("Say who allowed the emergency."), "place.emergency_unnamed", {"authorised_by": _("Enter a name")}
        )
    check_days(starts=starts)
    lock_household(household_id)
    last = add_working_days(starts, EMERGENCY_WORKING_DAYS) + timedelta(days=1)
    made = _open_places(home, DateRange(starts, last), Place.Basis.EMERGENCY, places, allowed)
    for place in made:
        record(by, "place.emergency_opened", place, household=str(home.pk), until=last.isoformat())
    settle()
    return made


def _open_places(home: Household, period: DateRange, basis: str, count: int, authorised_by: str = "") -> list[Place]:
    if not 1 <= count <= MOST_SLOTS:
        raise Invalid(_("Enter how many places: one or more."), "place.number", {"places": _("Enter 1 or more")})
    taken = set(Place.objects.filter(household=home, period__overlap=period).values_list("slot", flat=True))
    free = [slot for slot in range(1, MOST_SLOTS + 1) if slot not in taken][:count]
    if len(free) < count:
        raise Invalid(
            _("A home has %(most)s places at most, with those for exemptions and emergencies.") % {"most": MOST_SLOTS},
            "place.number",
            {"places": f"Enter {len(free)} or fewer" if free else "No more places can be opened on these days"},
        )
    return Place.objects.bulk_create(
        Place(
            agency_id=home.agency_id,
            household=home,
            slot=slot,
            period=period,
            basis=basis,
            authorised_by=authorised_by,
        )
        for slot in free
    )
