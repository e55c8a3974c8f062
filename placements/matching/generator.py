"""Synthetic instances of any size from a seed: no real home, child or address is in them.

The order of random draws is part of the contract: one SIZE, seed and pool always give the same bytes, so that
figures measured on a seed can be compared. Cities and rough weights only set where people are dense.
"""

import json
import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal

from .facts import CARE_TYPES, NOT_WITH, WISHES
from .generator_words import CITIES, ETHNICITY, HOUSEHOLD_ETHNICITY, IDENTITY, LANGUAGES, NEED_CHANCE, NEEDS

Data = dict[str, Any]
Pooling = Literal["local", "regional"]
AS_OF = date(2026, 1, 5)
SIZES = {  # councils, independent agencies, households, groups
    "small": (2, 2, 120, 30),
    "council": (1, 12, 900, 120),
    "region": (14, 40, 6_000, 600),
    "national": (152, 318, 33_000, 3_000),
}
CHILD_AGES = [((0, 0), 5), ((1, 4), 13), ((5, 9), 20), ((10, 15), 39), ((16, 17), 23)]
APPROVED_AGES = [
    ((0, 18), 40), ((0, 5), 9), ((0, 11), 14), ((5, 12), 9), ((5, 18), 10), ((8, 18), 8), ((11, 18), 7), ((0, 2), 3),
]  # fmt: skip
CARE_CHANCE = (0.45, 0.85, 0.6, 0.5, 0.06, 0.04, 0.10)
ASKED_CARE = [
    ("emergency", 14), ("short_term", 46), ("long_term", 24), ("respite", 10), ("parent_and_child", 2),
    ("remand", 1), ("early_permanence", 3),
]  # fmt: skip
CONTRARY = (("has_dog", "no_dog"), ("rural", "urban"), ("no_other_children", "other_children"))


def text(size: str, seed: int = 1, pool: Pooling = "local") -> str:
    """The instance as compact JSON."""
    return json.dumps(generate(size, seed, pool), separators=(",", ":"))


def generate(size: str, seed: int = 1, pool: Pooling = "local", *, homes: int = 0, groups: int = 0) -> Data:
    """A ``foster-match-instance/1``. ``homes`` and ``groups`` ask for other numbers than the size's own.

    Raises ValueError for a size that is none of small, council, region, national.
    """
    if size not in SIZES:
        raise ValueError(f"{size} is not a size. Use one of {', '.join(SIZES)}.")
    councils, agencies, n_homes, n_groups = SIZES[size]
    region = _Region(random.Random(f"{size}/{seed}"), size, councils, agencies, pool)
    data = {
        "schema": "foster-match-instance/1", "size": size, "seed": seed, "pool": pool, "today": AS_OF.isoformat(),
        "las": region.las, "agencies": region.agencies,
        "households": [region.household(i) for i in range(homes or n_homes)],
        "groups": [region.group(i) for i in range(groups or n_groups)],
    }  # fmt: skip
    for la in region.las:
        del la["w"], la["spread"]
    return data


def _weighted[T](r: random.Random, pairs: Sequence[tuple[T, float]]) -> T:
    x = r.random() * sum(weight for _, weight in pairs)
    for value, weight in pairs:
        x -= weight
        if x < 0:
            return value
    return pairs[-1][0]


def _near(r: random.Random, lat: float, lon: float, km: float) -> tuple[float, float]:
    d = abs(r.gauss(0, km))
    a = r.random() * 2 * math.pi
    east = 111.2 * math.cos(math.radians(lat))
    return round(lat + d * math.cos(a) / 111.2, 5), round(lon + d * math.sin(a) / east, 5)


def _child_age(r: random.Random) -> int:
    return r.randint(*_weighted(r, CHILD_AGES))


def _needs(r: random.Random, age: int, level: float) -> list[str]:
    return [need for need in NEEDS if r.random() < _chance(need, age) * level]


def _chance(need: str, age: int) -> float:
    chance, youngest, oldest = NEED_CHANCE[need]
    return chance if youngest <= age <= oldest else 0


def _day(days: int) -> str:
    return (AS_OF + timedelta(days=days)).isoformat()


