"""A match as data: the homes and children it was made from, in the instance format, so that it can be made again."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from placements.matching.facts import Agency, Group, Household, Instance
from placements.matching.instance import SCHEMA, parse


def as_instance(
    today: date, group: Group, homes: Iterable[Household], agencies: Mapping[str, Agency]
) -> dict[str, Any]:
    """A `foster-match-instance/1` of one group and some homes, ready for JSON."""
    chosen = list(homes)
    used = sorted({home.agency for home in chosen})
    councils = sorted({group.la, *(home.la for home in chosen if home.la), *_served(agencies, used, group.la)})
    return {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "las": [{"id": code, "lat": 0.0, "lon": 0.0, "region": "-"} for code in councils],
        "agencies": [_agency(agencies[name], group.la) for name in used],
        "households": [_plain(home) for home in chosen],
        "groups": [_plain(group)],
    }


def _served(agencies: Mapping[str, Agency], used: Iterable[str], council: str) -> set[str]:
    return {council for name in used if council in agencies[name].serves}


def _agency(agency: Agency, council: str) -> dict[str, Any]:
    """Only whether it serves the council asked for matters to a match."""
    serves = [council] if council in agency.serves else []
    return {"id": agency.id, "kind": agency.kind, "la": agency.la, "serves": serves}


def _plain(record: Any) -> Any:
    """Dataclasses, sets and dates as JSON knows them."""
    if hasattr(record, "__dataclass_fields__"):
        return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, date):
        return record.isoformat()
    if isinstance(record, frozenset):
        return sorted(record)
    if isinstance(record, tuple):
        return [_plain(item) for item in record]
    return record


def from_instance(data: Mapping[str, Any]) -> Instance:
    """Read back what `as_instance` made. Raises InstanceError."""
    return parse(dict(data))


__all__ = ["as_instance", "from_instance"]
