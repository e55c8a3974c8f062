"""Capacity derived per day, never stored: approved + above terms = filled + vacant + not available."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.charts import CapacityRow, CapacityStrip
from carers.models import Household, Place, Unavailability
from carers.selectors.settings import settings_of
from carers.working_days import add_months
from placements.models import Placement

Slot = tuple[UUID, int]
_DRAWN = {"filled": "filled", "held": "held", "vacant": "vacant", "not_available": "unavailable"}


@dataclass(frozen=True)
class Capacity:
    """One day. `above_terms`: places by exemption, emergency or outside approval. Held counts as vacant (Ofsted).

    `vacant` splits into usable, siblings only (the home is kept for one group), blocked (on hold, or for a named
    child only) and stale (not confirmed lately); the four add up to it.
    """

    approved: int
    above_terms: int
    filled: int
    not_available: int
    vacant: int
    held: int
    usable: int
    siblings_only: int
    blocked: int
    stale: int
    outside_approval: int


def _capacity(places: Iterable[Place], stays: Iterable[Placement], off: set[Slot], homes: dict[UUID, Household],
              fresh_since: datetime) -> Capacity:  # fmt: skip
    bases = {(place.household_id, place.slot): place.basis for place in places}
    stays = list(stays)
    filled = {(stay.household_id, stay.slot) for stay in stays if stay.state != Placement.State.HELD} & set(bases)
    held = ({(stay.household_id, stay.slot) for stay in stays} & set(bases)) - filled - off
    alone = {stay.household_id for stay in stays if stay.whole_home}
    vacant = set(bases) - filled - off
    kinds = [_kind(homes[home], home in alone, fresh_since) for home, _slot in vacant]
    approved = sum(basis == Place.Basis.APPROVED for basis in bases.values())
    return Capacity(
        approved, len(bases) - approved, len(filled), len((off & set(bases)) - filled), len(vacant), len(held),
        kinds.count("usable"), kinds.count("siblings_only"), kinds.count("blocked"), kinds.count("stale"),
        sum(basis == Place.Basis.OUTSIDE_APPROVAL for basis in bases.values()),
    )  # fmt: skip


def _kind(home: Household, kept_alone: bool, fresh_since: datetime) -> str:
    if home.kind != Household.Kind.MAINSTREAM or home.status != Household.Status.OPEN:
        return "blocked"
    if kept_alone:
        return "siblings_only"
    confirmed = home.availability_confirmed_at
    return "usable" if confirmed is not None and confirmed >= fresh_since else "stale"


def capacity(agency_id: UUID, day: date | None = None, household: UUID | None = None) -> Capacity:
    """For an agency, or one of its homes, on `day`; five queries however many homes there are."""
    day = day or timezone.localdate()
    one = Q(household=household) if household else Q()
    places = Place.objects.filter(one, agency=agency_id, period__contains=day)
    stays = Placement.objects.filter(one, agency=agency_id, occupies__contains=day)
    stays = stays.only("household_id", "slot", "state", "whole_home")
    off = Unavailability.objects.filter(one, agency=agency_id, period__contains=day)
    homes = Household.objects.filter(agency=agency_id, **({"pk": household} if household else {}))
    known = {home.pk: home for home in homes.only("kind", "status", "availability_confirmed_at")}
    since = timezone.make_aware(datetime.combine(day, time(0))) - timedelta(days=settings_of(agency_id).fresh_days)
    slots = set(off.values_list("household_id", "slot"))
    return _capacity(places.only("household_id", "slot", "basis"), stays, slots, known, since)


def strip_of(home: Household, start: date, months: int = 12) -> CapacityStrip:
    """Each place on the first of each of the coming months (today in the first); three queries."""
    days = [start, *(add_months(start.replace(day=1), n) for n in range(1, months))]
    places = list(Place.objects.filter(household=home, period__endswith__isnull=True))
    places += list(Place.objects.filter(household=home, period__endswith__gt=start))
    stays = list(Placement.objects.filter(household=home, occupies__isnull=False))
    off = list(Unavailability.objects.filter(household=home))
    rows = []
    for slot in sorted({place.slot for place in places}):
        there = [place for place in places if place.slot == slot]
        states, notes = [], []
        for day in days:
            state, note = _state(day, slot, there, stays, off)
            states.append(state)
            notes.append(note)
        rows.append(CapacityRow(f"Place {slot}", states, notes))
    return CapacityStrip("The next twelve months", [date_format(day, "F Y") for day in days], rows)


def _state(
    day: date, slot: int, places: list[Place], stays: list[Placement], off: list[Unavailability]
) -> tuple[str, str]:
    if not any(day in place.period for place in places):
        return "unavailable", "no place then"
    for stay in stays:
        if stay.slot == slot and day in stay.occupies:
            return ("held" if stay.state == Placement.State.HELD else "filled"), ""
    for row in off:
        if row.slot == slot and day in row.period:
            return "unavailable", str(row.get_reason_display()).lower()
    return "vacant", ""
