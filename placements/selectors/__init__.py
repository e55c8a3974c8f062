from placements.selectors.beside import open_beside, waiting_count, with_waiting
from placements.selectors.decisions import decisions_of
from placements.selectors.homes import RoomToday, home_today, occupancy
from placements.selectors.referrals import (
    asks_about,
    drafts,
    gates_waiting,
    inbox,
    lately_ended,
    living_with,
    notices_due,
    offers_for,
    quiet_referrals,
    recorded_lately,
    referrals,
    services_for,
    share_of,
)
from placements.selectors.shortages import Now, shortage_now_for

__all__ = [
    "Now",
    "RoomToday",
    "asks_about",
    "decisions_of",
    "drafts",
    "gates_waiting",
    "home_today",
    "inbox",
    "lately_ended",
    "living_with",
    "notices_due",
    "occupancy",
    "offers_for",
    "open_beside",
    "quiet_referrals",
    "recorded_lately",
    "referrals",
    "services_for",
    "share_of",
    "shortage_now_for",
    "waiting_count",
    "with_waiting",
]
