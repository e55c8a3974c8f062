"""A `foster-match-instance/1` file loaded into the service, so that pages and API rank it as the engine does."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from psycopg.types.range import DateRange

from accounts.access.development import development_only
from accounts.access.services.demo import make_demo_people
from accounts.input.errors import NotReady
from accounts.models import Council, Organisation
from accounts.tenancy import scopes
from carers.models import Approval, Household, Place, Unavailability
from placements.matching.facts import Group, Instance
from placements.matching.facts import Household as HomeFacts
from placements.matching.instance import load
from placements.matching.ruleset import RuleSet
from placements.models import Child, MatchRules, Placement, Referral, ReferralChild, Share
from placements.region import instance_plan as plan
from placements.region.bulk import insert

MOST_WITH_PEOPLE = 12  # organisations: beyond that nobody would find their way among the demo people


@dataclass
class Imported:
    """Ids in the service by the file's names."""

    councils: dict[str, UUID] = field(default_factory=dict)
    agencies: dict[str, UUID] = field(default_factory=dict)
    homes: dict[str, UUID] = field(default_factory=dict)
    referrals: dict[str, UUID] = field(default_factory=dict)
    people: int = 0


@development_only
def import_file(path: str | Path, prefix: str) -> Imported:
    """Load one file. Raises InstanceError for a broken file, Invalid and NotReady in words; all or nothing."""
    return import_instance(load(path), prefix)


@development_only
def import_instance(instance: Instance, prefix: str, share_areas: bool = False) -> Imported:
    """Write every council, agency, home, child and referral of an instance, under names with `prefix`.

    The councils get the plain rules of instance files as their version 1, so that a ranking equals
    `match_instance --rank`. `share_areas` also takes areas in which a council works already. Raises Invalid, NotReady.
    """
    plan.check(instance)
    slug = slugify(prefix)
    if not slug or Organisation.objects.filter(slug__startswith=f"{slug}-").exists():
        raise NotReady(
            f"There are organisations with the prefix “{prefix}” already, or it has no letters. Choose another.",
            "import.prefix",
        )
    with transaction.atomic():
        return _Import(instance, prefix, slug, share_areas).run()


