"""Rows turned into the matching engine's facts: homes of every agency (read by the matcher), one referral."""

from placements.candidates.homes import pool_for
from placements.candidates.referrals import group_of

__all__ = ["group_of", "pool_for"]
