"""The properties that any correct matcher keeps, as functions of a seed: each raises AssertionError where broken.

Property tests draw the seeds; the planted faults are caught by the same functions.
"""

import random
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from matching_brute import best_value
from matching_worlds import world

from placements.matching import assign as planning
from placements.matching import columns, files, instance, ranking
from placements.matching import explain as explaining
from placements.matching.kernel import case_of, failures
from placements.matching.kernel_score import Scorer
from placements.matching.marginal import Marginal
from placements.matching.need import Need
from placements.matching.pool import Pool
from placements.matching.rules import CODES, RULES, judge, smallest_change
from placements.matching.ruleset import RuleSet
from placements.matching.score import contributions, school_hm
from placements.matching.verify import codes, points, violations

PLAIN = RuleSet()


def read(data):
    return instance.parse(data)


def planned(data, method="auto"):
    return planning.assign(read(data), PLAIN, method=method)


def ranked(data):
    return files.ranking_file(read(data), PLAIN)["groups"]


def pairs(data):
    """(ranking, raw group, raw home, plain case) of every pair."""
    read_in = read(data)
    pool = Pool.of(read_in)
    for raw, group in zip(data["groups"], read_in.groups, strict=True):
        found = ranking.rank(group, pool, PLAIN)
        for i, home in enumerate(data["households"]):
            yield found, raw, home, case_of(pool, found.need, i)


def serves(data, home):
    return next(a["serves"] for a in data["agencies"] if a["id"] == home["agency"])


def p01_independent_checker(seed):
    data = world(seed, homes=3, groups=6)
    for method in ("direct", "priced", "first_come"):
        assert violations(data, files.result_file(planned(data, method))) == []


