"""A referral as the matching engine sees it."""

from placements.candidates.homes import age_on
from placements.matching.facts import Child as ChildFacts
from placements.matching.facts import Circle, Group, Point
from placements.models import Child, Referral


def group_of(referral: Referral, council_code: str) -> Group:
    """The children of a referral and what they need; `council_code` is the placing council's area."""
    members = [
        link.child
        for link in referral.referral_children.select_related("child").order_by("child__birth_month", "child_id")
    ]
    return Group(
        id=str(referral.pk),
        la=council_code,
        type=referral.kind,
        urgency=referral.urgency,
        needed_by=referral.needed_by,
        ends=referral.ends_on,
        together=referral.together,
        children=tuple(_child(child, referral) for child in members),
        max_km=referral.max_km,
        avoid=tuple(Circle(area["lat"], area["lon"], area["km"]) for area in referral.avoid),
        wishes=tuple(referral.wishes),
        referred_at=referral.referred_at.isoformat(),
    )


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def _words(words: list[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)


def _child(child: Child, referral: Referral) -> ChildFacts:
    return ChildFacts(
        id=str(child.pk),
        age=age_on(child.birth_month, referral.needed_by),
        sex=child.sex,
        language=child.language or None,
        identity_needs=_words(child.identity_needs),
        needs=_words(child.needs),
        home=_point(child.home_lat, child.home_lon),
        school=_point(child.school_lat, child.school_lon),
        breathing=child.breathing_condition,
        allergies=_words(child.allergies),
        own_room=child.own_room,
        only_child=child.only_child,
        not_with=tuple(child.not_with),
    )
