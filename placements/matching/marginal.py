"""How many more children would be placed if one more home were found: exact, by solving again."""

from collections.abc import Sequence
from functools import cached_property
from math import floor

import numpy as np

from .assign import DIRECT_UP_TO
from .columns import Columns
from .facts import Agency, Household, Instance
from .pool import Pool
from .pricing import Trace, solve_kept, solve_priced
from .problem import CoreRows
from .ruleset import RuleSet


class Marginal:
    """The most children of an instance that can be placed, and what added homes would change.

    The instance's columns are made once; each question adds only the columns of its own homes.
    """

    def __init__(self, instance: Instance, rules: RuleSet | None = None) -> None:
        self.instance, self.rules = instance, rules or RuleSet()
        self.columns = Columns.of(instance, self.rules)

    @cached_property
    def placed(self) -> int:
        """The most children that can be placed as things stand."""
        return most_placed(self.columns)

    def extra_placed(self, homes: Sequence[Household], agencies: Sequence[Agency] = ()) -> int:
        """How many more children could be placed with these homes added.

        ``agencies`` are needed for homes of agencies that the instance does not know. Raises ValueError in words
        for a home whose id is taken or whose agency is unknown.
        """
        known = {**self.instance.agency, **{agency.id: agency for agency in agencies}}
        for home in homes:
            if home.id in self.instance.household:
                raise ValueError(f"A household with the id {home.id} is there already; give the added one its own.")
            if home.agency not in known:
                raise ValueError(f"The agency {home.agency} of the added household is not known; pass it as well.")
        usable = [home for home in homes if home.status == "open" and home.vacant != 0]
        if not usable:
            return 0
        added = Columns.between(self.columns.groups, Pool(usable, known), self.rules)
        return most_placed(self.columns.extended(added)) - self.placed if len(added) else 0


def most_placed(columns: Columns) -> int:
    """The most children that one plan can place."""
    worth = columns.size.astype(float)
    core, trace = CoreRows(columns), Trace()
    if len(columns) > DIRECT_UP_TO:
        chosen = solve_priced(core, worth, trace, step=1.0)
        return int(worth[chosen].sum())
    return floor(solve_kept(core, worth, np.arange(len(columns)), trace).value + 0.5)


def extra_children(instance: Instance, home: Household, rules: RuleSet | None = None) -> int:
    """How many more children of ``instance`` could be placed if ``home`` were added."""
    return Marginal(instance, rules).extra_placed([home])
