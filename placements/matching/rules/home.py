"""H07, H08, H10, H11: the usual fostering limit, bedrooms, smoke and pets."""

from dataclasses import replace

from ..facts import Child
from ..rooms import rooms_by_agreement, rooms_needed
from ..ruleset import LimitAnswer
from .base import Case, Rule, Step, count, listed, plain, who

SCHEDULE_7 = "Children Act 1989, Schedule 7, paragraph 4"
STANDARD_10 = "Fostering Services: National Minimum Standards, standard 10.6"


def usual_limit(case: Case) -> LimitAnswer:
    """The plain reading, or the injected one wherever the home would hold more than the usual number."""
    home, n, limit = case.home, len(case.children), case.rules.usual_limit
    held = len(home.placed)
    if held + n <= limit:
        return LimitAnswer(True)
    if all(child.id in home.exempt_children for child in case.children):
        return LimitAnswer(True)
    if case.rules.usual_limit_of is not None:
        return case.rules.usual_limit_of(home, case.children)
    if not held:
        return LimitAnswer(True)
    sentence = (
        f"Holds {count(held, 'child', 'children')}; with {n} more there would be {held + n}, "
        f"over the usual limit of {limit}."
    )
    step = "An exemption from the usual fostering limit by the council where the carers live, naming the children."
    return LimitAnswer(False, sentence, step)


def limit_test(case: Case) -> tuple[str, bool] | None:
    answer = usual_limit(case)
    if answer.within:
        return None
    if answer.within is None:
        return answer.sentence or "It is not known whether the usual fostering limit would be kept.", False
    return answer.sentence or "More children than the usual fostering limit allows.", True


def limit_undo(case: Case) -> tuple[str, Case]:
    named = case.home.exempt_children | {child.id for child in case.children}
    sentence = "The council where the carers live exempts the home from the usual limit, naming these children."
    return sentence, case.with_home(exempt_children=named)


def limit_step(case: Case) -> Step | None:
    step = usual_limit(case).step
    return Step("H07", step, SCHEDULE_7) if step else None


def _rooms(case: Case) -> tuple[int, int]:
    """(fewest, most) rooms needed, an unknown willingness to share counting both ways."""
    sharing = case.home.sharing_ok
    low = rooms_needed(case.children, case.rules, sharing=sharing is not False)[0]
    high = rooms_needed(case.children, case.rules, sharing=sharing is True)[1]
    return low, high


def rooms_test(case: Case) -> tuple[str, bool] | None:
    low, high = _rooms(case)
    free = case.home.rooms_free
    if free is None:
        needed = count(high, "bedroom")
        return (f"It is not known how many bedrooms are free; {needed} may be needed.", False) if high else None
    if low > free:
        return f"{count(low, 'bedroom')} needed, and {free} free.", True
    if high > free:
        return f"Up to {count(high, 'bedroom')} may be needed, and {free} free.", False
    return None


def rooms_undo(case: Case) -> tuple[str, Case]:
    free, home = case.home.rooms_free or 0, case.home
    if home.sharing_ok is False and rooms_needed(case.children, case.rules, sharing=True)[0] <= free:
        return "The home agrees that children share a bedroom.", case.with_home(sharing_ok=True)
    low = _rooms(case)[0]
    return f"{count(low, 'bedroom')} free instead of {free}.", case.with_home(rooms_free=low)


def rooms_step(case: Case) -> Step | None:
    """Sharing over the age of three: each child's responsible authority must agree."""
    if case.rules.sharing != "agreement" or not case.home.sharing_ok:
        return None
    if rooms_by_agreement(case.children, case.rules)[0] > (case.home.rooms_free or 0):
        return None
    sentence = "If the authority responsible for each child agrees that they share a bedroom, assessed and recorded."
    return Step("H08", sentence, STANDARD_10)


def _smoke_matters(child: Child, under: int) -> bool | None:
    if child.breathing or (child.age is not None and child.age < under):
        return True
    return None if child.age is None or child.breathing is None else False


def smoke_test(case: Case) -> tuple[str, bool] | None:
    if case.home.smoker is False:
        return None
    under = case.rules.smoke_under
    matters = {child.id: _smoke_matters(child, under) for child in case.children}
    touched = [child for child in case.children if matters[child.id]]
    if case.home.smoker and touched:
        why = "who has a breathing condition" if touched[0].breathing else f"under {under}"
        return f"Someone in the home smokes, and {who(touched[0])}, {why}, would live there.", True
    if touched:
        return f"It is not known whether anyone smokes; {who(touched[0])} would live there.", False
    if any(value is None for value in matters.values()):
        return "Smoke in the home may matter: a child's age or breathing is not known.", False
    return None


def smoke_undo(case: Case) -> tuple[str, Case]:
    return "The home becomes smoke-free.", case.with_home(smoker=False)


def pets_test(case: Case) -> tuple[str, bool] | None:
    pets = case.home.pets
    allergies = {word for child in case.children for word in child.allergies or ()}
    if pets is None:
        return (f"It is not known which pets live there; {_allergy(allergies)}.", False) if allergies else None
    clash = allergies & pets
    if clash:
        return f"The home keeps {listed(sorted(plain(p) for p in clash))}; {_allergy(clash)}.", True
    if pets and any(child.allergies is None for child in case.children):
        return f"A child's allergies are not known; the home keeps {listed(sorted(map(plain, pets)))}.", False
    return None


def _allergy(to: set[str]) -> str:
    return f"a child is allergic to {listed(sorted(plain(word) for word in to))}"


def pets_undo(case: Case) -> tuple[str, Case]:
    allergies = {word for child in case.children for word in child.allergies or ()}
    gone = listed(sorted(plain(p) for p in allergies & (case.home.pets or frozenset())))
    return f"The home no longer keeps {gone}.", case.with_home(pets=(case.home.pets or frozenset()) - allergies)


def without_only_child(case: Case) -> Case:
    """Nobody here needs to be the only child any longer."""
    placed = tuple(replace(resident, only_child=False) for resident in case.home.placed)
    return case.with_home(placed=placed).with_children(lambda child: replace(child, only_child=False))


LIMIT = Rule("H07", "Usual fostering limit", limit_test, limit_undo, limit_step)
ROOMS = Rule("H08", "Bedrooms", rooms_test, rooms_undo, rooms_step)
SMOKE = Rule("H10", "Smoke-free where it matters", smoke_test, smoke_undo)
PETS = Rule("H11", "Allergies", pets_test, pets_undo)
