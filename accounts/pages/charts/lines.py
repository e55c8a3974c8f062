"""Charts over time: a forecast with its interval, and a sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.pages.charts.scales import coordinate, line_path, nice_ticks, scale, spread


def shown(value: float) -> str:
    """A figure beside a chart: whole from ten on, one decimal below."""
    return f"{value:.0f}" if abs(value) >= 10 else f"{round(value, 1):g}"


@dataclass(frozen=True)
class FanPoint:
    """One time step: the 10th, 50th and 90th percentile. What is known has the same figure three times."""

    label: str
    low: float
    middle: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.middle <= self.high:
            raise ValueError(f"{self.label}: percentiles out of order ({self.low}, {self.middle}, {self.high}).")

    @classmethod
    def known(cls, label: str, value: float) -> "FanPoint":
        return cls(label, value, value, value)


@dataclass(frozen=True)
class FanChart:
    """What was, then what is likely: the band runs from the last known point, which `known_words` name ("now")."""

    title: str
    history: Sequence[FanPoint]
    forecast: Sequence[FanPoint]
    description: str = ""
    unit: str = "places"
    known_words: str = ""

    def __post_init__(self) -> None:
        if not self.forecast:
            raise ValueError("A fan chart needs at least one forecast point.")

    @property
    def points(self) -> list[FanPoint]:
        return [*self.history, *self.forecast]

    def at(self, width: float, height: float, right: float) -> dict[str, Any]:
        """Everything a template needs to draw it `width` by `height`, with `right` kept free for labels."""
        left, top, bottom = 40.0, 14.0, height - 30.0
        ticks = nice_ticks(min(0, *(p.low for p in self.points)), max(p.high for p in self.points), 4)
        ends = (ticks[0], ticks[-1])
        last = len(self.points) - 1
        xs = [scale(i, (0, last), (left, width - right)) if last else left for i in range(last + 1)]

        def y(value: float) -> float:
            return scale(value, ends, (bottom, top))

        fan = list(zip(xs, self.points, strict=True))[max(0, len(self.history) - 1) :]
        return {
            "width": width,
            "height": height,
            "left": left,
            "plot_right": coordinate(width - right),
            "ticks": [{"y": coordinate(y(t)), "text": f"{t:g}"} for t in ticks],
            "band": line_path(
                [(x, y(p.high)) for x, p in fan] + [(x, y(p.low)) for x, p in reversed(fan)], closed=True
            ),
            "middle": line_path([(x, y(p.middle)) for x, p in fan]),
            "history": line_path([(x, y(p.middle)) for x, p in zip(xs, self.history, strict=False)]),
            "now": coordinate(fan[0][0]) if self.history else "",
            "bottom": coordinate(bottom),
            "months": self._month_labels(xs, width),
            "ends": self._end_labels([y(v) for v in self._last_values()], top, bottom),
            "end_x": coordinate(xs[-1]),
            "end_y": coordinate(y(self.forecast[-1].middle)),
        }

    def _last_values(self) -> tuple[float, float, float]:
        end = self.forecast[-1]
        return end.high, end.middle, end.low

    def _end_labels(self, places: list[float], top: float, bottom: float) -> list[dict[str, str]]:
        kinds = zip(("high", "middle", "low"), self._last_values(), spread(places, 19, top, bottom), strict=True)
        return [{"kind": kind, "text": shown(value), "y": coordinate(place)} for kind, value, place in kinds]

    def _month_labels(self, xs: list[float], width: float) -> list[dict[str, str]]:
        """The first and last label, and as many between as the width holds."""
        every = max(1, round(len(xs) * 76 / width))
        shown = [i for i in range(len(xs)) if (len(xs) - 1 - i) % every == 0]
        return [{"x": coordinate(xs[i]), "text": self.points[i].label} for i in shown]


@dataclass(frozen=True)
class Sparkline:
    """A small line beside a figure: direction only, so it has no axis; its words say first, last and span."""

    values: Sequence[float]
    first_label: str = ""
    last_label: str = ""
    width: float = 104.0
    height: float = 30.0

    def __post_init__(self) -> None:
        if len(self.values) < 2:
            raise ValueError("A sparkline needs two values or more.")

    def points(self) -> list[tuple[float, float]]:
        ends = (min(self.values), max(self.values))
        if ends[0] == ends[1]:
            ends = (ends[0] - 1, ends[1] + 1)
        last = len(self.values) - 1
        return [
            (scale(i, (0, last), (3, self.width - 5)), scale(value, ends, (self.height - 4, 4)))
            for i, value in enumerate(self.values)
        ]

    @property
    def path(self) -> str:
        return line_path(self.points())

    @property
    def end(self) -> dict[str, str]:
        x, y = self.points()[-1]
        return {"x": coordinate(x), "y": coordinate(y)}

    @property
    def in_words(self) -> str:
        first, last = f"{self.values[0]:g}", f"{self.values[-1]:g}"
        if self.first_label and self.last_label:
            return f"From {first} in {self.first_label} to {last} in {self.last_label}"
        return f"From {first} to {last}"