class _Import:
    def __init__(self, instance: Instance, prefix: str, slug: str, share_areas: bool) -> None:
        self.instance, self.prefix, self.slug = instance, prefix, slug
        self.ids, self.done, self.today = plan.Ids(), Imported(), instance.today
        taken = Organisation.objects.filter(is_council=True).values("area")
        areas = Council.objects.all() if share_areas else Council.objects.exclude(pk__in=taken)
        free = areas.values_list("code", "lat", "lon")
        self.area = plan.areas_for(instance.las, [plan.Area(*row) for row in free])

    def run(self) -> Imported:
        done, ids = self.done, self.ids
        done.homes = plan.ids_in_order((h.id for h in self.instance.households), ids)
        done.referrals = plan.ids_in_order((g.id for g in self.instance.groups), ids)
        made = [self._council(la.id) for la in self.instance.las]
        made += [self._agency(a.id) for a in self.instance.agencies if a.id not in self.done.agencies]
        for name, agency in done.agencies.items():
            with scopes.scope(agency):
                self._homes(agency, [h for h in self.instance.households if h.agency == name])
        for name, council in done.councils.items():
            with scopes.scope(council):
                self._rules(council)
                self._living(council, [h for h in self.instance.households if self._near(h.la) == name])
                self._referrals(council, [g for g in self.instance.groups if g.la == name])
        if len(made) <= MOST_WITH_PEOPLE:
            numbers = iter(range(1, 1000))
            done.people = len(make_demo_people(made, lambda: f"Person {next(numbers)}"))
        return done

    def _near(self, la: str) -> str:
        """The council whose children live in homes of an area; the first one's where the file knows it not."""
        return la if la in self.area else self.instance.las[0].id

    def _organisation(self, name: str, serves: set[str], **kind: object) -> Organisation:
        row = Organisation(
            pk=self.ids.next(), name=f"{self.prefix} {name}", slug=f"{self.slug}-{slugify(name)}", is_demo=True,
            recruits=False, telephone="0113 496 0000", duty_telephone="0113 496 0000", **kind,
        )  # fmt: skip
        with scopes.scope(row.pk):
            row.save(force_insert=True)
            row.serves.set(Council.objects.filter(pk__in=serves))
        return row

    def _council(self, la: str) -> Organisation:
        """The council, with its own fostering service where the file has one."""
        own = next((a for a in self.instance.agencies if a.kind == "LA" and a.la == la), None)
        area = self.area[la]
        serves = {self.area[one] for one in own.serves} if own else set()
        kind = Organisation.AgencyKind.COUNCIL_SERVICE if own else ""
        row = self._organisation(la, serves, is_council=True, area_id=area, agency_kind=kind)
        self.done.councils[la] = row.pk
        if own:
            self.done.agencies[own.id] = row.pk
        return row

    def _agency(self, name: str) -> Organisation:
        agency = self.instance.agency[name]
        serves = {self.area[one] for one in agency.serves}
        row = self._organisation(name, serves, agency_kind=Organisation.AgencyKind.PRIVATE)
        self.done.agencies[name] = row.pk
        return row

    def _rules(self, council: UUID) -> None:
        data = RuleSet().as_data()
        data.pop("version")
        MatchRules(
            council_id=council, version=1, reading=MatchRules.Reading.PLAIN, data=data,
            reason="Loaded from an instance file: its plain rules",
        ).save()  # fmt: skip

    def _homes(self, agency: UUID, homes: list[HomeFacts]) -> None:
        insert(Household, (self._household(agency, home) for home in homes))
        insert(Approval, (self._approval(agency, home) for home in homes))
        insert(Place, (row for home in homes for row in self._places(agency, home)))
        insert(Unavailability, (row for home in homes for row in self._off(agency, home)))

    def _household(self, agency: UUID, home: HomeFacts) -> Household:
        held = len(home.placed)
        return Household(
            pk=self.done.homes[home.id], agency_id=agency, reference=home.id, name=f"{self.prefix} home {home.id}",
            status="on_hold" if home.status == "on_hold" else "open", area_id=self.area.get(home.la),
            approved_on=plan.born(home.years or 0, self.today), lat=home.lat, lon=home.lon, carers=home.carers or "",
            rural=home.rural, languages=_list(home.languages), identity_support=_list(home.identity_support),
            skills=_list(home.skills), parent_and_child_trained=bool(home.pc_trained), sharing_ok=home.sharing_ok,
            bedrooms=None if home.rooms_free is None else home.rooms_free + held, smoker=home.smoker,
            pets=_list(home.pets), own_children=plan.own_children(home, self.today),
            away=[[a.isoformat(), b.isoformat()] for a, b in home.blocked if a < b],
            availability_confirmed_at=timezone.now(), vacancy_version=1,
        )  # fmt: skip

    def _begins(self, home: HomeFacts) -> date:
        return min(self.today, home.vacant_since or self.today, plan.born(home.years or 0, self.today))

    def _approval(self, agency: UUID, home: HomeFacts) -> Approval:
        return Approval(
            pk=self.ids.next(), agency_id=agency, household_id=self.done.homes[home.id],
            period=DateRange(self._begins(home), None), max_children=home.max_children, age_min=home.age_min or 0,
            age_max=21 if home.age_max is None else home.age_max, sex=home.sex or "any", kinds=sorted(home.types or ()),
            sibling_max=home.sibling_max, reason="Loaded from an instance file",
        )  # fmt: skip

    def _places(self, agency: UUID, home: HomeFacts) -> list[Place]:
        """Those with a child first, from the first day; the vacant ones since they are vacant."""
        since = home.vacant_since or self._begins(home)
        starts = [self._begins(home)] * len(home.placed) + [since] * (home.vacant or 0)
        return [
            Place(pk=self.ids.next(), agency_id=agency, household_id=self.done.homes[home.id], slot=slot,
                  period=DateRange(start, None), basis=Place.Basis.APPROVED)
            for slot, start in enumerate(starts, 1)
        ]  # fmt: skip

    def _off(self, agency: UUID, home: HomeFacts) -> list[Unavailability]:
        if home.available_from is None or home.available_from <= self.today:
            return []
        return [
            Unavailability(pk=self.ids.next(), agency_id=agency, household_id=self.done.homes[home.id], slot=slot,
                           period=DateRange(self.today, home.available_from), reason="break")
            for slot in range(1, len(home.placed) + (home.vacant or 0) + 1)
        ]  # fmt: skip

    def _living(self, council: UUID, homes: list[HomeFacts]) -> None:
        """Children placed in homes of the council's area, as the council's own."""
        children, stays = [], []
        for home in homes:
            sets, alone = plan.sibling_sets(home, self.ids)
            for slot, (resident, one) in enumerate(zip(home.placed, sets, strict=True), 1):
                child = Child(
                    pk=self.ids.next(), council_id=council, reference=resident.id or str(uuid4()), sibling_set=one,
                    birth_month=plan.born(resident.age, self.today), sex=resident.sex or "", own_room=False,
                    only_child=resident.only_child, not_with=list(resident.not_with),
                )  # fmt: skip
                children.append(child)
                stays.append(self._stay(home, child, slot, alone))
        insert(Child, children)
        insert(Placement, stays)

    def _stay(self, home: HomeFacts, child: Child, slot: int, alone: bool) -> Placement:
        return Placement(
            pk=self.ids.next(), agency_id=self.done.agencies[home.agency], council_id=child.council_id,
            household_id=self.done.homes[home.id], slot=slot, child_id=child.pk, kind=Placement.Kind.MAIN,
            state=Placement.State.PLACED, period=DateRange(self._begins(home), None), sibling_set=child.sibling_set,
            whole_home=alone,
        )  # fmt: skip

    def _referrals(self, council: UUID, groups: list[Group]) -> None:
        insert(Referral, (self._referral(council, group) for group in groups))
        children, links, shares = [], [], []
        for group in groups:
            referral, one = self.done.referrals[group.id], self.ids.next()
            mine = [self._child(council, group, n, one) for n in range(len(group.children))]
            children += mine
            links += [ReferralChild(council_id=council, referral_id=referral, child_id=child.pk) for child in mine]
            shares += [
                Share(pk=self.ids.next(), council_id=council, agency_id=agency, referral_id=referral,
                      level=Share.Level.PROFILE, shared_at=timezone.now())
                for name, agency in self.done.agencies.items()
                if group.la in self.instance.agency[name].serves
            ]  # fmt: skip
        insert(Child, children)
        insert(ReferralChild, links)
        insert(Share, shares)

    def _referral(self, council: UUID, group: Group) -> Referral:
        ends = group.ends if group.ends is None or group.ends > group.needed_by else group.needed_by + timedelta(1)
        return Referral(
            pk=self.done.referrals[group.id], council_id=council, reference=group.id, kind=group.type,
            urgency=group.urgency, together=group.together, referred_at=_moment(group.referred_at),
            needed_by=group.needed_by, ends_on=ends, max_km=None if group.max_km is None else int(group.max_km),
            avoid=[{"lat": c.lat, "lon": c.lon, "km": c.km} for c in group.avoid], wishes=list(group.wishes),
            state=Referral.State.OPEN, touched_at=timezone.now(),
        )  # fmt: skip

    def _child(self, council: UUID, group: Group, number: int, one: UUID) -> Child:
        child = group.children[number]
        home, school = child.home or (None, None), child.school or (None, None)
        return Child(
            pk=self.ids.next(), council_id=council, reference=child.id,
            birth_month=plan.born(child.age, group.needed_by), sex=child.sex or "", sibling_set=one,
            language=child.language or "", identity_needs=_list(child.identity_needs), needs=_list(child.needs),
            home_lat=home[0], home_lon=home[1], school_lat=school[0], school_lon=school[1],
            breathing_condition=child.breathing,
            allergies=_list(child.allergies), own_room=bool(child.own_room), only_child=bool(child.only_child),
            not_with=list(child.not_with or ()),
        )  # fmt: skip


def _list(words: frozenset[str] | tuple[str, ...] | None) -> list[str] | None:
    return None if words is None else sorted(words)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return timezone.now()
    return timezone.make_aware(found) if timezone.is_naive(found) else found
