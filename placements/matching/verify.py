"""An independent check of a plan: reads the two JSON files and the written rules, and nothing of the engine.

Nothing here imports the engine's rules, scores or columns, on purpose: a mistake there must not excuse itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from math import asin, cos, floor, radians, sin, sqrt
from typing import Any

Row = Mapping[str, Any]
MUST_SKILLS = ("complex_health", "harmful_sexual_behaviour")
URGENCY = {"emergency": 3, "urgent": 2, "planned": 1}


def violations(instance: Row, result: Row) -> list[str]:
    """Every way in which ``result`` breaks the rules of ``foster-match-instance/1``; empty where it keeps them."""
    checker = _Checker(instance)
    lines = result["assignments"]
    return [
        *checker.people(lines),
        *(problem for line in lines for problem in checker.pair(line)),
        *checker.homes(lines),
        *checker.figures(lines, result.get("metrics", {})),
    ]


def hm(a: Sequence[float], b: Sequence[float]) -> int:
    """Whole hectometres, great circle on R = 6371.0088 km."""
    x = sin((radians(b[0]) - radians(a[0])) / 2) ** 2
    y = sin((radians(b[1]) - radians(a[1])) / 2) ** 2
    return floor(20 * 6371.0088 * asin(sqrt(x + cos(radians(a[0])) * cos(radians(b[0])) * y)) + 0.5)


def bars(code: str, owner: Row, other: Row) -> bool:
    """Does ``other`` break the owner's not_with code?"""
    said: dict[str, bool] = {
        "no_younger": other["age"] < owner["age"],
        "no_under_5": other["age"] < 5,
        "no_male": other["sex"] == "M",
        "no_female": other["sex"] == "F",
        "no_other_teens": other["age"] >= 12,
    }
    return said[code]


def clash(a: Row, b: Row) -> bool:
    return any(bars(c, a, b) for c in a["not_with"]) or any(bars(c, b, a) for c in b["not_with"])


def bedrooms(children: Sequence[Row], sharing: bool) -> int:
    """Fewest bedrooms, by trying every order of seating children into rooms two by two."""
    grown = [c for c in children if c["age"] >= 2]
    if not sharing or len(grown) < 2:
        return len(grown)

    def share(a: Row, b: Row) -> bool:
        alike = a["sex"] == b["sex"] or (a["age"] < 5 and b["age"] < 5)
        return alike and not a["own_room"] and not b["own_room"]

    best = len(grown)
    for order in permutations(grown):
        rooms, waiting = 0, None
        for child in order:
            if waiting is not None and share(waiting, child):
                waiting = None
            else:
                rooms, waiting = rooms + 1, child
        best = min(best, rooms)
    return best


def codes(group: Row, children: Sequence[Row], home: Row, serves: Sequence[str]) -> list[str]:
    """The rules H01 to H16 that the home fails for these children, straight from their table."""
    n, held, near = len(children), home["placed"], (home["lat"], home["lon"])
    dated = group["type"] in ("emergency", "respite", "remand")
    overlap = any(a < group["ends"] and b > group["needed_by"] for a, b in home["blocked"])
    allergic = {a for c in children for a in c["allergies"]}
    needs = {x for c in children for x in c["needs"]}
    too_near = any(hm(near, (z["lat"], z["lon"])) < 10 * z["km"] for z in group["avoid"])
    most = group["max_km"]
    checks = {
        "H01": home["status"] != "open",
        "H02": home["available_from"] > group["needed_by"] or (dated and overlap),
        "H03": group["type"] not in home["types"],
        "H04": any(not home["age_min"] <= c["age"] <= home["age_max"] for c in children),
        "H05": home["sex"] != "any" and any(c["sex"] != home["sex"] for c in children),
        "H06": n > home["vacant"],
        "H07": bool(held) and len(held) + n > 3,
        "H08": bedrooms(children, home["sharing_ok"]) > home["rooms_free"],
        "H09": n > 1 and n > home["sibling_max"],
        "H10": home["smoker"] and any(c["age"] < 5 or c["breathing"] for c in children),
        "H11": any(pet in allergic for pet in home["pets"]),
        "H12": (bool(held) and any(c["only_child"] for c in children)) or any(p["only_child"] for p in held),
        "H13": any(clash(c, p) for c in children for p in [*held, *home["own_children"]]),
        "H14": too_near or (most is not None and any(hm(near, c["home"]) > 10 * most for c in children)),
        "H15": any(s in needs and s not in home["skills"] for s in MUST_SKILLS)
        or (group["type"] == "parent_and_child" and not home["pc_trained"]),
        "H16": group["la"] not in serves,
    }
    return [code for code, failed in checks.items() if failed]


def ramp(d: int) -> int:
    return 1000 if d <= 30 else 0 if d >= 400 else (400 - d) * 1000 // 370


def wish(word: str, home: Row) -> bool:
    others = bool(home["placed"] or home["own_children"])
    met: dict[str, bool] = {
        "has_dog": "dog" in home["pets"],
        "no_dog": "dog" not in home["pets"],
        "couple": home["carers"] == "couple",
        "female_carer": home["carers"] != "single_m",
        "rural": home["rural"],
        "urban": not home["rural"],
        "other_children": others,
        "no_other_children": not others,
    }
    return met[word]


