"""Family and friends: temporary approval of a connected person for a named child (SI 2010/959 regs 24 and 25)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.reference.selectors import sector_of
from accounts.tenancy.caller import CallerAt
from carers.homes.services.register import ask_the_database_now, locked_home
from carers.homes.services.terms import next_reference
from carers.law.clocks import CLOCKS
from carers.law.vocabulary import KindOfCare
from carers.models import Approval, Household, Place, TemporaryApproval


@dataclass(frozen=True)
class ConnectedPerson:
    """Who takes the child in; `children` are the council's references of one child or of siblings."""

    name: str
    children: tuple[str, ...]
    starts_on: date
    postcode: str = ""


@transaction.atomic
def approve_temporarily(by: CallerAt, person: ConnectedPerson) -> Household:
    """The home, its terms for the named children only, one place each, and the sixteen weeks' clock."""
    named = tuple(dict.fromkeys(reference.strip() for reference in person.children if reference.strip()))
    if not named:
        raise Invalid(_("Name the child."), "temporary.child_missing", {"children": _("Enter the child's reference")})
    ends = CLOCKS["temporary_approval"].due(person.starts_on)
    sector = sector_of(person.postcode) if person.postcode else None
    home = Household(
        agency_id=by.organisation_id, reference=next_reference(by.organisation_id), name=person.name,
        kind=Household.Kind.FAMILY_AND_FRIENDS, approved_on=person.starts_on, postcode=person.postcode, sector=sector,
        area_id=sector.council_id if sector else None, lat=sector.lat if sector else None,
        lon=sector.lon if sector else None,
    )  # fmt: skip
    home.save()
    period = DateRange(person.starts_on, ends)
    Approval(agency_id=home.agency_id, household=home, period=period, max_children=len(named),
             kinds=[KindOfCare.SHORT_TERM], named_children=list(named),
             reason="Temporary, regulation 24").save()  # fmt: skip
    for slot, reference in enumerate(named, start=1):
        Place(agency_id=home.agency_id, household=home, slot=slot, period=period).save()
        TemporaryApproval(agency_id=home.agency_id, household=home, child_reference=reference,
                          starts_on=person.starts_on, ends_on=ends).save()  # fmt: skip
    ask_the_database_now()
    record(by, "household.temporarily_approved", home, children=len(named))
    return home


@transaction.atomic
def extend_temporary(by: CallerAt, household_id: UUID, reason: str, today: date) -> Household:
    """Once, by eight weeks (reg 25), before the sixteen weeks are over. Terms and places follow."""
    home = locked_home(by, household_id)
    rows = list(TemporaryApproval.objects.select_for_update().filter(household=home, ended_on=None))
    if not rows:
        raise NotReady(_("No temporary approval runs for this home."), "temporary.none")
    if any(row.extended_on for row in rows):
        raise NotReady(_("It was extended once already; the law allows one extension (reg 25)."), "temporary.extended")
    if today > min(row.ends_on for row in rows):
        raise NotReady(_("The sixteen weeks are over: it can't be extended any more."), "temporary.over")
    if not reason.strip():
        raise Invalid(_("Say why it is extended."), "temporary.reason_missing", {"reason": _("Enter the reason")})
    ends = rows[0].ends_on + timedelta(days=CLOCKS["temporary_approval_extension"].days)
    for row in rows:
        row.ends_on, row.extended_on, row.extension_reason = ends, today, reason.strip()
        row.save(update_fields=["ends_on", "extended_on", "extension_reason"])
    for model in (Approval, Place):
        for part in model.objects.filter(household=home, period__endswith__gte=today):
            part.period = DateRange(part.period.lower, ends)
            part.save(update_fields=["period"])
    ask_the_database_now()
    record(by, "temporary_approval.extended", home, until=ends.isoformat())
    return home
