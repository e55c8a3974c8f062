"""Homes as the matching engine sees them on a day, in a fixed number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from accounts.tenancy import role
from carers.models import Approval, Household, Place, Unavailability
from placements.matching.facts import Agency, Resident
from placements.matching.facts import Household as HomeFacts
from placements.matching.pool import Pool
from placements.models import Child, ExemptionChild, Placement

_HOME = (
    "id", "agency_id", "area_id", "lat", "lon", "status", "approved_on", "carers", "rural", "languages",
    "identity_support", "skills", "parent_and_child_trained", "sharing_ok", "bedrooms", "smoker", "pets",
    "own_children",
)  # fmt: skip
Rows = list[dict[str, Any]]


def age_on(birth_month: date, day: date) -> int:
    """Whole years; only the month of birth is kept, so a birthday counts from the first of its month."""
    return max(0, day.year - birth_month.year - (day.month < birth_month.month))


def pool_for(
    day: date,
    households: Iterable[UUID] | None = None,
    without: Iterable[UUID] = (),
    bases: Sequence[str] = (Place.Basis.APPROVED,),
) -> Pool:
    """All mainstream homes in approval on `day`, or the given ones. Reads as the narrow matcher role.

    Family and friends carers are approved for a named child and are never candidates. Stays of the children
    `without` are left out (their own hold is no obstacle); `bases` says which places count as room.
    """
    return Pool(homes_on(day, households, without, bases), agencies_now())


def homes_on(
    day: date,
    households: Iterable[UUID] | None = None,
    without: Iterable[UUID] = (),
    bases: Sequence[str] = (Place.Basis.APPROVED,),
) -> list[HomeFacts]:
    """The facts of those homes on `day`, in the order of their ids."""
    chosen = Household.objects.filter(kind=Household.Kind.MAINSTREAM).exclude(status=Household.Status.ENDED)
    if households is not None:
        chosen = chosen.filter(pk__in=list(households))
    with role("hearth_matcher"):
        homes = list(chosen.order_by("pk").values(*_HOME))
        parts = _Parts(day, None if households is None else [row["id"] for row in homes], frozenset(without), bases)
    return [_home(row, parts, day) for row in homes]


def agencies_now() -> dict[str, Agency]:
    serves: dict[UUID, set[str]] = defaultdict(set)
    found = Organisation.objects.exclude(agency_kind="")
    for pk, council in found.values_list("pk", "serves"):
        serves[pk].add(council or "")
    return {
        str(pk): Agency(
            str(pk), "LA" if kind == "council_service" else "IFA", frozenset(serves[pk] | {area}) - {""}, area
        )
        for pk, kind, area in ((p, k, a or "") for p, k, a in found.values_list("pk", "agency_kind", "area"))
    }


class _Parts:
    """What hangs on the homes, by household: terms, places, periods off, children, exemptions."""

    def __init__(self, day: date, only: list[UUID] | None, without: frozenset[UUID], bases: Sequence[str]) -> None:
        where = Q() if only is None else Q(household__in=only)
        self.terms = {row["household_id"]: row for row in Approval.objects.filter(where, period__contains=day).values()}
        self.places = _by_home(
            Place.objects.filter(where, period__contains=day, basis__in=bases).values("household_id", "slot")
        )
        self.off = _by_home(Unavailability.objects.filter(where, period__contains=day).values("household_id", "slot"))
        self.stays = _by_home(
            Placement.objects.filter(where, occupies__contains=day)
            .exclude(state=Placement.State.HELD, expires_at__lte=timezone.now())
            .exclude(child__in=without)
            .values("household_id", "slot", "state", "child_id", "sibling_set", "whole_home", "period")
        )
        self.children = Child.objects.in_bulk({s["child_id"] for stays in self.stays.values() for s in stays})
        self.exempt: dict[UUID, set[str]] = defaultdict(set)
        named = ExemptionChild.objects.filter(exemption__period__contains=day)
        if only is not None:
            named = named.filter(exemption__household__in=only)
        for household, child in named.values_list("exemption__household", "child"):
            self.exempt[household].add(str(child))


def _by_home(rows: Iterable[Any]) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = defaultdict(list)
    for row in rows:
        found[row["household_id"]].append(row)
    return found


def _home(row: dict[str, Any], parts: _Parts, day: date) -> HomeFacts:
    pk, terms = row["id"], parts.terms.get(row["id"])
    stays = parts.stays.get(pk, [])
    taken = {stay["slot"] for stay in stays} | {off["slot"] for off in parts.off.get(pk, [])}
    vacant = sum(1 for place in parts.places.get(pk, []) if place["slot"] not in taken)
    return HomeFacts(
        id=str(pk),
        agency=str(row["agency_id"]),
        la=row["area_id"] or "",
        lat=row["lat"],
        lon=row["lon"],
        vacant=vacant,
        status=_status(row["status"], terms, vacant),
        placed=tuple(_resident(parts.children[stay["child_id"]], stay, day) for stay in stays),
        own_children=tuple(_own(child, day) for child in row["own_children"]),
        rural=row["rural"],
        carers=row["carers"] or None,
        languages=_words(row["languages"]),
        identity_support=_words(row["identity_support"]),
        years=age_on(row["approved_on"], day),
        skills=_words(row["skills"]),
        pc_trained=row["parent_and_child_trained"],
        max_children=terms["max_children"] if terms else None,
        age_min=terms["age_min"] if terms else None,
        age_max=terms["age_max"] if terms else None,
        sex=terms["sex"] if terms else None,
        types=frozenset(terms["kinds"]) if terms else None,
        sibling_max=terms["sibling_max"] if terms else None,
        sharing_ok=row["sharing_ok"],
        rooms_free=_rooms_free(row["bedrooms"], len(stays)),
        smoker=row["smoker"],
        pets=_words(row["pets"]),
        available_from=terms["period"].lower if terms else None,
        exempt_children=frozenset(parts.exempt.get(pk, ())),
    )


def _status(status: str, terms: Any, vacant: int) -> str:
    if status != Household.Status.OPEN or terms is None:
        return "on_hold"
    return "open" if vacant else "full"


def _words(words: list[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _rooms_free(bedrooms: int | None, children: int) -> int | None:
    """Rooms left when every child there has one; sharing arrangements come with the household's own facts."""
    return None if bedrooms is None else max(0, bedrooms - children)


def _resident(child: Child, stay: dict[str, Any], day: date) -> Resident:
    return Resident(
        age=age_on(child.birth_month, day),
        sex=child.sex,
        not_with=tuple(child.not_with),
        only_child=child.only_child,
        id=str(child.pk),
        sibling_set=str(stay["sibling_set"]),
    )


def _own(child: dict[str, Any], day: date) -> Resident:
    month = child.get("birth_month")
    return Resident(
        age=age_on(date.fromisoformat(f"{month}-01"), day) if month else None,
        sex=child.get("sex"),
        not_with=tuple(child.get("not_with", ())),
        only_child=bool(child.get("only_child")),
    )
