"""Bars in hundredths of the longest: need against usable places, a funnel, the parts of a score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from accounts.pages.charts.scales import nice_ticks


@dataclass(frozen=True)
class GapRow:
    """One bar: need and usable places in one unit; `low` and `high` are need's 10th and 90th percentile."""

    label: str
    need: float
    usable: float
    low: float | None = None
    high: float | None = None
    words: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        if self.need < 0 or self.usable < 0:
            raise ValueError(f"{self.label}: need and usable places cannot be below nought.")

    @property
    def short(self) -> float:
        return max(0.0, self.need - self.usable)

    @property
    def spare(self) -> float:
        return max(0.0, self.usable - self.need)


@dataclass(frozen=True)
class GapBars:
    """Rows on one scale that starts at nought."""

    title: str
    rows: Sequence[GapRow]
    description: str = ""
    unit: str = "places"
    ticks: list[float] = field(init=False)

    def __post_init__(self) -> None:
        longest = max((max(row.need, row.usable, row.high or 0) for row in self.rows), default=0)
        object.__setattr__(self, "ticks", nice_ticks(0, longest or 1, 4))

    @property
    def has_intervals(self) -> bool:
        return any(row.low is not None and row.high is not None for row in self.rows)

    def length(self, value: float) -> float:
        """Hundredths of the axis."""
        return round(100 * value / self.ticks[-1], 2)


@dataclass(frozen=True)
class FunnelStep:
    """How many remain after a test; `words` say what the test asks."""

    label: str
    count: int
    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class Funnel:
    """Steps in order; a later step can never hold more than an earlier one."""

    title: str
    steps: Sequence[FunnelStep]
    noun: str = "homes"

    def __post_init__(self) -> None:
        counts = [step.count for step in self.steps]
        if any(later > earlier for earlier, later in pairwise(counts)):
            raise ValueError(f"{self.title}: a step of a funnel holds more than the step before it ({counts}).")

    def length(self, step: FunnelStep) -> float:
        """Hundredths of the first step; anything above nought stays visible."""
        whole = self.steps[0].count
        return max(0.6, round(100 * step.count / whole, 2)) if whole and step.count else 0.0

    def lost(self, index: int) -> int:
        return self.steps[index - 1].count - self.steps[index].count if index else 0


@dataclass(frozen=True)
class ScorePart:
    """One part of a score: points won of the most that could be won."""

    name: str
    points: float
    most: float
    words: str = ""

    def __post_init__(self) -> None:
        if self.most <= 0 or not 0 <= self.points <= self.most:
            raise ValueError(f"{self.name}: {self.points} of {self.most} points is not a part of a score.")


@dataclass(frozen=True)
class ScoreBars:
    """Upright bars, one a part, each as wide as its weight allows so that area is points."""

    parts: Sequence[ScorePart]
    height: float = 26.0
    width: float = 132.0
    gap: float = 2.0

    @property
    def total(self) -> float:
        return sum(part.points for part in self.parts)

    def bars(self) -> list[dict[str, float]]:
        """x, y, width and height of each bar, and of the faint box that shows the most it could be."""
        whole = sum(part.most for part in self.parts)
        free = self.width - self.gap * max(0, len(self.parts) - 1)
        drawn, x = [], 0.0
        for part in self.parts:
            wide = free * part.most / whole
            tall = self.height * part.points / part.most
            drawn.append(
                {
                    "x": round(x, 2),
                    "y": round(self.height - tall, 2),
                    "width": round(wide, 2),
                    "height": round(tall, 2),
                }
            )
            x += wide + self.gap
        return drawn

    @property
    def in_words(self) -> str:
        return "; ".join(f"{part.name} {part.points:g} of {part.most:g}" for part in self.parts)
