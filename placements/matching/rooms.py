"""How many bedrooms a set of children needs: the smallest number by the best pairing.

Children under ``room_age`` count for none. Two may share if neither has ``own_room`` and they are of one sex or
both young. Unknown facts give a range: the fewest rooms it could be, and the most.
"""

from collections.abc import Callable, Sequence
from functools import cache

from .facts import Child
from .ruleset import RuleSet

MayShare = Callable[[Child, Child], bool]


def rooms_needed(children: Sequence[Child], rules: RuleSet, *, sharing: bool) -> tuple[int, int]:
    """(fewest, most) rooms under ``rules``; equal when every fact is known.

    With ``rules.sharing`` set to agreement, children over ``own_room_over`` share only after an agreement, so
    they count as one room each here; see :func:`rooms_by_agreement`.
    """
    agreed = rules.sharing == "plain"
    return _range(children, rules, sharing=sharing, agreed=agreed)


def fewest_possible(children: Sequence[Child], rules: RuleSet) -> tuple[int, int]:
    """The lower ends of :func:`rooms_needed`: (without sharing, with sharing)."""
    sure = [c for c in children if c.age is not None and c.age >= rules.room_age]
    agreed = rules.sharing == "plain"
    return len(sure), fewest(sure, lambda a, b: _may_share(a, b, rules, agreed=agreed, hopeful=True))


def rooms_by_agreement(children: Sequence[Child], rules: RuleSet) -> tuple[int, int]:
    """(fewest, most) rooms when every lawful sharing is agreed (minimum standard 10.6)."""
    return _range(children, rules, sharing=True, agreed=True)


def _range(children: Sequence[Child], rules: RuleSet, *, sharing: bool, agreed: bool) -> tuple[int, int]:
    sure = [c for c in children if c.age is not None and c.age >= rules.room_age]
    maybe = [c for c in children if c.age is None]
    if not sharing:
        return len(sure), len(sure) + len(maybe)

    def could(a: Child, b: Child) -> bool:
        return _may_share(a, b, rules, agreed=agreed, hopeful=True)

    def surely(a: Child, b: Child) -> bool:
        return _may_share(a, b, rules, agreed=agreed, hopeful=False)

    # A child of unknown age may need no room, but may not serve as a free partner either.
    return fewest(sure, could), fewest(sure, surely) + len(maybe)


def _may_share(a: Child, b: Child, rules: RuleSet, *, agreed: bool, hopeful: bool) -> bool:
    for child in (a, b):
        if child.own_room or (child.own_room is None and not hopeful):
            return False
        if not agreed and (child.age or 0) > rules.own_room_over:
            return False
    if all((child.age or 0) < rules.share_under for child in (a, b)):
        return True
    if a.sex is None or b.sex is None:
        return hopeful
    return a.sex == b.sex


def fewest(children: Sequence[Child], may_share: MayShare) -> int:
    """Rooms for these children when as many pairs as possible share: a largest matching, by recursion."""
    n = len(children)
    if n < 2:
        return n
    if n == 2:
        return 1 if may_share(children[0], children[1]) else 2
    friends = [sum(1 << j for j in range(n) if j != i and may_share(children[i], children[j])) for i in range(n)]

    @cache
    def pairs(left: int) -> int:
        if not left:
            return 0
        first = (left & -left).bit_length() - 1
        rest = left & (left - 1)
        best, options = pairs(rest), friends[first] & rest
        while options:
            other = options & -options
            best = max(best, 1 + pairs(rest & ~other))
            options &= options - 1
        return best

    return n - pairs((1 << n) - 1)
