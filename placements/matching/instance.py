"""Reading ``foster-match-instance/1``: JSON in, validated facts out, or every problem told in words."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .facts import (
    CARE_TYPES,
    CARERS,
    NOT_WITH,
    STATUSES,
    URGENCIES,
    WISHES,
    Agency,
    Child,
    Circle,
    Council,
    Group,
    Household,
    Instance,
    Resident,
)  # fmt: skip
from .reading import Fields, InstanceError, as_day

SCHEMA = "foster-match-instance/1"
OLDEST = 25  # a care leaver staying put may still live in the home

__all__ = ["SCHEMA", "InstanceError", "load", "parse"]


def load(path: str | Path) -> Instance:
    """Read one file. Raises :class:`InstanceError` in words for a missing, broken or unusable file."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InstanceError([f"{path} cannot be opened: {error.strerror or error}."]) from error
    except UnicodeDecodeError as error:
        raise InstanceError([f"{path} is not a text file in UTF-8."]) from error
    except json.JSONDecodeError as error:
        raise InstanceError([f"{path} is not JSON: {error.msg} at line {error.lineno}."]) from error
    return parse(data)


def parse(data: object) -> Instance:
    """Validate a decoded file. Raises :class:`InstanceError` naming every problem and where it stands."""
    problems: list[str] = []
    top = Fields(data, "instance", problems)
    if top.data.get("schema") != SCHEMA:
        top.wrong("schema", SCHEMA)
        raise InstanceError(problems)
    instance = Instance(
        today=top.day("today") or date.min,
        las=tuple(_council(f) for f in top.parts("las")),
        agencies=tuple(_agency(f) for f in top.parts("agencies")),
        households=tuple(_household(f) for f in top.parts("households")),
        groups=tuple(_group(f) for f in top.parts("groups")),
        label={key: top.data[key] for key in ("size", "seed", "pool") if key in top.data},
    )
    _references(instance, problems)
    if problems:
        raise InstanceError(problems)
    return instance


def _council(f: Fields) -> Council:
    lat, lon = f.number("lat", -90, 90), f.number("lon", -180, 180)
    return Council(f.text("id"), lat or 0.0, lon or 0.0, f.text("region"))


def _agency(f: Fields) -> Agency:
    kind = f.choice("kind", ("LA", "IFA")) or "IFA"
    la = f.data.get("la")
    return Agency(f.text("id"), kind, frozenset(f.words("serves") or ()), la if isinstance(la, str) else None)


def _resident(f: Fields, *, placed: bool) -> Resident:
    return Resident(
        age=f.whole("age", 0, OLDEST, unknown=True),
        sex=f.choice("sex", ("F", "M"), unknown=True),
        not_with=f.words("not_with", NOT_WITH) or (),
        only_child=bool(f.flag("only_child")),
        id=f.text("id") if placed else None,
        sibling_set=f.data.get("sibling_set"),
    )


