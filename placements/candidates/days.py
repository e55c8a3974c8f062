"""Some homes as they are on several days, in one message to the server whatever the number of days."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from accounts.tenancy.scopes import run_as
from placements.candidates.homes import facts_of
from placements.candidates.reading import SOME, Asked, named
from placements.matching.facts import Household as HomeFacts


def homes_on_days(days: Collection[date], households: Sequence[UUID]) -> dict[date, list[HomeFacts]]:
    """The facts of these homes on each of the days, as `homes_on` gives them for one."""
    asked = {day: Asked(day, list(households)) for day in sorted(days)}
    statements, parameters = [], {}
    for number, one in enumerate(asked.values()):
        marks = {"day": f"day_{number}", "period": f"period_{number}"}
        texts = SOME
        for name, mark in marks.items():
            texts = [text.replace(f"%({name})s", f"%({mark})s") for text in texts]
            parameters[mark] = one.parameters[name]
        statements += texts
        parameters["homes"] = one.parameters["homes"]
    results = run_as("hearth_matcher", statements, parameters) if statements else []
    each = len(SOME)
    return {
        day: facts_of(named(results[number * each : (number + 1) * each]), one)
        for number, (day, one) in enumerate(asked.items())
    }
