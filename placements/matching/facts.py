"""What the engine knows of homes, children and groups: frozen records, no behaviour beyond simple properties.

``None`` always means *not known*: an unknown fact never excludes a home and never scores.
A child's or carer's ethnicity is not among the facts: it cannot be read by eligibility, score or assignment,
because it is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

Point = tuple[float, float]  # latitude, longitude in degrees

CARE_TYPES = (
    "emergency", "short_term", "long_term", "respite", "parent_and_child", "remand", "early_permanence",
)  # fmt: skip
WISHES = (
    "has_dog", "no_dog", "couple", "female_carer", "rural", "urban", "no_other_children", "other_children",
)  # fmt: skip
NOT_WITH = ("no_younger", "no_under_5", "no_male", "no_female", "no_other_teens")
URGENCIES = ("emergency", "urgent", "planned")
STATUSES = ("open", "on_hold", "full")
CARERS = ("couple", "single_f", "single_m")


@dataclass(frozen=True, slots=True)
class Council:
    """A placing council: id, centre and region."""

    id: str
    lat: float
    lon: float
    region: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A fostering agency and the ids of the councils it serves."""

    id: str
    kind: str
    serves: frozenset[str]
    la: str | None = None


@dataclass(frozen=True, slots=True)
class Resident:
    """A child who lives in the home: placed there, or the carers' own. ``sibling_set`` only where known."""

    age: int | None
    sex: str | None
    not_with: tuple[str, ...] = ()
    only_child: bool = False
    id: str | None = None
    sibling_set: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """An approved foster home as it stands on the day of matching.

    ``vacant`` places and ``rooms_free`` bedrooms are separate limits. ``blocked`` ranges are half-open.
    ``exempt_children`` are ids named in an exemption from the usual fostering limit.
    """

    id: str
    agency: str
    la: str
    lat: float | None
    lon: float | None
    vacant: int | None
    status: str
    placed: tuple[Resident, ...] = ()
    own_children: tuple[Resident, ...] | None = ()
    rural: bool | None = None
    carers: str | None = None
    languages: frozenset[str] | None = None
    identity_support: frozenset[str] | None = None
    years: int | None = None
    skills: frozenset[str] | None = None
    pc_trained: bool | None = None
    max_children: int | None = None
    age_min: int | None = None
    age_max: int | None = None
    sex: str | None = None
    types: frozenset[str] | None = None
    sibling_max: int | None = None
    sharing_ok: bool | None = None
    rooms_free: int | None = None
    smoker: bool | None = None
    pets: frozenset[str] | None = None
    available_from: date | None = None
    blocked: tuple[tuple[date, date], ...] = ()
    vacant_since: date | None = None
    exempt_children: frozenset[str] = frozenset()

    @property
    def point(self) -> Point | None:
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    @property
    def others(self) -> tuple[Resident, ...]:
        """Every child known to live there, placed and own."""
        return self.placed + (self.own_children or ())


@dataclass(frozen=True, slots=True)
class Child:
    """What a home needs to know of one child. ``school`` is None for a child who attends none."""

    id: str
    age: int | None
    sex: str | None
    language: str | None = None
    identity_needs: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None
    home: Point | None = None
    school: Point | None = None
    breathing: bool | None = None
    allergies: tuple[str, ...] | None = None
    own_room: bool | None = None
    only_child: bool | None = None
    not_with: tuple[str, ...] | None = None

    @property
    def daytime(self) -> Point | None:
        """Where the daily journey goes: the school, or the family home where there is none."""
        return self.school or self.home


@dataclass(frozen=True, slots=True)
class Circle:
    """An area to avoid: a home nearer than ``km`` to the point is excluded."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Group:
    """One referral: a child, or brothers and sisters. ``together`` is n/a, must or should."""

    id: str
    la: str
    type: str
    urgency: str
    needed_by: date
    ends: date | None
    together: str
    children: tuple[Child, ...]
    max_km: float | None = None
    avoid: tuple[Circle, ...] = ()
    wishes: tuple[str, ...] = ()
    referred_at: str = ""

    @property
    def whole_only(self) -> bool:
        """Placed whole or not at all: a single child, or a group that must stay together."""
        return len(self.children) == 1 or self.together == "must"


@dataclass(frozen=True)
class Instance:
    """Everything one matching run looks at. Dates inside are relative to ``today``."""

    today: date
    las: tuple[Council, ...]
    agencies: tuple[Agency, ...]
    households: tuple[Household, ...]
    groups: tuple[Group, ...]
    label: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def agency(self) -> dict[str, Agency]:
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def household(self) -> dict[str, Household]:
        return {household.id: household for household in self.households}

    @cached_property
    def group(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}
