"""On which grounds a home has more places than its terms allow, and which children an agency may name."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from carers.models import Household, Place
from placements.models import Child, Exemption, Placement


@dataclass(frozen=True)
class Emergency:
    """`last` is the last of its six working days."""

    slot: int
    first: date
    last: date
    authorised_by: str


@dataclass(frozen=True)
class Grounds:
    """`unnamed`: children living here whom no exemption in force names, where there is one."""

    exemptions: list[Exemption]
    emergencies: list[Emergency]
    unnamed: list[str]


def grounds_of(home: Household) -> Grounds:
    notices = list(
        Exemption.objects.filter(household=home).select_related("granted_by").prefetch_related("children__child")
        .order_by("-granted_on")
    )  # fmt: skip
    named = {row.child_id for notice in notices for row in notice.children.all()}
    living = Placement.objects.filter(household=home, state=Placement.State.PLACED).select_related("child")
    unnamed = sorted(stay.child.reference for stay in living if stay.child_id not in named) if notices else []
    emergencies = Place.objects.filter(household=home, basis=Place.Basis.EMERGENCY).order_by("-period")
    opened = [
        Emergency(place.slot, place.period.lower, place.period.upper - timedelta(days=1), place.authorised_by)
        for place in emergencies
    ]
    return Grounds(notices, opened, unnamed)


def children_known(home: Any) -> QuerySet[Child]:
    """Those who live here or are to come, and those of referrals the agency sees: row-level security says which."""
    here = Placement.objects.filter(household=home, state__in=["held", "placed"]).values("child")
    shared = Child.objects.filter(referral_children__referral__state="open")
    return (Child.objects.filter(pk__in=here) | Child.objects.filter(pk__in=shared.values("pk"))).order_by("reference")