def _set(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _household(f: Fields) -> Household:
    own = None if f.data.get("own_children", ()) is None else f.parts("own_children")
    household = Household(
        id=f.text("id"),
        agency=f.text("agency"),
        la=f.text("la"),
        lat=f.number("lat", -90, 90, unknown=True),
        lon=f.number("lon", -180, 180, unknown=True),
        vacant=f.whole("vacant", 0, 20, unknown=True),
        status=f.choice("status", STATUSES) or "full",
        placed=tuple(_resident(part, placed=True) for part in f.parts("placed")),
        own_children=None if own is None else tuple(_resident(part, placed=False) for part in own),
        rural=f.flag("rural"),
        carers=f.choice("carers", CARERS, unknown=True),
        languages=_set(f.words("languages")),
        identity_support=_set(f.words("identity_support")),
        years=f.whole("years", 0, 80, unknown=True),
        skills=_set(f.words("skills")),
        pc_trained=f.flag("pc_trained"),
        max_children=f.whole("max_children", 0, 20, unknown=True),
        age_min=f.whole("age_min", 0, OLDEST, unknown=True),
        age_max=f.whole("age_max", 0, OLDEST, unknown=True),
        sex=f.choice("sex", ("any", "F", "M"), unknown=True),
        types=_set(f.words("types", CARE_TYPES)),
        sibling_max=f.whole("sibling_max", 0, 20, unknown=True),
        sharing_ok=f.flag("sharing_ok"),
        rooms_free=f.whole("rooms_free", 0, 20, unknown=True),
        smoker=f.flag("smoker"),
        pets=_set(f.words("pets")),
        available_from=f.day("available_from", unknown=True),
        blocked=_ranges(f, "blocked"),
        vacant_since=f.day("vacant_since", unknown=True),
        exempt_children=frozenset(f.words("exempt_children") or ()) if "exempt_children" in f.data else frozenset(),
    )
    if None not in (household.age_min, household.age_max) and household.age_min > household.age_max:  # type: ignore[operator]
        f.wrong("age_max", f"at least age_min ({household.age_min})")
    return household


def _ranges(f: Fields, key: str) -> tuple[tuple[date, date], ...]:
    value = f.data.get(key)
    found = []
    for pair in value if isinstance(value, list) else [None]:
        first, last = (as_day(x) for x in pair) if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if first is None or last is None or first > last:
            f.wrong(key, "a list of pairs of dates, each [from, to) with from not after to")
            return ()
        found.append((first, last))
    return tuple(found)


def _child(f: Fields) -> Child:
    return Child(
        id=f.text("id"),
        age=f.whole("age", 0, OLDEST, unknown=True),
        sex=f.choice("sex", ("F", "M"), unknown=True),
        language=f.data.get("language") if f.data.get("language") is None else f.text("language"),
        identity_needs=f.words("identity_needs"),
        needs=f.words("needs"),
        home=f.point("home"),
        school=f.point("school"),
        breathing=f.flag("breathing"),
        allergies=f.words("allergies"),
        own_room=f.flag("own_room"),
        only_child=f.flag("only_child"),
        not_with=f.words("not_with", NOT_WITH),
    )


def _circle(f: Fields) -> Circle:
    lat, lon, km = f.number("lat", -90, 90), f.number("lon", -180, 180), f.number("km", 0, 1000)
    return Circle(lat or 0.0, lon or 0.0, km or 0)


def _group(f: Fields) -> Group:
    group = Group(
        id=f.text("id"),
        la=f.text("la"),
        type=f.choice("type", CARE_TYPES) or "short_term",
        urgency=f.choice("urgency", URGENCIES) or "planned",
        needed_by=f.day("needed_by") or date.min,
        ends=f.day("ends", unknown=True),
        together=f.choice("together", ("n/a", "must", "should")) or "must",
        children=tuple(_child(part) for part in f.parts("children")),
        max_km=f.number("max_km", 0, 1000, unknown=True),
        avoid=tuple(_circle(part) for part in f.parts("avoid")),
        wishes=f.words("wishes", WISHES) or (),
        referred_at=str(f.data.get("referred_at") or ""),
    )
    if not group.children and isinstance(f.data.get("children"), list):
        f.wrong("children", "at least one child")
    if len(group.children) > 1 and group.together == "n/a":
        f.wrong("together", "must or should for a group of two or more")
    if group.ends is not None and group.ends < group.needed_by:
        f.wrong("ends", "on or after needed_by")
    return group


def _references(instance: Instance, problems: list[str]) -> None:
    councils, agencies = {la.id for la in instance.las}, set(instance.agency)
    children = [child.id for group in instance.groups for child in group.children]
    for noun, ids in (
        ("council", [la.id for la in instance.las]),
        ("agency", [agency.id for agency in instance.agencies]),
        ("household", [household.id for household in instance.households]),
        ("group", [group.id for group in instance.groups]),
        ("child", children),
    ):
        problems.extend(f"The {noun} id {name} is used more than once." for name in _repeated(ids))
    for agency in instance.agencies:
        for council in sorted(agency.serves - councils):
            problems.append(f"agencies {agency.id}: serves {council}, which is not among the councils.")
    for household in instance.households:
        if household.agency not in agencies:
            problems.append(f"households {household.id}: agency {household.agency} is not in the file.")
    for group in instance.groups:
        if group.la not in councils:
            problems.append(f"groups {group.id}: council {group.la} is not in the file.")


def _repeated(ids: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(ids).items() if times > 1]
