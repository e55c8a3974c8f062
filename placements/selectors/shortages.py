"""Need and usable places of one council now, from the same rows that placing writes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Organisation
from accounts.tenancy import role
from carers.models import Approval, Household, Place, Unavailability
from placements.candidates.homes import age_on
from placements.models import Placement, Referral, ReferralChild
from placements.shortage_now import BANDS, Shortage, band_of, bands_between, shortage


@dataclass(frozen=True)
class Now:
    """Figures of one day. `usable` by band counts a place under every band it could take."""

    day: date
    need: dict[str, int]
    usable: dict[str, int]
    places: dict[str, int]
    total: Shortage

    def gap(self, band: str) -> int:
        """Children of one band who would be left without a place if only that band were looked at."""
        return max(0, self.need[band] - self.usable[band])


def shortage_now_for(council: Organisation, day: date | None = None) -> Now:
    """Children in open referrals against free places of homes in the council's area, and the shortage."""
    day = day or timezone.localdate()
    need = _need(council, day)
    places, counts = _usable(council.area_id or "", day)
    usable = {band: sum(n for bands, n in places if band in bands) for band in BANDS}
    return Now(day, need, usable, counts, shortage(need, places))


def _need(council: Organisation, day: date) -> dict[str, int]:
    """Each child once, however many open referrals name them."""
    waiting = ReferralChild.objects.filter(referral__council=council, referral__state=Referral.State.OPEN)
    months = waiting.order_by("child_id").distinct("child_id").values_list("child__birth_month", flat=True)
    counted = Counter(band_of(age_on(month, day)) for month in months)
    return {band: counted[band] for band in BANDS}


def _usable(area: str, day: date) -> tuple[list[tuple[frozenset[str], int]], dict[str, int]]:
    """Free places by what they can take, and Ofsted's identity for the area. Reads as the shortage engine."""
    with role("hearth_shortage"):
        homes = Household.objects.filter(area=area, kind=Household.Kind.MAINSTREAM).exclude(status="ended")
        open_homes = set(homes.filter(status=Household.Status.OPEN).values_list("pk", flat=True))
        pks = list(homes.values_list("pk", flat=True))
        where = {"household__in": pks}
        places = set(Place.objects.filter(**where, period__contains=day).values_list("household_id", "slot"))
        off = set(Unavailability.objects.filter(**where, period__contains=day).values_list("household_id", "slot"))
        stays = Placement.objects.filter(**where, occupies__contains=day)
        filled = set(stays.exclude(state="held").values_list("household_id", "slot"))
        held = set(stays.filter(state="held").values_list("household_id", "slot"))
        terms = {
            pk: bands_between(low, high)
            for pk, low, high in Approval.objects.filter(**where, period__contains=day).values_list(
                "household_id", "age_min", "age_max"
            )
        }
    vacant = places - filled - off
    on_hold = {place for place in vacant if place[0] not in open_homes}
    free = Counter(terms[home] for home, _ in vacant - on_hold - held if home in terms)
    counts = {
        "approved": len(places),
        "filled": len(places & filled),
        "not_available": len((off & places) - filled) + len(on_hold),
        "held": len(held & vacant),
        "usable": sum(free.values()),
    }
    return list(free.items()), counts
