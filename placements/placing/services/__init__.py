"""The register's one door: only this package occupies a place, under the household's lock.

Order of every write: lock the referral (where there is one), lock the homes in the order of their ids, let go
of holds whose time is up, look again at what is free, write. The exclusion constraints and the foreign key in
time to the place have the last word. Nobody who loses a race is told a child's name.
"""

from placements.placing.services.decisions import place
from placements.placing.services.door import HOLD_FOR, PlaceTaken, Stay
from placements.placing.services.holds import confirm, extend, hold, release
from placements.placing.services.rooms import emergency_places, record_exemption
from placements.placing.services.stays import (
    Ended,
    change_dates,
    end_placement,
    move,
    short_break,
    write_briefing,
    write_debrief,
)

__all__ = [
    "HOLD_FOR",
    "Ended",
    "PlaceTaken",
    "Stay",
    "change_dates",
    "confirm",
    "emergency_places",
    "end_placement",
    "extend",
    "hold",
    "move",
    "place",
    "record_exemption",
    "release",
    "short_break",
    "write_briefing",
    "write_debrief",
]
