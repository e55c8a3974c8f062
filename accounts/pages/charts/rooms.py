"""Rooms of a home: what each is today, and month by month."""

from collections.abc import Sequence
from dataclasses import dataclass

STATES = {
    "filled": "Filled",
    "held": "Held",
    "vacant": "Vacant",
    "unavailable": "Not available",
}


def _check(state: str) -> None:
    if state not in STATES:
        raise ValueError(f"A room is {', '.join(STATES)}; not {state!r}.")


@dataclass(frozen=True)
class Room:
    """One place as a room; `words` say who, since when, until when or why."""

    label: str
    state: str
    words: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        _check(self.state)

    @property
    def state_words(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True)
class CapacityRow:
    """One room's state in each period; `notes` (as many, or none) give the reason behind a state."""

    label: str
    states: Sequence[str]
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        for state in self.states:
            _check(state)
        if self.notes and len(self.notes) != len(self.states):
            raise ValueError(f"{self.label}: {len(self.notes)} notes for {len(self.states)} periods.")

    @property
    def cells(self) -> list[dict[str, str]]:
        notes = self.notes or [""] * len(self.states)
        return [
            {"state": state, "note": note, "words": STATES[state] + (f": {note}" if note else "")}
            for state, note in zip(self.states, notes, strict=True)
        ]


@dataclass(frozen=True)
class CapacityStrip:
    """Rooms by periods, each period with its name in full ("November 2026")."""

    title: str
    periods: Sequence[str]
    rows: Sequence[CapacityRow]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.states) != len(self.periods):
                raise ValueError(f"{row.label}: {len(row.states)} states for {len(self.periods)} periods.")

    @property
    def states_shown(self) -> list[tuple[str, str]]:
        """The states that occur, for the key, in their usual order."""
        used = {state for row in self.rows for state in row.states}
        return [(state, words) for state, words in STATES.items() if state in used]
