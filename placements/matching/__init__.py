"""Matching: which homes could meet a referral, in what order, why not the others, and the best plan for all.

Plain Python and numpy (HiGHS for the plan): no Django, no database. Start at :mod:`.instance` (facts),
:mod:`.ruleset` (weights and bounds), :mod:`.ranking` (one referral) and :mod:`.assign` (all open referrals).
"""
