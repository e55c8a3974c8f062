"""``match-rules/1``: the weights and bounds of matching as data, to be changed per council and kept with a match."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from typing import Any, Literal, Self

from .facts import Child, Household

VERSION = "match-rules/1"
PARTS = (
    "school", "home", "skills", "identity", "language", "wishes", "experience", "same_la", "fit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LimitAnswer:
    """What the fostering limit says of some children joining a home.

    ``within`` is None where a fact is missing; ``step`` tells the lawful way out, blank where there is none.
    """

    within: bool | None
    sentence: str = ""
    step: str = ""


UsualLimit = Callable[[Household, tuple[Child, ...]], LimitAnswer]


@dataclass(frozen=True, slots=True)
class Weights:
    """Milli-points for each thousandth of a part's value; the default adds up to 100 points a child."""

    school: int = 15
    home: int = 10
    skills: int = 25
    identity: int = 10
    language: int = 10
    wishes: int = 10
    experience: int = 10
    same_la: int = 5
    fit: int = 5

    def row(self) -> tuple[int, ...]:
        return tuple(getattr(self, part) for part in PARTS)


@dataclass(frozen=True)
class RuleSet:
    """One council's settings. Distances in hectometres, ages in years, ``max_km`` in kilometres.

    The default reads the plain rules of instance files. :meth:`product` turns on lawful steps, asks
    ``usual_limit_of`` for the usual fostering limit (Children Act 1989, Schedule 7) and treats bedroom sharing
    over ``own_room_over`` as *agreement needed* (national minimum standard 10.6).
    """

    weights: Weights = field(default_factory=Weights)
    near_hm: int = 30
    far_hm: int = 400
    max_km: float | None = None  # a council's own bound, beside each referral's
    usual_limit: int = 3
    room_age: int = 2
    share_under: int = 5
    smoke_under: int = 5
    teen_age: int = 12
    mandatory_needs: tuple[str, ...] = ("complex_health", "harmful_sexual_behaviour")
    dated_stays: tuple[str, ...] = ("emergency", "respite", "remand")
    avoid_home_value: int = 500
    fit_step: int = 250
    experience_base: int = 1
    experience_per_need: int = 2
    experience_cap: int = 10
    tie_milli: int = 1000
    urgency_weights: tuple[int, int, int] = (3, 2, 1)
    plan_weights: tuple[int, int, int] = (10_000, 1_000, 500)
    sharing: Literal["plain", "agreement"] = "plain"
    own_room_over: int = 3
    lawful_steps: bool = False
    emergency_days: int = 6
    usual_limit_of: UsualLimit | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        bad = [part for part, weight in zip(PARTS, self.weights.row(), strict=True) if weight < 0]
        if bad:
            raise ValueError(f"A weight cannot be negative: {', '.join(bad)}. Use 0 to leave a part out.")
        if not 0 <= self.near_hm < self.far_hm:
            raise ValueError("near_hm must be at least 0 and less than far_hm.")

    @classmethod
    def product(cls, *, usual_limit: UsualLimit | None = None, **settings: Any) -> Self:
        """The reading used in the service. ``settings`` are fields of this class; ``weights`` may be a mapping."""
        weights = settings.pop("weights", Weights())
        if isinstance(weights, Mapping):
            weights = replace(Weights(), **weights)
        chosen = {"sharing": "agreement", "lawful_steps": True, **settings}
        return cls(weights=weights, usual_limit_of=usual_limit, **chosen)

    def with_weights(self, **weights: int) -> Self:
        """The same rules with some weights changed."""
        return replace(self, weights=replace(self.weights, **weights))

    def as_data(self) -> dict[str, Any]:
        """Every setting as JSON-ready data; :meth:`from_data` reads it back."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "usual_limit_of"}
        data = {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items() if k != "weights"}
        return {"version": VERSION, "weights": asdict(self.weights), **data}

    @classmethod
    def from_data(cls, data: Mapping[str, Any], *, usual_limit: UsualLimit | None = None) -> Self:
        """Settings stored by :meth:`as_data`. Raises ValueError for another version or an unknown setting."""
        stored = dict(data)
        version = stored.pop("version", VERSION)
        if version != VERSION:
            raise ValueError(f"These settings are {version}; this engine reads {VERSION}.")
        known = {f.name for f in fields(cls)} - {"usual_limit_of"}
        strange = sorted(set(stored) - known)
        if strange:
            raise ValueError(f"Unknown settings: {', '.join(strange)}.")
        weights = Weights(**stored.pop("weights", {}))
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()}
        return cls(**{**plain, "weights": weights, "usual_limit_of": usual_limit})

    @property
    def name(self) -> str:
        """``match-rules/1``, with a short digest where any setting differs from the default."""
        if self == type(self)():
            return VERSION
        text = json.dumps(self.as_data(), sort_keys=True, separators=(",", ":"))
        return f"{VERSION}+{sha256(text.encode()).hexdigest()[:8]}"

    def furthest_km(self, asked: float | None) -> float | None:
        """The stricter of the referral's and the council's own greatest distance."""
        bounds = [km for km in (asked, self.max_km) if km is not None]
        return min(bounds, default=None)

    def urgency(self, urgency: str) -> int:
        return self.urgency_weights[("emergency", "urgent", "planned").index(urgency)]
