from placements.selectors.homes import RoomToday, home_today, occupancy
from placements.selectors.referrals import referrals
from placements.selectors.shortages import Now, shortage_now_for

__all__ = ["Now", "RoomToday", "home_today", "occupancy", "referrals", "shortage_now_for"]
