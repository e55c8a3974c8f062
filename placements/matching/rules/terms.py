"""H01 to H06 and H09: is the home open, free in time, and approved for this?"""

from datetime import date

from ..facts import Household
from .base import Case, Rule, Step, count, day, emergency_step, listed, plain, who

STATUS_SAYS = {"on_hold": "The home is on hold.", "full": "The home is full."}


def open_test(case: Case) -> tuple[str, bool] | None:
    if case.home.status == "open":
        return None
    return STATUS_SAYS.get(case.home.status, "The home is not open to referrals."), True


def open_undo(case: Case) -> tuple[str, Case]:
    return "The home opens to referrals.", case.with_home(status="open")


def _clashes(case: Case) -> list[tuple[tuple[date, date], bool]]:
    """Blocked ranges that meet a dated stay; uncertain only where the stay has no known end."""
    group = case.group
    if group.type not in case.rules.dated_stays:
        return []
    late = [b for b in case.home.blocked if b[1] > group.needed_by]
    if group.ends is None:
        return [(b, b[0] <= group.needed_by) for b in late]
    return [(b, True) for b in late if b[0] < group.ends]


def time_test(case: Case) -> tuple[str, bool] | None:
    home, group = case.home, case.group
    if home.available_from is not None and home.available_from > group.needed_by:
        return f"Available from {day(home.available_from)}; needed by {day(group.needed_by)}.", True
    clashes = _clashes(case)
    if clashes:
        sure = [b for b, certain in clashes if certain]
        first, last = (sure or [b for b, _ in clashes])[0]
        return f"Not available from {day(first)} until {day(last)}, during the stay.", bool(sure)
    if home.available_from is None:
        return f"It is not known from when the home is free; needed by {day(group.needed_by)}.", False
    return None


def time_undo(case: Case) -> tuple[str, Case]:
    clashing = {b for b, _ in _clashes(case)}
    facts: dict[str, object] = {"blocked": tuple(b for b in case.home.blocked if b not in clashing)}
    said = [f"the dates from {day(a)} until {day(b)} are freed" for a, b in sorted(clashing)]
    free_from = case.home.available_from
    if free_from is not None and free_from > case.group.needed_by:
        facts["available_from"] = case.group.needed_by
        said.insert(0, f"the home is free by {day(case.group.needed_by)}")
    sentence = listed(said)
    return f"{sentence[:1].upper()}{sentence[1:]}.", case.with_home(**facts)


def type_test(case: Case) -> tuple[str, bool] | None:
    types, wanted = case.home.types, plain(case.group.type)
    if types is None:
        return f"It is not known which kinds of care the home is approved for; {wanted} is asked.", False
    if case.group.type in types:
        return None
    offered = listed(sorted(plain(t) for t in types)) or "no kind of care"
    return f"Not approved for {wanted}; approved for {offered}.", True


def type_undo(case: Case) -> tuple[str, Case]:
    types = (case.home.types or frozenset()) | {case.group.type}
    return f"Approval is widened to {plain(case.group.type)}.", case.with_home(types=types)


def _ages(home: Household) -> str:
    low = "any age" if home.age_min is None else str(home.age_min)
    high = "an age not known" if home.age_max is None else str(home.age_max)
    return f"ages {low} to {high}"


def age_test(case: Case) -> tuple[str, bool] | None:
    home, ages = case.home, [c.age for c in case.children if c.age is not None]
    outside = [
        age
        for age in ages
        if (home.age_min is not None and age < home.age_min) or (home.age_max is not None and age > home.age_max)
    ]
    if outside:
        said = listed(str(age) for age in sorted(set(outside)))
        return f"Approved for {_ages(home)}; a child here is {said}.", True
    if len(ages) < len(case.children):
        return f"A child's age is not known; the home is approved for {_ages(home)}.", False
    if home.age_min is None or home.age_max is None:
        return "The ages the home is approved for are not fully known.", False
    return None


def age_undo(case: Case) -> tuple[str, Case]:
    home, ages = case.home, [c.age for c in case.children if c.age is not None]
    low = None if home.age_min is None else min(home.age_min, *ages)
    high = None if home.age_max is None else max(home.age_max, *ages)
    wider = case.with_home(age_min=low, age_max=high)
    return f"Approval is widened to {_ages(wider.home)}.", wider


def sex_test(case: Case) -> tuple[str, bool] | None:
    approved = case.home.sex
    if approved == "any":
        return None
    if approved is None:
        return "It is not known whether the home is approved for boys, girls or both.", False
    only = "girls" if approved == "F" else "boys"
    others = [c for c in case.children if c.sex not in (approved, None)]
    if others:
        return f"Approved for {only} only; {who(others[0])} is among the children.", True
    if any(c.sex is None for c in case.children):
        return f"Approved for {only} only; a child's sex is not known.", False
    return None


def sex_undo(case: Case) -> tuple[str, Case]:
    return "Approval is widened to boys and girls.", case.with_home(sex="any")


def places_test(case: Case) -> tuple[str, bool] | None:
    vacant, n = case.home.vacant, len(case.children)
    if vacant is None:
        return f"It is not known how many places are free; {count(n, 'place')} asked.", False
    if n <= vacant:
        return None
    return f"{count(n, 'child', 'children')}, and {count(vacant, 'place')} free.", True


def places_undo(case: Case) -> tuple[str, Case]:
    n = len(case.children)
    return f"{count(n, 'place')} free instead of {case.home.vacant}.", case.with_home(vacant=n)


def places_step(case: Case) -> Step | None:
    """Only where the terms set the number: a place that is not available stays so."""
    home, held = case.home, len(case.home.placed)
    if home.max_children is None or home.vacant != max(0, home.max_children - held):
        return None
    return emergency_step("H06", "number of children")(case)


def siblings_test(case: Case) -> tuple[str, bool] | None:
    most, n = case.home.sibling_max, len(case.children)
    if n < 2 or (most is not None and n <= most):
        return None
    if most is None:
        return f"It is not known how large a sibling group the home takes; this one has {n}.", False
    if most < 2:
        return f"Takes no sibling groups; this one has {n} children.", True
    return f"Takes sibling groups of up to {most}; this one has {n} children.", True


def siblings_undo(case: Case) -> tuple[str, Case]:
    n = len(case.children)
    return f"The home agrees to a sibling group of {n}.", case.with_home(sibling_max=n)


OPEN = Rule("H01", "Open to referrals", open_test, open_undo)
TIME = Rule("H02", "Free in time", time_test, time_undo)
TYPE = Rule("H03", "Kind of care", type_test, type_undo, emergency_step("H03", "kind of care"))
AGE = Rule("H04", "Ages", age_test, age_undo, emergency_step("H04", "age"))
SEX = Rule("H05", "Boys or girls", sex_test, sex_undo, emergency_step("H05", "boys or girls"))
PLACES = Rule("H06", "Places free", places_test, places_undo, places_step)
SIBLINGS = Rule("H09", "Size of sibling group", siblings_test, siblings_undo)
