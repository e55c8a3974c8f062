"""How hard a home is to stand in for: the option value of a place, shown apart from any child's score."""

import numpy as np

from .columns import Columns
from .solver import Floats


def scarcity(columns: Columns) -> Floats:
    """0 to 1 for each home of the columns' pool.

    A whole group with few homes gives each of them a large share of its need (1 ÷ its number of homes); a home's
    shares add up, and the home with most of them is 1. Spending it on a group with many choices costs others.
    """
    whole = np.array([part.whole for part in columns.parts], np.bool_)
    out = np.zeros(len(columns.pool))
    if not len(columns):
        return out
    choices = np.bincount(columns.part, minlength=len(columns.parts))
    kept = whole[columns.part]
    np.add.at(out, columns.home[kept], 1.0 / choices[columns.part[kept]])
    top = out.max()
    return out / top if top else out
