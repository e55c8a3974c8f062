"""The sixteen rules over all homes of a pool at once: one row of booleans per rule, True where a home fails.

The plain rules in :mod:`.rules` are the authority; a property test holds the two together.
"""

from collections.abc import Callable

import numpy as np

from .need import Need
from .pool import Bools, Pool
from .rules import Case
from .rules.home import usual_limit

Kernel = Callable[[Pool, Need, Bools], None]


def h01(pool: Pool, need: Need, out: Bools) -> None:
    np.logical_not(pool.is_open, out=out)


def h02(pool: Pool, need: Need, out: Bools) -> None:
    first = need.group.needed_by.toordinal()
    np.greater(pool.free_from, first, out=out)
    if need.group.type in need.rules.dated_stays:
        homes, start, end = pool.blocked
        # Without a known end only the ranges that cover the first day are certain to clash.
        last = need.group.ends.toordinal() if need.group.ends else first + 1
        out[homes[(start < last) & (end > first)]] = True


def h03(pool: Pool, need: Need, out: Bools) -> None:
    np.greater(pool.types_known, pool.types[need.group.type], out=out)


def h04(pool: Pool, need: Need, out: Bools) -> None:
    if need.ages:
        np.greater(pool.age_min, need.ages[0], out=out)
        out |= pool.age_max < need.ages[-1]


def h05(pool: Pool, need: Need, out: Bools) -> None:
    if "M" in need.sexes:
        out |= pool.girls_only
    if "F" in need.sexes:
        out |= pool.boys_only


def h06(pool: Pool, need: Need, out: Bools) -> None:
    np.less(pool.vacant, need.size, out=out)


def h07(pool: Pool, need: Need, out: Bools) -> None:
    np.greater(pool.held, need.rules.usual_limit - need.size, out=out)
    if need.rules.usual_limit_of is None:
        out &= pool.held > 0
        asked = pool.exempt
    else:
        asked = np.flatnonzero(out)
    for i in asked:
        out[i] = usual_limit(case_of(pool, need, int(i))).within is False


def h08(pool: Pool, need: Need, out: Bools) -> None:
    apart, sharing = need.fewest_rooms
    np.less(pool.rooms_free, sharing, out=out)
    if apart != sharing:
        out |= pool.no_sharing & (pool.rooms_free < apart)


def h09(pool: Pool, need: Need, out: Bools) -> None:
    if need.size > 1:
        np.less(pool.sibling_max, need.size, out=out)


def h10(pool: Pool, need: Need, out: Bools) -> None:
    if need.smoke_matters:
        out[:] = pool.smoker


def h11(pool: Pool, need: Need, out: Bools) -> None:
    for allergy in need.allergies:
        out |= pool.pets[allergy]


def h12(pool: Pool, need: Need, out: Bools) -> None:
    out[:] = pool.holds_only_child
    if need.only_child:
        out |= pool.held > 0


def h13(pool: Pool, need: Need, out: Bools) -> None:
    teen = need.rules.teen_age
    out |= pool.youngest < need.oldest_with_no_younger
    if "no_under_5" in need.not_with:
        out |= pool.youngest < 5
    if "no_male" in need.not_with:
        out |= pool.has_male
    if "no_female" in need.not_with:
        out |= pool.has_female
    if "no_other_teens" in need.not_with:
        out |= pool.oldest >= teen
    youngest, oldest = (need.ages[0], need.ages[-1]) if need.ages else (10**6, -1)
    out |= pool.asks_none_younger_than > youngest
    for code, met_here in (
        ("no_under_5", youngest < 5),
        ("no_male", "M" in need.sexes),
        ("no_female", "F" in need.sexes),
        ("no_other_teens", oldest >= teen),
    ):
        if met_here:
            out |= pool.asked_not_with[code]


def h14(pool: Pool, need: Need, out: Bools) -> None:
    for circle in need.group.avoid:
        hm = pool.places.hectometres((circle.lat, circle.lon))
        out |= (hm >= 0) & (hm < 10 * circle.km)
    most = need.rules.furthest_km(need.group.max_km)
    if most is not None:
        for point in need.family_homes:
            out |= pool.places.hectometres(point) > 10 * most


def h15(pool: Pool, need: Need, out: Bools) -> None:
    for skill in need.must_have:
        out |= pool.skills_known & ~pool.skills[skill]
    if need.group.type == "parent_and_child":
        out |= pool.not_pc_trained


def h16(pool: Pool, need: Need, out: Bools) -> None:
    out[:] = pool.not_serving(need.group.la)


KERNELS: tuple[Kernel, ...] = (
    h01, h02, h03, h04, h05, h06, h07, h08, h09, h10, h11, h12, h13, h14, h15, h16,
)  # fmt: skip


def case_of(pool: Pool, need: Need, i: int) -> Case:
    """The plain case of the home at index ``i``."""
    home = pool.homes[i]
    return Case(need.rules, need.group, need.children, home, pool.agencies[home.agency])


def failures(pool: Pool, need: Need) -> Bools:
    """(16, homes) booleans: which rule fails for which home."""
    out = np.zeros((len(KERNELS), len(pool)), np.bool_)
    for row, kernel in zip(out, KERNELS, strict=True):
        kernel(pool, need, row)
    return out