def p02_optimum(seed):
    data = world(seed, homes=2 + seed // 2 % 2, groups=4, most=2)
    best = planned(data)
    assert best.value >= planned(data, "first_come").value
    assert best.value == best_value(data) == planned(data, "priced").value == planned(data, "staged").value


def p03_fewer_homes(seed):
    data = world(seed)
    before = planned(data).value
    data["households"].pop(seed % len(data["households"]))
    assert planned(data).value <= before


def p04_more_room(seed):
    data = world(seed)
    before = planned(data).value
    home = data["households"][seed % len(data["households"])]
    home["vacant"] += 1
    assert planned(data).value[0] >= before[0]


def p05_easier_child(seed):
    data = world(seed)
    before = planned(data).value
    easier = {"needs": [], "allergies": [], "not_with": [], "own_room": False, "breathing": False, "only_child": False}
    data["groups"][seed % len(data["groups"])]["children"][0].update(easier)
    assert planned(data).value[0] >= before[0]


def p06_input_order(seed):
    data = world(seed)
    for home in data["households"]:  # twins, so that ties are common
        home.update(vacant_since="2026-01-01")
    twin = deepcopy(data["households"][0])
    twin["id"] = "H99"
    data["households"].append(twin)
    mixed = deepcopy(data)
    r = random.Random(seed)
    for key in ("households", "groups", "agencies", "las"):
        r.shuffle(mixed[key])
    mixed["households"].reverse()
    assert ranked(mixed) == ranked(data)
    assert planned(mixed).assignments == planned(data).assignments


def p07_ethnicity_inert(seed):
    data = world(seed)
    other = deepcopy(data)
    for row in [*other["households"], *(c for g in other["groups"] for c in g["children"])]:
        row["ethnicity"] = {"black": "asian", "asian": "white_british", "white_british": "black"}[row["ethnicity"]]
    assert ranked(other) == ranked(data)
    assert planned(other).assignments == planned(data).assignments


def p08_shifted_dates(seed):
    data = world(seed)
    days = timedelta(days=1 + seed % 900)

    def shift(value):
        if isinstance(value, dict):
            return {k: shift(v) for k, v in value.items()}
        if isinstance(value, list):
            return [shift(v) for v in value]
        if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-" and value[:4].isdigit():
            return (date.fromisoformat(value[:10]) + days).isoformat() + value[10:]
        return value

    assert ranked(shift(data)) == ranked(data)
    assert planned(shift(data)).assignments == planned(data).assignments


def p09_more_never_hurts(seed):
    for _, _, _, case in pairs(world(seed)):
        before = sum(c.milli for c in contributions(case))
        needs = {n for child in case.children for n in child.needs}
        tongues = {child.language for child in case.children}
        more = case.with_home(skills=case.home.skills | needs, languages=case.home.languages | tongues)
        assert sum(c.milli for c in contributions(more)) >= before
        homely = case.with_children(lambda child: replace(child, school=None))
        spot = case.children[0].home
        mid = ((homely.home.lat + spot[0]) / 2, (homely.home.lon + spot[1]) / 2)
        nearer = homely.with_home(lat=mid[0], lon=mid[1])
        assert sum(c.milli for c in contributions(nearer)) >= sum(c.milli for c in contributions(homely))


def p10_undoing_opens(seed):
    for found, raw, home, case in pairs(world(seed)):
        failed = found.codes(home["id"])
        told = explaining.explain(case)
        children = raw["children"]
        assert list(failed) == codes(raw, children, home, list(case.agency.serves))
        assert failed == tuple(f.code for f in told.failed) == tuple(c.code for c in told.changes)
        if len(failed) == 1:
            rule = next(rule for rule in RULES if rule.code == failed[0])
            assert not judge(rule.relax(case).case).failed
        after = smallest_change(case)[1]
        pool = Pool([after.home], {after.agency.id: after.agency})
        assert ranking.Ranking(pool, Need(after.group, after.children, after.rules)).eligible == 1


def p11_parts_sum(seed):
    for found, raw, home, case in pairs(world(seed)):
        told = explaining.explain(case)
        parts = sum(milli for _, _, _, milli in told.by_part())
        assert parts == told.score == points(raw, raw["children"], home)
        assert all(0 <= part.value <= 1000 and part.milli == part.value * part.weight for part in told.parts)
        for row in found.top():
            if row.household == home["id"]:
                assert (row.score, row.school_hm) == (told.score, school_hm(case))


def p12_irrelevant_home(seed):
    data = world(seed, homes=8)
    before = ranked(data)
    gone = data["households"].pop(seed % 8)["id"]
    for name, row in ranked(data).items():
        assert row["top"] == [home for home in before[name]["top"] if home[0] != gone]


def p13_regions_add_up(seed):
    here, there = world(seed, homes=4, groups=3), world(seed + 7919, homes=4, groups=3)
    apart = _renamed(there)
    both = {**here, **{k: here[k] + apart[k] for k in ("las", "agencies", "households", "groups")}}
    one, other = planned(here).value, planned(there).value
    assert planned(both).value == tuple(a + b for a, b in zip(one, other, strict=True))


def _renamed(data):
    def name(value):
        if isinstance(value, dict):
            keys = ("id", "la", "agency")
            return {k: "X" + v if k in keys and v else name(v) for k, v in value.items()}
        return [name(v) for v in value] if isinstance(value, list) else value

    apart = name(data)
    for agency in apart["agencies"]:
        agency["serves"] = ["X" + council for council in agency["serves"]]
    return apart


def p14_urgency(seed):
    data = world(seed)
    group = data["groups"][seed % len(data["groups"])]
    counts = []
    for urgency in ("planned", "urgent", "emergency"):
        group["urgency"] = urgency
        counts.append(sum(len(a.children) for a in planned(data).assignments if a.group == group["id"]))
    assert counts == sorted(counts)


def p15_allowing_a_split(seed):
    data = world(seed)
    for group in data["groups"]:
        if len(group["children"]) > 1:
            group["together"] = "must"
    before = planned(data).value[0]
    for group in data["groups"]:
        if len(group["children"]) > 1:
            group["together"] = "should"
    assert planned(data).value[0] >= before


def p16_arrays_agree_with_plain(seed):
    """Facts may be missing: the arrays and the plain rules fail the same homes for the same reasons."""
    for found, _, home, case in pairs(world(seed, homes=8, unknown=(seed % 4) * 0.08)):
        judged = judge(case)
        assert found.codes(home["id"]) == judged.codes
        assert found.verdict(home["id"]) == judged.verdict
        row = next((row for row in found.top() if row.household == home["id"]), None)
        assert (row is None) == bool(judged.codes)
        if row is not None:
            assert row.score == sum(c.milli for c in contributions(case))
            assert row.school_hm == school_hm(case)


def p17_unknown_is_neutral(seed):
    """Forgetting a fact never excludes, and never adds a point."""
    data = world(seed)
    hidden = world(seed, unknown=0.15)
    for (_, _, _, full), (_, _, _, less) in zip(pairs(data), pairs(hidden), strict=True):
        allowed = set(judge(full).codes)
        assert set(judge(less).codes) <= allowed
        known = {(c.child, c.part): c.value for c in contributions(full)}
        for c in contributions(less):
            moved = c.part == "experience" or (c.part == "school" and full.children != less.children)
            assert c.known or c.value == 0
            assert moved or c.part == "wishes" or c.value in (0, known[c.child, c.part])


def p18_one_more_home(seed):
    data = world(seed, homes=3, groups=3, most=2)
    question = Marginal(read(data))
    new = world(seed + 1, homes=3, groups=3, most=2)["households"][0]
    added = deepcopy(data)
    added["households"].append({**new, "id": "H98"})
    extra = question.extra_placed([replace(read(added).household["H98"])])
    assert extra == best_value(added)[0] - best_value(data)[0]
    assert 0 <= extra <= new["vacant"]


def p20_one_of_several_homes(seed):
    """Asked together, each home alone is worth what it is worth asked by itself, and what it adds stays added."""
    data = world(seed, homes=3, groups=4, most=2)
    question = Marginal(read(data))
    fresh = world(seed + 1, homes=4, groups=3, most=2)["households"]
    several = deepcopy(data)
    several["households"] = [{**home, "id": f"H9{n}"} for n, home in enumerate(fresh)]
    homes = [replace(home) for home in read(several).households]
    ask = question.one_of(homes)
    alone = [question.extra_placed([home]) for home in homes]
    assert [ask(n) for n in range(len(homes))] == alone
    assert question.with_home(homes[0]).placed == question.placed + alone[0]
    both = question.with_home(homes[0]).with_home(homes[1])
    assert both.placed - question.placed == question.extra_placed(homes[:2])


def p19_sets_agree_one_by_one(seed):
    """Asking each question once for many sets gives the homes, scores and journeys of asking set by set."""
    data = world(seed, homes=8, groups=8, unknown=(seed % 3) * 0.08)
    if seed % 2:
        child = data["groups"][0]["children"][0]["id"]
        data["households"][seed % 8]["exempt_children"] = [child]
    cols = columns.Columns.of(read(data), PLAIN)
    for k, part in enumerate(cols.parts):
        alone = np.flatnonzero(~failures(cols.pool, part.need).any(axis=0))
        scorer = Scorer(cols.pool, part.need, alone)
        mine = cols.part == k
        assert cols.home[mine].tolist() == alone.tolist()
        assert cols.score[mine].tolist() == (scorer.parts() @ PLAIN.weights.row()).tolist()
        assert cols.journey[mine].tolist() == scorer.journeys().tolist()


PROPERTIES = {name: check for name, check in sorted(globals().items()) if name[:1] == "p" and name[1:3].isdigit()}
assert len(CODES) == 16
