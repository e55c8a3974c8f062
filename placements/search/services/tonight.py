"""Friday, half past four: which homes could take the children now, which could by a lawful step, how to split."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Organisation
from placements.search.services import matches
from placements.search.services.matching import Ranked

TOGETHER, POSSIBLE = 10, 12


@dataclass(frozen=True)
class Evening:
    """Household ids: homes for all of them, best first; homes that a lawful step would open; the best splits."""

    together: Sequence[str]
    possible: Sequence[str]
    splits: Sequence[matches.Split]

    @property
    def everyone(self) -> list[str]:
        away = [home for split in self.splits for _, home in split.parts]
        return list(dict.fromkeys([*self.together, *self.possible, *away]))


def evening_of(ranked: Ranked, council: Organisation) -> Evening:
    together = [home.household for home in ranked.ranking.top(TOGETHER)]
    possible = ranked.ranking.possible_if()[:POSSIBLE]
    return Evening(together, possible, matches.best_splits(ranked, council))
