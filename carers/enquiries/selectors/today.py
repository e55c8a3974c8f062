"""What to do today: overdue and due, new, stuck or waiting for others. A fixed number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from carers.enquiries.selectors.lanes import NAMES, Item, Lanes
from carers.homes.selectors.last_dates import homes_lacking

LANE = 15


@dataclass
class Today:
    """Lanes show the most pressing; `counts` says how many there are in each, all of them. `undated` is the number
    of homes whose last dates nobody has told Hearth: they are owed nothing until somebody does."""

    due: list[Item] = field(default_factory=list)
    arrived: list[Item] = field(default_factory=list)
    stuck: list[Item] = field(default_factory=list)
    waiting: list[Item] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    undated: int = 0


def today_for(agency_id: UUID, now: datetime, owner: UUID | None = None) -> Today:
    """The lanes for one worker (`owner`) or the whole team."""
    lanes, made = Lanes(agency_id, now, owner), Today()
    for name in NAMES:
        lane = lanes.lane(name)
        setattr(made, name, lane.stretch(0, LANE))
        made.counts[name] = lane.count
    made.undated = 0 if owner else homes_lacking(agency_id).count()
    return made
