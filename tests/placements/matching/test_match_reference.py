"""The reference instances, to the milli-point; and the generator that makes them, to the byte."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

from placements.matching import generator, pricing
from placements.matching.assign import assign
from placements.matching.cli import plan_table
from placements.matching.files import ranking_file, result_file
from placements.matching.instance import parse
from placements.matching.verify import hm, violations
from tests.benchmarks.matching import bench_assign, bench_match, benches

DATA = Path(__file__).parent / "data"
SIZES = ("small", "council")


def reference(name):
    plain = DATA / f"{name}.json"
    return json.loads(
        plain.read_bytes() if plain.exists() else gzip.decompress((DATA / f"{name}.json.gz").read_bytes())
    )


@pytest.fixture(scope="module", params=SIZES)
def size(request):
    return request.param


@pytest.fixture(scope="module")
def data(size):
    return json.loads(generator.text(size))


def test_small_is_what_the_generator_makes():
    assert generator.text("small") == (DATA / "small.json").read_text()


@pytest.mark.parametrize(
    ("size", "seed", "pool", "digest"),
    [
        ("council", 1, "local", "b0c6cb6c418b77d62af133ca2e3709524cc7b7436a30f4b45ce4430fd6942a8c"),
        ("small", 1, "local", "1c9da0ca450e425a925d11efcd696dd93f8792ecff0db465c32f8315c011d09f"),
    ],
)
def test_generator_keeps_its_bytes(size, seed, pool, digest):
    assert sha256(generator.text(size, seed, pool).encode()).hexdigest() == digest


def test_pooling_changes_only_who_is_served():
    local, pooled = (generator.generate("small", 3, pool) for pool in ("local", "regional"))
    assert local["households"] == pooled["households"]
    assert local["groups"] == pooled["groups"]
    assert local["agencies"] != pooled["agencies"]


def test_generator_refuses_an_unknown_size():
    with pytest.raises(ValueError, match=r"huge is not a size\. Use one of small"):
        generator.generate("huge")


def test_ranking_equals_the_reference(size, data):
    assert ranking_file(parse(data)) == reference(f"{size}.ranking")


def test_plan_has_the_reference_value_and_shape(size, data):
    wanted = reference(f"{size}.result")
    plan = assign(parse(data))
    made = json.loads(json.dumps(result_file(plan)))
    assert plan.value == tuple(wanted["metrics"][key] for key in ("placed", "urgency", "together", "score_total"))
    assert made["metrics"] == wanted["metrics"] | {"mean_km_school": made["metrics"]["mean_km_school"]}
    assert set(made) == set(wanted)
    assert set(made["assignments"][0]) == set(wanted["assignments"][0])
    assert {"rows", "nonzeros", "t_build", "t_rows", "stages"} <= set(made["info"])
    assert set(wanted["info"]["stages"][0]) <= set(made["info"]["stages"][0])
    assert violations(data, made) == []


def test_reference_plan_passes_the_checker(size, data):
    assert violations(data, reference(f"{size}.result")) == []


def test_distance_formula_by_hand():
    # Charing Cross to Derby cathedral, 183.0 km by an independent calculation on the same sphere.
    assert abs(hm((51.5073, -0.1276), (52.9249, -1.4774)) - 1829) <= 10


@pytest.mark.parametrize("seed", range(2, 6))
def test_other_seeds_by_three_methods(seed):
    data = generator.generate("small", seed)
    direct, priced, staged = (assign(parse(data), method=m) for m in ("direct", "priced", "staged"))
    assert direct.value == priced.value == staged.value
    assert violations(data, result_file(priced)) == []
    assert direct.value >= assign(parse(data), method="first_come").value


def test_out_of_time_is_a_lawful_plan_with_an_honest_bound(monkeypatch):
    data = generator.generate("council", 3)
    best = assign(parse(data)).info
    in_time, late = (assign(parse(data), seconds=seconds) for seconds in (60, 0))
    monkeypatch.setattr(pricing, "FIRST_GAP", 0.5)
    monkeypatch.setattr(pricing, "MOST_KEPT", 0)
    narrow = assign(parse(data), seconds=60)
    assert best["proven"] and in_time.info["proven"] and in_time.info["gap"] == best["gap"]
    for plan in (late, narrow):
        stage = plan.info["stages"][-1]
        assert violations(data, json.loads(json.dumps(result_file(plan)))) == []
        assert not plan.info["proven"]
        assert stage["value"] <= best["stages"][-1]["value"] <= stage["bound"]
        assert plan.info["gap"] == pytest.approx((stage["bound"] - stage["value"]) / stage["value"], abs=1e-8)
        assert "Not proven within the limits (240 seconds, " in plan_table(parse(data), plan, plan)
        assert f"by more than {plan.info['gap']:.4%}" in plan_table(parse(data), plan, plan)
    proven = in_time
    assert "Proven best: no lawful plan is worth more." in plan_table(parse(data), proven, proven)
    assert "Not proven" not in plan_table(parse(data), proven, proven)


def test_benches_tell_figures():
    assert set(benches()) >= {"match", "assign"}
    figures = bench_match(homes=1500, groups=5)
    assert figures["homes"] == 1500
    assert figures["kernel_ms"] > 0
    assert bench_assign("small", "local")["placed"] == 24