def points(group: Row, children: Sequence[Row], home: Row) -> int:
    """Milli-points of a set, straight from the written formula."""

    def share(asked: Sequence[str], met: int) -> int:
        return 1000 * met // len(asked) if asked else 1000

    total, near = 0, (home["lat"], home["lon"])
    for c in children:
        speaks = c["language"] == "en" or c["language"] in home["languages"]
        total += 15 * ramp(hm(near, c["school"] or c["home"]))
        total += 10 * (500 if group["avoid"] else ramp(hm(near, c["home"])))
        total += 25 * share(c["needs"], sum(x in home["skills"] for x in c["needs"]))
        total += 10 * share(c["identity_needs"], sum(x in home["identity_support"] for x in c["identity_needs"]))
        total += 10 * (1000 if speaks else 0)
        total += 10 * share(group["wishes"], sum(wish(w, home) for w in group["wishes"]))
        total += 10 * min(1000, 1000 * home["years"] // min(10, 1 + 2 * len(c["needs"])))
        total += 5 * (1000 if home["la"] == group["la"] else 0)
        total += 5 * min(1000, max(0, 1000 - 250 * (home["vacant"] - len(children))))
    return total


class _Checker:
    def __init__(self, instance: Row) -> None:
        self.groups: dict[str, Row] = {g["id"]: g for g in instance["groups"]}
        self.home_of: dict[str, Row] = {h["id"]: h for h in instance["households"]}
        self.serves: dict[str, Sequence[str]] = {a["id"]: a["serves"] for a in instance["agencies"]}
        self.child: dict[str, Row] = {c["id"]: c for g in instance["groups"] for c in g["children"]}
        self.group_of = {c["id"]: g["id"] for g in instance["groups"] for c in g["children"]}

    def _children(self, line: Row) -> list[Row]:
        return [self.child[name] for name in line["children"]]

    def people(self, lines: Sequence[Row]) -> Iterator[str]:
        """Each child once, in its own group; whole groups where they must be."""
        seen: set[str] = set()
        for line in lines:
            group = self.groups[line["group"]]
            for name in line["children"]:
                if name in seen:
                    yield f"{name} is placed twice"
                if self.group_of[name] != group["id"]:
                    yield f"{name} does not belong to {group['id']}"
                seen.add(name)
            whole = group["together"] == "must" or len(group["children"]) == 1
            if whole and len(line["children"]) != len(group["children"]):
                yield f"{group['id']} must be placed whole"

    def pair(self, line: Row) -> Iterator[str]:
        """The home fails no rule for this set, and the score is right."""
        group, home = self.groups[line["group"]], self.home_of[line["household"]]
        children = self._children(line)
        for code in codes(group, children, home, self.serves[home["agency"]]):
            yield f"{line['group']} in {home['id']} fails {code}"
        if points(group, children, home) != line["score"]:
            yield f"{line['group']} in {home['id']} scores {points(group, children, home)}, not {line['score']}"

    def homes(self, lines: Sequence[Row]) -> Iterator[str]:
        """Everything placed in one home, taken together."""
        by_home: dict[str, list[Row]] = defaultdict(list)
        for line in lines:
            by_home[line["household"]].append(line)
        for name, here in by_home.items():
            for problem in self._together(self.home_of[name], here):
                yield f"{name}: {problem}"

    def _together(self, home: Row, lines: Sequence[Row]) -> Iterator[str]:
        sets = [self._children(line) for line in lines]
        everyone = [c for children in sets for c in children]
        groups = [line["group"] for line in lines]
        if len(everyone) > home["vacant"]:
            yield f"{len(everyone)} children in {home['vacant']} places"
        if sum(bedrooms(children, home["sharing_ok"]) for children in sets) > home["rooms_free"]:
            yield "not enough bedrooms"
        alone_in_it = not home["placed"] and len(lines) == 1
        if len(home["placed"]) + len(everyone) > 3 and not alone_in_it:
            yield "more than the usual limit of three"
        if len(lines) > 1 and any(c["only_child"] for c in everyone):
            yield "an only child is not alone"
        for name in set(groups):
            mine = sum(len(s) for s, g in zip(sets, groups, strict=True) if g == name)
            if mine > 1 and mine > home["sibling_max"]:
                yield f"{mine} children of {name} where sibling groups of {home['sibling_max']} are taken"
        for i, a in enumerate(sets):
            for j, b in enumerate(sets[:i]):
                if groups[i] != groups[j] and any(clash(x, y) for x in a for y in b):
                    yield f"children of {groups[i]} and {groups[j]} may not live together"

    def figures(self, lines: Sequence[Row], metrics: Row) -> Iterator[str]:
        """The figures told with the plan, counted again."""
        for name, counted in self._counted(lines).items():
            if name in metrics and metrics[name] != counted:
                yield f"{name} is told as {metrics[name]} and counts {counted}"

    def _counted(self, lines: Sequence[Row]) -> dict[str, int]:
        return {
            "placed": sum(len(line["children"]) for line in lines),
            "urgency": sum(len(x["children"]) * URGENCY[self.groups[x["group"]]["urgency"]] for x in lines),
            "together": sum(len(x["children"]) == len(self.groups[x["group"]]["children"]) > 1 for x in lines),
            "score_total": sum(line["score"] for line in lines),
        }
