"""The region as plain data. Numbers in `home`, `child`, `organisation` fields are positions in the lists."""

from dataclasses import dataclass, field
from datetime import date, datetime

Facts = dict[str, object]


@dataclass(slots=True)
class OrganisationPlan:
    """`serves`: codes of the areas it works in. `area`: a council's own."""

    name: str
    slug: str
    agency_kind: str
    serves: tuple[str, ...]
    area: str = ""
    telephone: str = ""

    @property
    def is_council(self) -> bool:
        return bool(self.area)


@dataclass(frozen=True, slots=True)
class Spot:
    """A postcode sector: where something lies."""

    sector: str
    lat: float
    lon: float
    council: str


@dataclass(slots=True)
class Terms:
    """Approval from `starts` on, until the next terms or the end of the home."""

    starts: date
    max_children: int | None
    age_min: int
    age_max: int
    sex: str
    kinds: tuple[str, ...]
    sibling_max: int | None
    reason: str


@dataclass(slots=True)
class AbsencePlan:
    """A place that can't be used in [starts, ends); no end, open."""

    slot: int
    starts: date
    ends: date | None
    reason: str


@dataclass(slots=True)
class HomePlan:
    """An approved household with `places` rooms, one place each."""

    organisation: int
    kind: str
    name: str
    carers: str
    spot: Spot
    postcode: str
    approved_on: date
    ended_on: date | None
    places: int
    terms: list[Terms]
    facts: Facts = field(default_factory=dict)
    status: str = "open"
    reference: str = ""
    absences: list[AbsencePlan] = field(default_factory=list)
    application: int | None = None


@dataclass(slots=True)
class ChildPlan:
    """A child of the council `organisation`; `group` numbers brothers and sisters."""

    organisation: int
    birth_month: date
    sex: str
    group: int
    spot: Spot
    reference: str = ""
    facts: Facts = field(default_factory=dict)

    def age_on(self, day: date) -> int:
        """Full years on `day`, a birthday counted from the first day of its month."""
        return day.year - self.birth_month.year - (day.month < self.birth_month.month)


@dataclass(slots=True)
class StayPlan:
    """A child in a place in [starts, ends). `state` is placed, ended, held or released."""

    child: int
    home: int
    slot: int
    starts: date
    ends: date | None = None
    whole_home: bool = False
    state: str = "placed"
    referral: int | None = None
    expires_at: datetime | None = None


@dataclass(slots=True)
class SharePlan:
    organisation: int
    level: str
    shared_at: datetime
    answer_by: datetime | None
    ended_at: datetime | None


@dataclass(slots=True)
class ReferralPlan:
    organisation: int
    children: tuple[int, ...]
    referred_at: datetime
    facts: Facts
    reference: str = ""
    shares: list[SharePlan] = field(default_factory=list)


@dataclass(slots=True)
class EnquiryPlan:
    organisation: int
    name: str
    received_at: datetime
    state: str
    spot: Spot | None
    facts: Facts


@dataclass(slots=True)
class ApplicationPlan:
    organisation: int
    enquiry: int
    name: str
    stage: str
    facts: Facts
    # Who applies, lives there and vouches; a check's "about" is a place in this list.
    people: list[Facts] = field(default_factory=list)
    checks: list[Facts] = field(default_factory=list)
    decisions: list[Facts] = field(default_factory=list)


@dataclass(slots=True)
class Region:
    """Everything that will be written. `organisations[0]` is the council the region was made for."""

    as_of: date
    organisations: list[OrganisationPlan]
    homes: list[HomePlan] = field(default_factory=list)
    children: list[ChildPlan] = field(default_factory=list)
    stays: list[StayPlan] = field(default_factory=list)
    referrals: list[ReferralPlan] = field(default_factory=list)
    enquiries: list[EnquiryPlan] = field(default_factory=list)
    applications: list[ApplicationPlan] = field(default_factory=list)
