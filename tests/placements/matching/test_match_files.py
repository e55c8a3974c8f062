"""Reading, and what the command prints."""

import json
from copy import deepcopy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from matching_worlds import world

from placements.matching.cli import run
from placements.matching.distance import Places, hectometres
from placements.matching.instance import InstanceError, load, parse


def wrong(change):
    data = world(3)
    change(data)
    with pytest.raises(InstanceError) as caught:
        parse(data)
    return caught.value.problems


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(schema="x/9"), "schema must be foster-match-instance/1, not 'x/9'"),
        (lambda d: d["households"][0].update(age_min="x"), "households H00: age_min must be a whole number from 0"),
        (lambda d: d["households"][0].pop("smoker"), "households H00: smoker must be true or false, not missing"),
        (lambda d: d["households"][0].update(age_min=9, age_max=4), "age_max must be at least age_min (9)"),
        (lambda d: d["households"][0].update(blocked=[["2026-01-01"]]), "blocked must be a list of pairs of dates"),
        (lambda d: d["households"][0].update(agency="nobody"), "agency nobody is not in the file"),
        (lambda d: d["households"][1].update(id="H00"), "The household id H00 is used more than once."),
        (lambda d: d["groups"][0].update(needed_by="tomorrow"), "needed_by must be a date such as 2026-01-05"),
        (lambda d: d["groups"][0].update(wishes=["a pony"]), "wishes has 'a pony', which is none of has_dog"),
        (lambda d: d["groups"][0].update(la="LA9"), "groups G00: council LA9 is not in the file"),
        (lambda d: d["groups"][0].update(children=[]), "children must be at least one child"),
        (lambda d: d["groups"][0]["children"][0].update(home=[99]), "home must be a pair of latitude and longitude"),
        (lambda d: d["groups"][0]["children"][0].update(not_with=["no_fun"]), "no_fun"),
        (lambda d: d.update(groups={}), "groups must be a list"),
    ],
)
def test_what_is_wrong_is_told_in_words(change, says):
    assert any(says in problem for problem in wrong(change))


def test_every_problem_is_told_at_once():
    def spoil(data):
        for home in data["households"]:
            home["years"] = "many"

    assert len(wrong(spoil)) == 6


def test_a_list_is_not_an_instance():
    with pytest.raises(InstanceError, match="must be an object"):
        parse([])


@pytest.mark.parametrize(("text", "says"), [("{", "is not JSON"), (None, "cannot be opened")])
def test_a_bad_file(tmp_path, text, says):
    path = tmp_path / "bad.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InstanceError, match=says):
        load(path)


def test_distance_of_many_equals_distance_of_one():
    spots = [(50 + i % 37 / 7, -3 + i % 41 / 9) for i in range(400)]
    places = Places([s[0] for s in spots], [s[1] for s in spots])
    for point in spots[:20]:
        assert places.hectometres(point).tolist() == [hectometres(s, point) for s in spots]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "world.json"
    file.write_text(json.dumps(world(1, homes=6, groups=5)))
    return str(file)


def test_tables_for_people(path):
    assert "5 referrals, 6 homes, rules match-rules/1" in run(path, ranking=True, as_json=False)
    text = run(path, ranking=False, as_json=False)
    assert "The best plan beside first-come" in text
    assert "Sibling groups kept together" in text


def test_nobody_can_be_placed_is_said(tmp_path):
    data = deepcopy(world(1))
    for home in data["households"]:
        home["status"] = "on_hold"
    (tmp_path / "shut.json").write_text(json.dumps(data))
    assert "Nobody can be placed." in run(str(tmp_path / "shut.json"), ranking=False, as_json=False)


@pytest.mark.parametrize(
    ("act", "schema"), [("--rank", "foster-match-ranking/1"), ("--assign", "foster-match-result/1")]
)
def test_command_prints_json(path, act, schema):
    out = StringIO()
    call_command("match_instance", path, act, "--json", stdout=out)
    assert json.loads(out.getvalue())["schema"] == schema


def test_command_tells_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("match_instance", str(tmp_path / "none.json"), "--rank")
