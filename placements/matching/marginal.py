"""How many more children would be placed if one more home were found: exact, by solving again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from .assign import DIRECT_UP_TO
from .columns import Columns
from .facts import Agency, Household, Instance
from .pool import Pool
from .pricing import Trace, solve_kept, solve_priced
from .problem import CoreRows, Index
from .ruleset import RuleSet


class Marginal:
    """The most children of an instance that can be placed, and what added homes would change.

    The instance's columns are made once; each question adds only the columns of its own homes.
    """

    def __init__(self, instance: Instance, rules: RuleSet | None = None) -> None:
        self.instance, self.rules = instance, rules or RuleSet()
        self.columns = Columns.of(instance, self.rules)

    @cached_property
    def plan(self) -> Index:
        """Positions of the columns of a plan that places the most children as things stand."""
        return most_placed(self.columns)

    @property
    def placed(self) -> int:
        """The most children that can be placed as things stand."""
        return int(self.columns.size[self.plan].sum())

    def extra_placed(self, homes: Sequence[Household], agencies: Sequence[Agency] = ()) -> int:
        """How many more children could be placed with these homes added.

        ``agencies`` are needed for homes of agencies that the instance does not know. Raises ValueError in words
        for a home whose id is taken or whose agency is unknown.
        """
        added = self._added(homes, agencies)
        if not len(added):
            return 0
        both = self.columns.extended(added)  # our columns come first: our plan is one of theirs
        return int(both.size[most_placed(both, self.plan)].sum()) - self.placed

    def one_of(self, homes: Sequence[Household], agencies: Sequence[Agency] = ()) -> Callable[[int], int]:
        """A question: how many more children could be placed with the one home of that number added?

        The columns of all of them are made at once, so that each question costs its solution alone. Homes may not
        share an id. Raises ValueError as `extra_placed` does.
        """
        added = self._added(homes, agencies)
        names = {home.id: number for number, home in enumerate(added.pool.homes)}
        together, there = self.columns.extended(added), len(self.columns.pool)

        def extra(number: int) -> int:
            at = names.get(homes[number].id)
            if at is None or not (added.home == at).any():
                return 0
            mine = together.only(np.flatnonzero((together.home < there) | (together.home == there + at)))
            return int(mine.size[most_placed(mine, self.plan)].sum()) - self.placed

        return extra

    def with_home(self, home: Household) -> "Marginal":
        """The same with a home there as well."""
        made = Marginal.__new__(Marginal)
        made.instance = replace(self.instance, households=(*self.instance.households, home))
        made.rules = self.rules
        made.columns = self.columns.extended(self._added([home], ()))
        made.plan = most_placed(made.columns, self.plan)
        return made

    def _added(self, homes: Sequence[Household], agencies: Sequence[Agency]) -> Columns:
        """The columns of the added homes alone; a home that nobody could live in has none."""
        known = {**self.instance.agency, **{agency.id: agency for agency in agencies}}
        for home in homes:
            if home.id in self.instance.household:
                raise ValueError(f"A household with the id {home.id} is there already; give the added one its own.")
            if home.agency not in known:
                raise ValueError(f"The agency {home.agency} of the added household is not known; pass it as well.")
        usable = [home for home in homes if home.status == "open" and home.vacant != 0]
        return Columns.between(self.columns.groups, Pool(usable, known), self.rules)


def most_placed(columns: Columns, known: Index | None = None) -> Index:
    """Positions of the columns of a plan that places the most children; ``known``: a plan to begin with."""
    worth = columns.size.astype(float)
    core, trace = CoreRows(columns), Trace()
    if len(columns) > DIRECT_UP_TO:
        return solve_priced(core, worth, trace, step=1.0, known=known)
    return solve_kept(core, worth, np.arange(len(columns)), trace, known, step=1.0).chosen


def extra_children(instance: Instance, home: Household, rules: RuleSet | None = None) -> int:
    """How many more children of ``instance`` could be placed if ``home`` were added."""
    return Marginal(instance, rules).extra_placed([home])
