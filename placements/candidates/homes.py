"""Homes as the matching engine sees them on a day, in one message to the server whatever their number."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import Organisation
from carers.models import Household, Place
from placements.candidates.reading import Asked, Row, Rows, read
from placements.matching.facts import Agency, Resident
from placements.matching.facts import Household as HomeFacts
from placements.matching.pool import Pool


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
    asked = Asked(day, None if households is None else list(households), list(without), list(bases))
    return facts_of(read(asked), asked)


def facts_of(rows: Rows, asked: Asked) -> list[HomeFacts]:
    """What `reading.read` gave, as the engine's records on the day asked about."""
    parts = _Parts(rows, asked)
    return [_home(row, parts, asked.day) for row in rows.homes]


def agencies_now() -> dict[str, Agency]:
    serves: dict[UUID, set[str]] = defaultdict(set)
    found = Organisation.objects.exclude(agency_kind="").values_list("pk", "agency_kind", "area", "serves")
    about = {}
    for pk, kind, area, council in found:
        serves[pk].add(council or "")
        about[pk] = (kind, area or "")
    return {
        str(pk): Agency(
            str(pk), "LA" if kind == "council_service" else "IFA", frozenset(serves[pk] | {area}) - {""}, area
        )
        for pk, (kind, area) in about.items()
    }


class _Parts:
    """What hangs on the homes on the day, by household: terms, places, children, exemptions."""

    def __init__(self, rows: Rows, asked: Asked) -> None:
        day, left_out = asked.day, set(asked.without)
        self.terms = {row["household_id"]: row for row in rows.terms if holds(row["starts"], row["ends"], day)}
        self.places = _by_home(_on_day(row, day) for row in rows.places if row["basis"] in asked.bases)
        self.stays = _by_home(
            row
            for row in rows.stays
            if not row["over"] and row["child_id"] not in left_out and holds(row["starts"], row["ends"], day)
        )
        self.exempt: dict[UUID, set[str]] = defaultdict(set)
        for row in (row for row in rows.exempt if holds(row["starts"], row["ends"], day)):
            self.exempt[row["household_id"]].add(str(row["child_id"]))


def holds(starts: date, ends: date | None, day: date) -> bool:
    return starts <= day and (ends is None or day < ends)


def _on_day(place: Row, day: date) -> Row:
    """A period off that comes later in the stay is none on the day."""
    off = place["off"] and holds(place["off_from"], place["off_until"], day)
    return place if off == place["off"] else {**place, "off": off, "off_until": None}


def _by_home(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["household_id"]].append(row)
    return found


def _room(places: list[Row], taken: set[int]) -> tuple[int, date | None, date | None]:
    """(places vacant, free from when if not yet, vacant since when).

    Where no place can be used on the day, but some are off only until a known day, they count as vacant from
    then: "free from 5 December" tells more than "full".
    """
    off = {place["slot"] for place in places if place["off"]}
    one = {place["slot"]: place for place in places if place["off"] or place["slot"] not in off}
    empty = [place for slot, place in one.items() if slot not in taken]
    usable = [place for place in empty if not place["off"]]
    since = min((max(place["since"], place["ended"] or place["since"]) for place in usable or empty), default=None)
    if usable or not all(place["off"] for place in empty or one.values()):
        return len(usable), None, since
    later = [place["off_until"] for place in empty or one.values() if place["off_until"]]
    return sum(1 for place in empty if place["off_until"]), min(later, default=None), since


def _offered(places: list[Row], stays: list[Row], has_exemption: bool) -> list[Row]:
    """Places somebody could be given: past the third only brothers and sisters may live, or who an exemption names.

    The database holds the same line (placement_fourth_needs_ground): a home with two children, its first room kept
    for somebody and a fourth free has none for a third child.
    """
    taken = {stay["slot"] for stay in stays}
    one_family = len({stay["sibling_set"] for stay in stays}) == 1 and {1, 2, 3} <= taken
    low_room_off = any(place["off"] and place["slot"] <= 3 for place in places)
    if not stays or one_family or has_exemption or not low_room_off:
        return places  # the usual limit, asked for each group, says the rest
    return [place for place in places if place["slot"] <= 3 or place["slot"] in taken]


def _home(row: dict[str, Any], parts: _Parts, day: date) -> HomeFacts:
    pk, terms = row["id"], parts.terms.get(row["id"])
    stays = parts.stays.get(pk, [])
    places = _offered(parts.places.get(pk, []), stays, bool(parts.exempt.get(pk)))
    vacant, later, since = _room(places, {stay["slot"] for stay in stays})
    return HomeFacts(
        id=str(pk),
        agency=str(row["agency_id"]),
        la=row["area_id"] or "",
        lat=row["lat"],
        lon=row["lon"],
        vacant=vacant,
        status=_status(row["status"], terms, vacant),
        placed=tuple(_resident(stay, day) for stay in stays),
        own_children=tuple(_own(child, day) for child in _json(row["own_children"])),
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
        available_from=later or (terms["starts"] if terms else None),
        blocked=tuple((date.fromisoformat(start), date.fromisoformat(end)) for start, end in _json(row["away"])),
        vacant_since=since,
        exempt_children=frozenset(parts.exempt.get(pk, ())),
    )


def _status(status: str, terms: Any, vacant: int) -> str:
    if status != Household.Status.OPEN or terms is None:
        return "on_hold"
    return "open" if vacant else "full"


def _json(value: Any) -> Any:
    """Django leaves jsonb as text where no model field reads it."""
    return json.loads(value) if isinstance(value, str) else value


def _words(words: list[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _rooms_free(bedrooms: int | None, children: int) -> int | None:
    """Rooms left when every child there has one; sharing arrangements come with the household's own facts."""
    return None if bedrooms is None else max(0, bedrooms - children)


def _resident(stay: dict[str, Any], day: date) -> Resident:
    return Resident(
        age=age_on(stay["birth_month"], day),
        sex=stay["sex"],
        not_with=tuple(stay["not_with"]),
        only_child=stay["only_child"],
        id=str(stay["child_id"]),
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
