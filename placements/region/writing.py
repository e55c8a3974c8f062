"""Write a planned region, every row as the organisation it belongs to, in one transaction."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from psycopg.types.range import DateRange

from accounts.models import Council, Organisation
from accounts.tenancy import scopes
from carers.models import (
    Application,
    ApplicationPerson,
    Approval,
    Check,
    Decision,
    Enquiry,
    Household,
    Place,
    Unavailability,
)
from placements.models import Child, Placement, Referral, ReferralChild, Share
from placements.region.bulk import insert, uuid_at
from placements.region.plan import HomePlan, OrganisationPlan, Region, StayPlan

LONDON = ZoneInfo("Europe/London")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def id_at(moment: datetime, order: int) -> UUID:
    """A version 7 UUID as if made at `moment`, so that rows of the past sort as such."""
    milliseconds = int(moment.astimezone(UTC).timestamp() * 1000) + order % 60_000
    return uuid_at(milliseconds)


class Writer:
    """Ids of everything are made first, so that rows can name one another without being read back."""

    def __init__(self, region: Region) -> None:
        self.region = region
        day = midnight(region.as_of)
        self.organisations = [id_at(day, n) for n in range(len(region.organisations))]
        self.homes = [id_at(midnight(h.approved_on), n) for n, h in enumerate(region.homes)]
        self.entered = self._entered()
        self.children = [id_at(moment, n) for n, moment in enumerate(self.entered)]
        self.referrals = [id_at(r.referred_at, n) for n, r in enumerate(region.referrals)]
        self.enquiries = [id_at(e.received_at, n) for n, e in enumerate(region.enquiries)]
        self.applications = [
            id_at(region.enquiries[a.enquiry].received_at, n) for n, a in enumerate(region.applications)
        ]
        self.groups: dict[int, UUID] = {}
        for child in region.children:
            self.groups.setdefault(child.group, id_at(day, len(self.groups)))

    def _entered(self) -> list[datetime]:
        """When each child was first written down: at its first referral or stay."""
        first = [midnight(self.region.as_of)] * len(self.region.children)
        for stay in self.region.stays:
            first[stay.child] = min(first[stay.child], midnight(stay.starts))
        for referral in self.region.referrals:
            for child in referral.children:
                first[child] = min(first[child], referral.referred_at)
        return first

    def write(self) -> None:
        """Raises whatever the database refuses; then nothing of the region is left."""
        with transaction.atomic():
            for number, plan in enumerate(self.region.organisations):
                self._as(number, lambda n, p=plan: self._organisation(n, p))  # type: ignore[misc]
            for number, plan in enumerate(self.region.organisations):
                if plan.is_council:
                    self._as(number, self._children)
                    self._as(number, self._referrals)
                self._as(number, self._people)
                self._as(number, self._households)
            for number in range(len(self.organisations)):
                self._as(number, self._placements)

    def _as(self, number: int, write: Callable[[int], None]) -> None:
        with scopes.scope(self.organisations[number]):
            write(number)

    def _organisation(self, number: int, plan: OrganisationPlan) -> None:
        organisation = Organisation(
            pk=self.organisations[number],
            name=plan.name,
            slug=plan.slug,
            agency_kind=plan.agency_kind,
            is_council=plan.is_council,
            area_id=plan.area or None,
            email=f"fostering@{plan.slug}.example",
            telephone=plan.telephone,
            duty_telephone=plan.telephone if plan.is_council else "",
            is_demo=True,
        )
        organisation.save(force_insert=True)
        organisation.serves.set(Council.objects.filter(pk__in=plan.serves))

    def _children(self, number: int) -> None:
        rows = []
        for n, child in enumerate(self.region.children):
            if child.organisation != number:
                continue
            facts = dict(child.facts)
            known = facts.pop("home_known")
            rows.append(Child(
                pk=self.children[n],
                council_id=self.organisations[number],
                reference=child.reference,
                birth_month=child.birth_month,
                created_at=self.entered[n],
                sex=child.sex,
                sibling_set=self.groups[child.group],
                home_lat=child.spot.lat if known else None,
                home_lon=child.spot.lon if known else None,
                **facts,
            ))  # fmt: skip
        insert(Child, rows)

    def _referrals(self, number: int) -> None:
        me = self.organisations[number]
        mine = [(n, plan) for n, plan in enumerate(self.region.referrals) if plan.organisation == number]
        insert(Referral, (
            Referral(pk=self.referrals[n], council_id=me, reference=plan.reference,
                     referred_at=plan.referred_at, created_at=plan.referred_at,
                     touched_at=plan.referred_at, **plan.facts)
            for n, plan in mine
        ))  # fmt: skip
        insert(ReferralChild, (
            ReferralChild(council_id=me, referral_id=self.referrals[n], child_id=self.children[child])
            for n, plan in mine
            for child in plan.children
        ))  # fmt: skip
        order = count()
        insert(Share, (
            Share(pk=id_at(share.shared_at, next(order)), council_id=me, referral_id=self.referrals[n],
                  agency_id=self.organisations[share.organisation], level=share.level, shared_at=share.shared_at,
                  answer_by=share.answer_by, ended_at=share.ended_at)
            for n, plan in mine
            for share in plan.shares
        ))  # fmt: skip

    def _people(self, number: int) -> None:
        me = self.organisations[number]
        insert(Enquiry, (
            Enquiry(pk=self.enquiries[n], agency_id=me, name=plan.name, received_at=plan.received_at,
                    state=plan.state, sector_id=plan.spot.sector if plan.spot else None, **plan.facts)
            for n, plan in enumerate(self.region.enquiries) if plan.organisation == number
        ))  # fmt: skip
        mine = [(n, plan) for n, plan in enumerate(self.region.applications) if plan.organisation == number]
        insert(Application, (
            Application(pk=self.applications[n], agency_id=me, enquiry_id=self.enquiries[plan.enquiry],
                        name=plan.name, stage=plan.stage, **plan.facts)
            for n, plan in mine
        ))  # fmt: skip
        day, order = midnight(self.region.as_of), count()
        people: dict[tuple[int, object], UUID] = {
            (n, at): id_at(day, next(order)) for n, plan in mine for at in range(len(plan.people))
        }
        insert(ApplicationPerson, (
            ApplicationPerson(pk=people[n, at], agency_id=me, application_id=self.applications[n], **facts)
            for n, plan in mine
            for at, facts in enumerate(plan.people)
        ))  # fmt: skip
        checked = ((n, {**one, "about_id": people.get((n, one["about"]))}) for n, plan in mine for one in plan.checks)
        decided = ((n, one) for n, plan in mine for one in plan.decisions)
        for model, rows in ((Check, checked), (Decision, decided)):
            insert(model, (
                model(pk=id_at(day, next(order)), agency_id=me, application_id=self.applications[n],
                      **{name: value for name, value in facts.items() if name != "about"})
                for n, facts in rows
            ))  # fmt: skip

    def _households(self, number: int) -> None:
        mine = [(n, home) for n, home in enumerate(self.region.homes) if home.organisation == number]
        insert(Household, (self._household(n, home) for n, home in mine))
        insert(Approval, (row for n, home in mine for row in self._approvals(n, home)))
        insert(Place, (
            Place(pk=id_at(midnight(home.approved_on), slot), agency_id=self.organisations[number],
                  household_id=self.homes[n], slot=slot, period=DateRange(home.approved_on, home.ended_on))
            for n, home in mine
            for slot in range(1, home.places + 1)
        ))  # fmt: skip
        insert(Unavailability, (
            Unavailability(pk=id_at(midnight(absence.starts), absence.slot), agency_id=self.organisations[number],
                           household_id=self.homes[n], slot=absence.slot, reason=absence.reason,
                           period=DateRange(absence.starts, absence.ends))
            for n, home in mine
            for absence in home.absences
        ))  # fmt: skip

    def _household(self, n: int, home: HomePlan) -> Household:
        facts = dict(home.facts)
        confirmed = facts.pop("availability_confirmed_on", None)
        return Household(
            pk=self.homes[n],
            agency_id=self.organisations[home.organisation],
            application_id=None if home.application is None else self.applications[home.application],
            reference=home.reference,
            name=home.name,
            kind=home.kind,
            status=home.status,
            approved_on=home.approved_on,
            created_at=midnight(home.approved_on),
            ended_on=home.ended_on,
            postcode=home.postcode,
            sector_id=home.spot.sector,
            area_id=home.spot.council,
            lat=home.spot.lat,
            lon=home.spot.lon,
            carers=home.carers,
            availability_confirmed_at=midnight(confirmed) if isinstance(confirmed, date) else None,
            **facts,
        )

    def _approvals(self, n: int, home: HomePlan) -> Iterable[Approval]:
        ends = [*(terms.starts for terms in home.terms[1:]), home.ended_on]
        for terms, end in zip(home.terms, ends, strict=True):
            yield Approval(
                pk=id_at(midnight(terms.starts), n),
                agency_id=self.organisations[home.organisation],
                household_id=self.homes[n],
                period=DateRange(terms.starts, end),
                max_children=terms.max_children,
                age_min=terms.age_min,
                age_max=terms.age_max,
                sex=terms.sex,
                kinds=list(terms.kinds),
                sibling_max=terms.sibling_max,
                reason=terms.reason,
                recorded_at=midnight(terms.starts),
            )

    def _placements(self, number: int) -> None:
        """By the council whose children they are: an agency writes only of children it was shown before."""
        stays = [
            (n, s) for n, s in enumerate(self.region.stays) if self.region.children[s.child].organisation == number
        ]
        insert(Placement, (self._placement(n, stay) for n, stay in stays))

    def _placement(self, n: int, stay: StayPlan) -> Placement:
        child = self.region.children[stay.child]
        return Placement(
            pk=id_at(midnight(stay.starts), n),
            agency_id=self.organisations[self.region.homes[stay.home].organisation],
            council_id=self.organisations[child.organisation],
            household_id=self.homes[stay.home],
            slot=stay.slot,
            child_id=self.children[stay.child],
            referral_id=None if stay.referral is None else self.referrals[stay.referral],
            state=stay.state,
            period=DateRange(stay.starts, stay.ends),
            expires_at=stay.expires_at,
            sibling_set=self.groups[child.group],
            whole_home=stay.whole_home,
            created_at=midnight(stay.starts),
        )
