"""Rows turned into the matching engine's facts: homes of every agency (read by the matcher), one referral."""

from placements.candidates.homes import agencies_now, homes_on, pool_for
from placements.candidates.referrals import asked_for, children_counted, group_of, members_of

__all__ = ["agencies_now", "asked_for", "children_counted", "group_of", "homes_on", "members_of", "pool_for"]
