"""Small invented worlds in which every rule bites often: raw ``foster-match-instance/1`` data from a seed."""

import random
from copy import deepcopy
from datetime import date, timedelta
from functools import lru_cache

from placements.matching.facts import CARE_TYPES, CARERS, NOT_WITH, URGENCIES, WISHES

DAY = date(2026, 1, 5)
NEEDS = ("autism", "self_harm", "complex_health", "harmful_sexual_behaviour")
PETS = ("dog", "cat")
HOME_FACTS = (
    "lat", "lon", "rural", "carers", "languages", "identity_support", "years", "skills", "pc_trained", "age_min",
    "age_max", "sex", "types", "sibling_max", "sharing_ok", "rooms_free", "smoker", "pets", "own_children",
    "vacant", "available_from", "vacant_since",
)  # fmt: skip
CHILD_FACTS = (
    "age", "sex", "language", "identity_needs", "needs", "home", "breathing", "allergies", "own_room",
    "only_child", "not_with",
)  # fmt: skip


def world(seed, homes=6, groups=4, unknown=0.0, most=3):
    """A fresh copy: tests may change it."""
    return deepcopy(_world(seed, homes, groups, unknown, most))


@lru_cache(maxsize=64)
def _world(seed, homes, groups, unknown, most):
    r = random.Random(seed)
    las = [{"id": f"LA{i}", "lat": 52 + i * 0.1, "lon": -1.5, "region": "WM"} for i in range(2)]
    agencies = [
        {"id": "A0", "kind": "LA", "la": "LA0", "serves": ["LA0"]},
        {"id": "A1", "kind": "IFA", "la": None, "serves": ["LA0", "LA1"]},
    ]
    made = {
        "schema": "foster-match-instance/1", "size": "tiny", "seed": seed, "pool": "local", "today": DAY.isoformat(),
        "las": las, "agencies": agencies, "households": [home(r, i) for i in range(homes)],
        "groups": [group(r, i, most) for i in range(groups)],
    }  # fmt: skip
    if seed % 2:
        _make_easy(made, r)
    for rows, facts in (
        (made["households"], HOME_FACTS),
        (_children(made), CHILD_FACTS),
        (_residents(made), ("age", "sex")),
    ):
        for row in rows:
            for fact in facts:
                if unknown and r.random() < unknown:
                    row[fact] = None
    return made


def _make_easy(data, r):
    """Odd seeds: nearly every home suits, so that places, bedrooms and company decide, and homes are scarce."""
    for h in data["households"]:
        h.update(status="open", types=list(CARE_TYPES), age_min=0, age_max=18, sex="any", smoker=False, pets=[])
        h.update(agency="A1", skills=list(NEEDS), pc_trained=True, available_from=DAY.isoformat(), blocked=[])
        h.update(own_children=[], placed=h["placed"][: r.choice([0, 0, 1, 2])], vacant=r.choice([2, 2, 3, 4]))
        for one in h["placed"]:
            one.update(only_child=False, not_with=[])
    for g in data["groups"]:
        g.update(avoid=[], max_km=None, type=r.choice(["short_term", "respite"]))
        for c in g["children"]:
            c.update(allergies=[], only_child=False, not_with=some(r, NOT_WITH, 0.08))


def _children(data):
    return [child for g in data["groups"] for child in g["children"]]


def _residents(data):
    return [x for h in data["households"] for x in h["placed"] + (h["own_children"] or [])]


def some(r, words, chance):
    return [word for word in words if r.random() < chance]


def resident(r, name=None):
    made = {"age": r.randint(0, 17), "sex": r.choice("FM"), "only_child": False, "not_with": some(r, NOT_WITH, 0.06)}
    return made if name is None else {"id": name, **made}


def day(r, low, high):
    return (DAY + timedelta(days=r.randint(low, high))).isoformat()