class _Region:
    """Councils and agencies, from which households and referrals are drawn in turn."""

    def __init__(self, r: random.Random, size: str, councils: int, agencies: int, pool: Pooling) -> None:
        self.r, self.size = r, size
        self.las: list[Data] = []
        for i in range(councils):
            self.las.append(self._council(i, councils))
        self.agencies = [self._own_agency(la, pool) for la in self.las]
        self.independent: list[Data] = []
        for i in range(agencies):
            self.independent.append(self._independent(i))
        self.agencies += self.independent
        self.own_agency = dict(zip((la["id"] for la in self.las), self.agencies, strict=False))
        self.by_weight = [(la, la["w"]) for la in self.las]

    def _cities(self) -> list[tuple[str, float, float, int, str]]:
        names = {"small": ("Nottingham", "Derby"), "council": ("Maidstone",)}.get(self.size)
        if names:
            return [city for city in CITIES if city[0] in names]
        return [city for city in CITIES if self.size != "region" or city[4] == "WM"]

    def _council(self, i: int, councils: int) -> Data:
        r, cities = self.r, self._cities()
        city = cities[i] if i < len(cities) else _weighted(r, [(c, c[3]) for c in cities])
        lat, lon = _near(r, city[1], city[2], 0.5 if i < len(cities) else 15)
        weight = city[3] * (0.5 + r.random())
        spread = 9 if city[4] == "LON" else r.choice([8, 12, 18, 25]) if councils > 1 else 22
        return {
            "id": f"LA{i + 1:03d}",
            "lat": lat,
            "lon": lon,
            "region": city[4],
            "w": weight,
            "spread": spread,
        }

    def _own_agency(self, la: Data, pool: Pooling) -> Data:
        same = [x["id"] for x in self.las if x["region"] == la["region"]]
        return {
            "id": "A-" + la["id"], "kind": "LA", "la": la["id"], "lat": la["lat"], "lon": la["lon"],
            "serves": [la["id"]] if pool == "local" else same,
        }  # fmt: skip

    def _independent(self, i: int) -> Data:
        r = self.r
        la = _weighted(r, [(x, x["w"]) for x in self.las])
        lat, lon = _near(r, la["lat"], la["lon"], 10)
        far = [(math.hypot((x["lat"] - lat) * 111, (x["lon"] - lon) * 69), x["id"]) for x in self.las]
        serves = sorted(name for km, name in far if km < 90 and r.random() < 0.8) or [la["id"]]
        return {
            "id": f"A-IFA{i + 1:03d}",
            "kind": "IFA",
            "la": None,
            "lat": lat,
            "lon": lon,
            "serves": serves,
        }

    def _address(self) -> tuple[Data, Data, float, float]:
        """(agency, council, latitude, longitude) of a new household."""
        r = self.r
        if r.random() < 0.58:
            la = _weighted(r, self.by_weight)
            return self.own_agency[la["id"]], la, *_near(r, la["lat"], la["lon"], la["spread"])
        agency = r.choice(self.independent)
        lat, lon = _near(r, agency["lat"], agency["lon"], 18)
        la = min(self.las, key=lambda x: (x["lat"] - lat) ** 2 + (x["lon"] - lon) ** 2 * 0.38)
        return agency, la, lat, lon

    def _placed(self, i: int, most: int, ages: tuple[int, int], sex: str, siblings: bool, base: int) -> list[Data]:
        r, placed = self.r, []
        full = r.betavariate(0.75, 0.48)  # homes tend to be full or empty; the mean is 0.61 of places filled
        for k in range(most):
            if r.random() < full:
                age = max(ages[0], min(ages[1], 17, base + (k * 2 if siblings else r.randint(-5, 5))))
                placed.append(
                    {
                        "id": f"P{i + 1:05d}-{k + 1}", "age": age,
                        "sex": sex if sex != "any" else r.choice("FM"), "only_child": False,
                        "not_with": [r.choice(NOT_WITH)] if r.random() < 0.06 else [],
                    }
                )  # fmt: skip
        if len(placed) == 1 and r.random() < 0.10:
            placed[0]["only_child"] = True
        return placed

    def household(self, i: int) -> Data:
        """One approved home; every draw in a fixed order."""
        r = self.r
        agency, la, lat, lon = self._address()
        most = _weighted(r, [(1, 40), (2, 38), (3, 19), (4, 3)])
        years = int(min(30, r.expovariate(1 / 6)))
        siblings, base = r.random() < 0.5, _child_age(r)
        ages = _weighted(r, APPROVED_AGES)
        sex = _weighted(r, [("any", 82), ("F", 12), ("M", 6)])
        placed = self._placed(i, most, ages, sex, siblings, base)
        rooms = max(1, most - (1 if most > 1 and r.random() < 0.25 else 0))
        vacant = most - len(placed)
        status = "open" if vacant and r.random() < 0.41 else ("on_hold" if vacant else "full")
        free_from = 0 if r.random() < 0.85 else r.randint(2, 30)
        blocked = []
        for _ in range(r.choice([0, 0, 1, 1, 2])):
            start = r.randint(0, 120)
            blocked.append([_day(start), _day(start + r.randint(3, 15))])
        types = [t for t, p in zip(CARE_TYPES, CARE_CHANCE, strict=True) if r.random() < p] or ["short_term"]
        who = _weighted(r, HOUSEHOLD_ETHNICITY)
        return {
            "id": f"H{i + 1:05d}", "agency": agency["id"], "la": la["id"], "lat": lat, "lon": lon,
            **self._carers(who, years, types), "max_children": most, "age_min": ages[0], "age_max": ages[1],
            "sex": sex, "types": types, "sibling_max": most if most > 1 and r.random() < 0.75 else 1,
            "sharing_ok": r.random() < 0.55, "rooms_free": max(0, rooms - len(placed)), "smoker": r.random() < 0.12,
            "pets": [p for p, q in (("dog", 0.34), ("cat", 0.24), ("small_furry", 0.08)) if r.random() < q],
            "own_children": [
                {"age": r.randint(1, 17), "sex": r.choice("FM"), "not_with": [], "only_child": False}
                for _ in range(_weighted(r, [(0, 62), (1, 20), (2, 14), (3, 4)]))
            ],
            "placed": placed, "vacant": vacant, "status": status, "available_from": _day(free_from),
            "blocked": blocked, "vacant_since": _day(-r.randint(0, 300)),
        }  # fmt: skip

    def _carers(self, who: str, years: int, types: list[str]) -> Data:
        r, british = self.r, who == "white_british"
        languages = ["en"] + ([r.choice(LANGUAGES[1:])] if r.random() < (0.05 if british else 0.55) else [])
        identity = [x for x in IDENTITY if r.random() < (0.22 if british else 0.35)]
        rare, chance = ("complex_health", "harmful_sexual_behaviour"), 0.12 + 0.03 * min(years, 15)
        return {
            "rural": r.random() < 0.22, "carers": _weighted(r, [("couple", 68), ("single_f", 27), ("single_m", 5)]),
            "ethnicity": who, "languages": languages, "identity_support": identity, "years": years,
            "skills": [x for x in NEEDS if r.random() < chance * (0.4 if x in rare else 1)],
            "pc_trained": "parent_and_child" in types and r.random() < 0.9,
        }  # fmt: skip

    def group(self, i: int) -> Data:
        """One referral; every draw in a fixed order."""
        r = self.r
        la, care = _weighted(r, self.by_weight), _weighted(r, ASKED_CARE)
        alone = care in ("remand", "parent_and_child")
        n = 1 if alone else _weighted(r, [(1, 66), (2, 21), (3, 9), (4, 3), (5, 1)])
        home = _near(r, la["lat"], la["lon"], la["spread"])
        at_once = care in ("emergency", "remand")
        urgency = "emergency" if at_once else _weighted(r, [("urgent", 35), ("planned", 65)])
        soon, later = r.randint(1, 4), r.randint(7, 28)
        first = {"emergency": 0, "urgent": soon, "planned": later}[urgency]
        stay = r.randint(2, 14)
        usual = 180 if care == "short_term" else 1500
        length = {"emergency": 7, "respite": stay, "remand": 28}.get(care, usual)
        children = self._children(i, n, care, home)
        group = {
            "id": f"G{i + 1:04d}", "la": la["id"], "type": care, "urgency": urgency,
            "referred_at": f"{_day(-r.randint(0, 20))}T{r.randint(8, 18):02d}:{r.randint(0, 59):02d}:00",
            "needed_by": _day(first), "ends": _day(first + length), "children": children,
            "together": "n/a" if n == 1 else _weighted(r, [("must", 55), ("should", 45)]),
            "max_km": 32 if r.random() < 0.2 else None,
            "avoid": [{"lat": home[0], "lon": home[1], "km": 5}] if r.random() < 0.04 else [],
            "wishes": r.sample(WISHES, r.choice([0, 0, 1, 2])),
        }  # fmt: skip
        for kept, dropped in CONTRARY:
            if kept in group["wishes"] and dropped in group["wishes"]:
                group["wishes"].remove(dropped)
        return group

    def _children(self, i: int, n: int, care: str, home: tuple[float, float]) -> list[Data]:
        r = self.r
        who = _weighted(r, ETHNICITY)
        british = who == "white_british"
        language = "en" if r.random() < (0.98 if british else 0.7) else r.choice(LANGUAGES[1:])
        identity = [] if r.random() < (0.85 if british else 0.4) else r.sample(IDENTITY, r.choice([1, 1, 2]))
        base = _child_age(r)
        if care == "early_permanence":
            base = r.randint(0, 2)
        if care == "parent_and_child":
            base = 0
        family = {"ethnicity": who, "language": language, "identity_needs": identity}
        return [self._child(f"G{i + 1:04d}-{k + 1}", k, n, base, family, home) for k in range(n)]

    def _child(self, name: str, k: int, n: int, base: int, family: Data, home: tuple[float, float]) -> Data:
        r = self.r
        age = base if k == 0 else max(0, min(17, base + r.choice([-6, -4, -3, -2, -1, 0, 1, 2, 3, 4])))
        needs = _needs(r, age, 0.8 if n > 1 else 1.0)
        not_with: list[str] = []
        if "harmful_sexual_behaviour" in needs:
            not_with = ["no_younger"]
        elif r.random() < 0.05:
            not_with = [r.choice(NOT_WITH)]
        return {
            "id": name, "age": age, "sex": r.choice("FM"), **family, "needs": needs, "home": list(home),
            "school": list(_near(r, *home, 3)) if 4 <= age <= 16 else None, "breathing": r.random() < 0.05,
            "allergies": [p for p, q in (("dog", 0.03), ("cat", 0.03), ("small_furry", 0.01)) if r.random() < q],
            "own_room": age > 9 and r.random() < 0.4, "only_child": n == 1 and r.random() < 0.08,
            "not_with": not_with,
        }  # fmt: skip
