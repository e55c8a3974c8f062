"""H12 to H16: who else lives there, how far it is, what the home can do, and which councils its agency serves."""

from dataclasses import replace

from ..company import IN_WORDS, Breach, breaches
from ..distance import hectometres
from ..facts import Child, Circle, Resident
from .base import Case, Rule, count, listed, plain, who
from .home import without_only_child


def only_child_test(case: Case) -> tuple[str, bool] | None:
    placed = case.home.placed
    if placed and any(child.only_child for child in case.children):
        held = count(len(placed), "child lives", "children live")
        return f"A child needs to be the only fostered child, and {held} there already.", True
    if any(resident.only_child for resident in placed):
        return "A child placed there needs to be the only fostered child.", True
    if placed and any(child.only_child is None for child in case.children):
        return "It is not known whether a child needs to be the only fostered child.", False
    return None


def only_child_undo(case: Case) -> tuple[str, Case]:
    return "The care plans no longer ask for an only child.", without_only_child(case)


def _breaches(case: Case) -> list[Breach]:
    return breaches(case.children, case.home.others, case.rules.teen_age)


def company_test(case: Case) -> tuple[str, bool] | None:
    found = _breaches(case)
    sure = [breach for breach in found if breach.certain]
    if sure:
        return _breach_says(sure[0]), True
    if found:
        asked = IN_WORDS[found[0].code]
        return f"It is not known whether “{asked}” would be kept: an age or sex is missing.", False
    if case.home.own_children is None and any(child.not_with for child in case.children):
        return "It is not known whether the carers have children at home.", False
    if case.home.others and any(child.not_with is None for child in case.children):
        return "It is not known whom a child should not live with.", False
    return None


def _breach_says(breach: Breach) -> str:
    asked = IN_WORDS[breach.code]
    if isinstance(breach.owner, Child):
        return f"{who(breach.owner).capitalize()} should live with {asked}; {_resident(breach.other)} lives there."
    return f"{_resident(breach.owner).capitalize()} living there should live with {asked}."


def _resident(person: Child | Resident) -> str:
    return "a child" if person.age is None else f"a child aged {person.age}"


def company_undo(case: Case) -> tuple[str, Case]:
    broken = [(id(breach.owner), breach.code) for breach in _breaches(case) if breach.certain]

    def lift[P: (Child, Resident)](person: P) -> P:
        kept = tuple(code for code in person.not_with or () if (id(person), code) not in broken)
        return person if kept == (person.not_with or ()) else replace(person, not_with=kept)

    lifted = sorted({IN_WORDS[code] for _, code in broken})
    sentence = f"A risk assessment lifts {listed(f'“{words}”' for words in lifted)}."
    own = None if case.home.own_children is None else tuple(lift(r) for r in case.home.own_children)
    placed = tuple(lift(resident) for resident in case.home.placed)
    return sentence, case.with_children(lift).with_home(placed=placed, own_children=own)


def _km(hm: int) -> str:
    return f"{hm / 10:.1f} km"


def _too_near(case: Case) -> list[tuple[Circle, int]]:
    point = case.home.point
    if point is None:
        return []
    apart = [(circle, hectometres((circle.lat, circle.lon), point)) for circle in case.group.avoid]
    return [(circle, hm) for circle, hm in apart if hm < 10 * circle.km]


def _furthest(case: Case) -> int | None:
    """Hectometres to the family home farthest away; None where nothing can be measured."""
    point = case.home.point
    homes = [child.home for child in case.children if child.home is not None]
    return max((hectometres(home, point) for home in homes), default=None) if point is not None else None


def area_test(case: Case) -> tuple[str, bool] | None:
    most = case.rules.furthest_km(case.group.max_km)
    near = _too_near(case)
    if near:
        circle, hm = near[0]
        return f"{_km(hm)} from an area to avoid; at least {circle.km:g} km is asked.", True
    furthest = _furthest(case)
    if most is not None and furthest is not None and furthest > 10 * most:
        return f"{_km(furthest)} from home; at most {most:g} km is asked.", True
    if case.home.point is None and (most is not None or case.group.avoid):
        return "It is not known where the home is, and a distance is asked.", False
    if most is not None and any(child.home is None for child in case.children):
        return f"It is not known where a child's home is; at most {most:g} km is asked.", False
    return None


def area_undo(case: Case) -> tuple[str, Case]:
    said, near = [], dict(_too_near(case))
    if near:
        circles = tuple(replace(c, km=near[c] / 10) if c in near else c for c in case.group.avoid)
        said.append(f"the area to avoid is drawn at {_km(min(near.values()))}")
        case = case.with_group(avoid=circles)
    most, furthest = case.rules.furthest_km(case.group.max_km), _furthest(case)
    if most is not None and furthest is not None and furthest > 10 * most:
        said.append(f"up to {_km(furthest)} from home is accepted")
        own = case.rules.max_km
        if own is not None and furthest > 10 * own:
            case = replace(case, rules=replace(case.rules, max_km=furthest / 10))
        if case.group.max_km is not None:
            case = case.with_group(max_km=max(case.group.max_km, furthest / 10))
    sentence = listed(said)
    return f"{sentence[:1].upper()}{sentence[1:]}.", case


def skills_test(case: Case) -> tuple[str, bool] | None:
    needs = {need for child in case.children for need in child.needs or ()}
    must, skills = needs & set(case.rules.mandatory_needs), case.home.skills
    lacking = sorted(must - skills) if skills is not None else []
    pc = case.group.type == "parent_and_child"
    if lacking:
        return f"The carers are not trained for {listed(map(plain, lacking))}, which a child needs.", True
    if pc and case.home.pc_trained is False:
        return "The carers are not trained for parent and child placements.", True
    if (must and skills is None) or (pc and case.home.pc_trained is None):
        return "It is not known what the carers are trained for.", False
    untrained = set(case.rules.mandatory_needs) - (skills or set())
    if untrained and any(child.needs is None for child in case.children):
        return (
            f"A child's needs are not known; the carers are not trained for {listed(sorted(map(plain, untrained)))}.",
            False,
        )
    return None


def skills_undo(case: Case) -> tuple[str, Case]:
    needs = {need for child in case.children for need in child.needs or ()}
    must, said = needs & set(case.rules.mandatory_needs), []
    if case.home.skills is not None and must - case.home.skills:
        said.append(listed(sorted(plain(word) for word in must - case.home.skills)))
        case = case.with_home(skills=case.home.skills | must)
    if case.group.type == "parent_and_child" and case.home.pc_trained is False:
        said.append("parent and child placements")
        case = case.with_home(pc_trained=True)
    return f"The carers are trained for {listed(said)}.", case


def served_test(case: Case) -> tuple[str, bool] | None:
    return None if case.group.la in case.agency.serves else ("The agency does not serve this council.", True)


def served_undo(case: Case) -> tuple[str, Case]:
    wider = replace(case.agency, serves=case.agency.serves | {case.group.la})
    return "The agency takes referrals from this council.", replace(case, agency=wider)


ONLY_CHILD = Rule("H12", "Only child", only_child_test, only_child_undo)
COMPANY = Rule("H13", "Who else lives there", company_test, company_undo)
AREA = Rule("H14", "Distance and areas to avoid", area_test, area_undo)
SKILLS = Rule("H15", "Training that must be there", skills_test, skills_undo)
SERVED = Rule("H16", "Council served", served_test, served_undo)