def home(r, i):
    vacant = r.choice([1, 1, 2, 2, 3, 4])
    placed = [resident(r, f"P{i}-{k}") for k in range(r.choice([0, 0, 0, 1, 1, 2, 3]))]
    if placed and r.random() < 0.05:
        placed[0]["only_child"] = True
    low, high = r.choice([(0, 18), (0, 18), (0, 18), (0, 10), (5, 18)])
    start = r.randint(0, 14)
    blocked = [[(DAY + timedelta(days=start)).isoformat(), (DAY + timedelta(days=start + 5)).isoformat()]]
    return {
        "id": f"H{i:02d}", "agency": r.choice(["A0", "A1", "A1"]), "la": r.choice(["LA0", "LA1"]),
        "lat": round(52 + r.gauss(0, 0.1), 5), "lon": round(-1.5 + r.gauss(0, 0.1), 5), "rural": r.random() < 0.4,
        "carers": r.choice(CARERS), "ethnicity": r.choice(["white_british", "black", "asian"]),
        "languages": ["en", *some(r, ["pl", "ur"], 0.4)], "identity_support": some(r, ["mosque", "church"], 0.5),
        "years": r.randint(0, 15), "skills": some(r, NEEDS, 0.7), "pc_trained": r.random() < 0.8,
        "max_children": vacant + len(placed), "age_min": low, "age_max": high,
        "sex": r.choice(["any", "any", "any", "any", "F", "M"]), "types": some(r, CARE_TYPES, 0.9),
        "sibling_max": r.choice([1, 2, 3, 4]), "sharing_ok": r.random() < 0.6,
        "rooms_free": r.choice([0, 1, 2, 2, 3, 4]), "smoker": r.random() < 0.15, "pets": some(r, PETS, 0.3),
        "own_children": [resident(r) for _ in range(r.choice([0, 0, 1, 2]))], "placed": placed, "vacant": vacant,
        "status": r.choice(["open"] * 8 + ["on_hold", "full"]),
        "available_from": DAY.isoformat() if r.random() < 0.85 else day(r, 2, 10),
        "blocked": blocked if r.random() < 0.7 else [], "vacant_since": day(r, -9, 0),
    }  # fmt: skip


def group(r, i, most=3):
    n = r.randint(1, most)
    spot = [round(52 + r.gauss(0, 0.1), 5), round(-1.5 + r.gauss(0, 0.1), 5)]
    base = r.randint(0, 14)
    first = r.randint(0, 12)
    return {
        "id": f"G{i:02d}", "la": r.choice(["LA0", "LA1"]), "type": r.choice(CARE_TYPES),
        "urgency": r.choice(URGENCIES), "referred_at": f"{day(r, -20, 0)}T09:00:00",
        "needed_by": (DAY + timedelta(days=first)).isoformat(), "ends": (DAY + timedelta(days=first + 7)).isoformat(),
        "together": "n/a" if n == 1 else r.choice(["must", "should"]),
        "max_km": r.choice([None, None, None, 20]),
        "avoid": [{"lat": spot[0], "lon": spot[1], "km": 5}] if r.random() < 0.2 else [],
        "wishes": some(r, WISHES, 0.2), "children": [child(r, f"G{i:02d}-{k}", base, spot, n) for k in range(n)],
    }  # fmt: skip


def child(r, name, base, spot, n):
    age = min(17, max(0, base + r.randint(-3, 4)))
    return {
        "id": name, "age": age, "sex": r.choice("FM"), "ethnicity": r.choice(["white_british", "black", "asian"]),
        "language": r.choice(["en", "en", "pl"]), "identity_needs": some(r, ["mosque", "church"], 0.2),
        "needs": some(r, NEEDS, 0.15), "home": spot,
        "school": [spot[0], round(spot[1] + 0.03, 5)] if age > 4 else None, "breathing": r.random() < 0.1,
        "allergies": some(r, PETS, 0.1), "own_room": r.random() < 0.2, "only_child": n == 1 and r.random() < 0.15,
        "not_with": some(r, NOT_WITH, 0.08),
    }  # fmt: skip
