"""A referral as the matching engine sees it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, JSONField, Model, Prefetch, prefetch_related_objects

from placements.candidates.homes import age_on
from placements.candidates.waiting import homes_found, in_order, mark
from placements.matching.facts import Child as ChildFacts
from placements.matching.facts import Circle, Group, Point
from placements.models import Child, Referral, ReferralChild

CHILDREN = Prefetch("referral_children", queryset=ReferralChild.objects.select_related("child"))
_KEPT = "children_read"  # on a row in memory: its children, so that one act asks for them once


def members_of(referral: Referral) -> list[Child]:
    """The children of a referral, eldest first; read once for each row that is held in memory."""
    known: list[Child] | None = referral.__dict__.get(_KEPT)
    if known is None:
        prefetch_related_objects([referral], CHILDREN)
        known = _in_order(link.child for link in referral.referral_children.all())
        referral.__dict__[_KEPT] = known
    return known


def asked_for(referral: Referral) -> list[Child]:
    """The children a home is asked for: of an open referral those who still wait, of one that is over all of them."""
    members = members_of(referral)
    if referral.state != Referral.State.OPEN:
        return members
    found = homes_found(referral)
    return [child for child in members if child.pk not in found]


def children_counted(rows: Sequence[Referral]) -> dict[UUID, list[Child]]:
    """Open referral -> the children it counts. Who is in several of the rows is counted once: see `counts_first`."""
    mark(rows)
    seen: set[UUID] = set()
    counted = {}
    for row in in_order(rows):
        counted[row.pk] = [child for child in asked_for(row) if child.pk not in seen]
        seen |= {child.pk for child in counted[row.pk]}
    return counted


def _in_order(children: Iterable[Child]) -> list[Child]:
    return sorted(children, key=lambda child: (child.birth_month, child.pk))


def _columns(model: type[Model], alias: str) -> "tuple[list[Field[Any, Any]], str]":
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return fields, ", ".join(f"{alias}.{field.column}" for field in fields)


_REFERRAL, _REFERRAL_COLUMNS = _columns(Referral, "r")
_CHILD, _CHILD_COLUMNS = _columns(Child, "c")
_READ = (
    f"SELECT {_REFERRAL_COLUMNS} FROM placements_referral r WHERE r.id = %(referral)s::uuid;"  # noqa: S608
    f"SELECT {_CHILD_COLUMNS} FROM placements_referralchild l JOIN placements_child c ON c.id = l.child_id "
    "WHERE l.referral_id = %(referral)s::uuid"
)


def with_children(referral_id: UUID) -> Referral:
    """One referral and its children in one message: what a hold begins with. Raises DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"referral": referral_id})
        found = cursor.fetchall()
        cursor.nextset()
        children = cursor.fetchall()
    if not found:
        raise Referral.DoesNotExist("No such referral.")
    referral = _built(Referral, _REFERRAL, found[0])
    referral.__dict__[_KEPT] = _in_order(_built(Child, _CHILD, row) for row in children)
    return referral


def _built[T: Model](model: type[T], fields: "Sequence[Field[Any, Any]]", row: Sequence[Any]) -> T:
    values = [
        json.loads(value) if isinstance(field, JSONField) and isinstance(value, str) else value
        for field, value in zip(fields, row, strict=True)
    ]
    return model.from_db("default", [field.attname for field in fields], values)


def group_of(referral: Referral, council_code: str, members: Sequence[Child] | None = None) -> Group:
    """The children whom a referral still asks for and what they need; `council_code` is the placing council's area.

    `members` are some of them, where not all are meant. Brothers and sisters who have a home bind those who wait no
    more: together is asked of those who still wait, and nothing of one child alone.
    """
    members = asked_for(referral) if members is None else members
    return Group(
        id=str(referral.pk),
        la=council_code,
        type=referral.kind,
        urgency=referral.urgency,
        needed_by=referral.needed_by,
        ends=referral.ends_on,
        together=referral.together if len(members) > 1 else Referral.Together.NOT_APPLICABLE,
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
