"""Field by field reading of plain JSON, collecting every problem in words before giving up."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .facts import Point

MOST_PROBLEMS_TOLD = 20


class InstanceError(ValueError):
    """The file cannot be used. ``problems`` lists what to put right, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        shown = problems[:MOST_PROBLEMS_TOLD]
        more = len(problems) - len(shown)
        tail = [f"and {more} more of the kind"] if more else []
        super().__init__("The instance cannot be read:\n- " + "\n- ".join(shown + tail))


class Fields:
    """One JSON object being read. Every method returns a usable value and notes what was wrong."""

    __slots__ = ("data", "problems", "where")

    def __init__(self, data: object, where: str, problems: list[str]) -> None:
        self.where, self.problems = where, problems
        if not isinstance(data, Mapping):
            problems.append(f"{where} must be an object with named fields, not {_shown(data)}.")
            data = {}
        self.data: Mapping[str, Any] = data

    def wrong(self, key: str, wanted: str) -> None:
        found = _shown(self.data[key]) if key in self.data else "missing"
        self.problems.append(f"{self.where}: {key} must be {wanted}, not {found}.")

    def _null(self, key: str, unknown: bool) -> bool:
        return unknown and key in self.data and self.data[key] is None

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value:
            return value
        self.wrong(key, "some text")
        return ""

    def choice(self, key: str, allowed: Iterable[str], *, unknown: bool = False) -> str | None:
        value = self.data.get(key)
        if self._null(key, unknown):
            return None
        options = tuple(allowed)
        if value in options:
            return str(value)
        self.wrong(key, "one of " + ", ".join(options))
        return options[0]

    def whole(self, key: str, low: int, high: int, *, unknown: bool = False) -> int | None:
        value = self.data.get(key)
        if self._null(key, unknown):
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(key, f"a whole number from {low} to {high}")
        return low

    def number(self, key: str, low: float, high: float, *, unknown: bool = False) -> float | None:
        value = self.data.get(key)
        if self._null(key, unknown):
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(key, f"a number from {low:g} to {high:g}")
        return low

    def flag(self, key: str, *, unknown: bool = True) -> bool | None:
        value = self.data.get(key)
        if isinstance(value, bool) or self._null(key, unknown):
            return value
        self.wrong(key, "true or false")
        return False

    def day(self, key: str, *, unknown: bool = False) -> date | None:
        if self._null(key, unknown):
            return None
        found = as_day(self.data.get(key))
        if found is None:
            self.wrong(key, "a date such as 2026-01-05")
        return found or date.min

    def words(self, key: str, allowed: Iterable[str] = ()) -> tuple[str, ...] | None:
        """A list of words; null is "not known". With ``allowed``, each must be one of them."""
        value, options = self.data.get(key), tuple(allowed)
        if self._null(key, True):
            return None
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            strange = [word for word in value if options and word not in options]
            if not strange:
                return tuple(value)
            self.problems.append(
                f"{self.where}: {key} has {_shown(strange[0])}, which is none of {', '.join(options)}."
            )
            return ()
        self.wrong(key, "a list of words")
        return ()

    def point(self, key: str) -> Point | None:
        value = self.data.get(key)
        if self._null(key, True):
            return None
        if isinstance(value, list) and len(value) == 2 and _on_earth(value[0], value[1]):
            return value[0], value[1]
        self.wrong(key, "a pair of latitude and longitude")
        return None

    def parts(self, key: str) -> list["Fields"]:
        """The objects of a list, each knowing where it stands."""
        value = self.data.get(key)
        if not isinstance(value, list):
            self.wrong(key, "a list")
            return []
        return [Fields(item, _place(self.where, key, i, item), self.problems) for i, item in enumerate(value)]


def as_day(value: object) -> date | None:
    """An ISO day, or None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _on_earth(lat: object, lon: object) -> bool:
    numeric = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (lat, lon))
    return numeric and -90 <= lat <= 90 and -180 <= lon <= 180  # type: ignore[operator]


def _place(where: str, key: str, index: int, item: object) -> str:
    name = item.get("id") if isinstance(item, Mapping) else None
    here = f"{key} {name}" if isinstance(name, str) else f"{key} number {index + 1}"
    return here if where == "instance" else f"{where}, {here}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
