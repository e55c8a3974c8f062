"""An instance file in the service: pages and API rank it as the engine does, to the milli-point."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings

from accounts.models import Council, Organisation, User
from accounts.tenancy.scopes import scope
from placements.candidates.homes import homes_on
from placements.candidates.reading import Asked, read
from placements.matching.instance import load
from placements.matching.pool import Pool
from placements.matching.ranking import rank
from placements.matching.ruleset import RuleSet
from placements.models import Match, Referral
from placements.region.instances import Imported, import_instance
from placements.search.services.matching import rank_referral, replay
from tests.cast import _geography

SMALL = Path(__file__).parent / "matching" / "data" / "small.json"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def loaded(sent_tasks: list[Any]) -> tuple[Any, Imported]:
    _geography()
    instance = load(SMALL)
    return instance, import_instance(instance, "Trial")


def _ranked(client: Client, made: Imported, group: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/referrals/{made.referrals[group.id]}/ranking")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_the_api_ranks_every_referral_as_the_engine_does(loaded: tuple[Any, Imported]) -> None:
    instance, made = loaded
    names = {str(pk): name for name, pk in made.homes.items()}
    pool, seen = Pool.of(instance), 0
    for council, pk in made.councils.items():
        client = Client()
        client.force_login(User.objects.get(email=f"council.manager@trial-{council.lower()}.example"))
        for group in (g for g in instance.groups if g.la == council):
            engine = rank(group, pool, RuleSet())
            told = _ranked(client, made, group)
            wanted = [(h.household, h.rank, h.tied, h.score, h.school_hm) for h in engine.top(50)]
            got = [(names[h["home"]], h["rank"], h["tied"], h["score"], h["school_hm"]) for h in told["homes"]]
            assert got == wanted, group.id
            assert (told["eligible"], told["excluded"]) == (engine.eligible, engine.excluded), group.id
            seen += len(wanted)
        assert Organisation.objects.get(pk=pk).is_council
    assert seen > 30, "an empty ranking would equal anything"
    _pages_say_the_same(instance, made, pool)
    _decisions_can_be_made_again(instance, made)
    _one_home_is_read_as_all_are(instance)


def _pages_say_the_same(instance: Any, made: Imported, pool: Pool) -> None:
    group = max(instance.groups, key=lambda g: rank(g, pool, RuleSet()).eligible)
    client = Client()
    client.force_login(User.objects.get(email=f"placements.officer@trial-{group.la.lower()}.example"))
    page = client.get(f"/council/referrals/{made.referrals[group.id]}/").content.decode()
    best = rank(group, pool, RuleSet()).top(1)[0]
    assert f"{best.score / 1000:.1f} points" in page


def _decisions_can_be_made_again(instance: Any, made: Imported) -> None:
    """The kept match names the plain reading: made again with the law asked, it would differ."""
    group = instance.groups[0]
    council = Organisation.objects.get(pk=made.councils[group.la])
    with scope(council.pk):
        ranked = rank_referral(Referral.objects.get(pk=made.referrals[group.id]), council)
        chosen = ranked.pool.homes[0]
        explained = ranked.ranking.explain(chosen.id)
        result = {"score": explained.score, "failed": [f.code for f in explained.failed]}
        kept = Match(household_id=chosen.id, facts=ranked.facts_kept(chosen), result=result, score=explained.score)
        assert kept.facts["reading"] == "plain" and replay(kept).same


def _one_home_is_read_as_all_are(instance: Any) -> None:
    """One text for the list and for the instant of placing: the facts are equal, home by home."""
    day = instance.today
    every = homes_on(day)
    assert len(every) == len(instance.households)
    assert [homes_on(day, [UUID(home.id)])[0] for home in every[:40]] == every[:40]
    assert read(Asked(day, [])).homes == []


def test_what_a_register_cannot_hold_is_refused_in_words(loaded: tuple[Any, Imported]) -> None:
    instance, _ = loaded
    before = Organisation.objects.count()
    with pytest.raises(Exception, match="prefix “Trial” already"):
        import_instance(instance, "Trial")
    with pytest.raises(Exception, match="2 councils and 0 council areas are free"):
        import_instance(instance, "Other")
    home = next(h for h in instance.households if h.status == "open")
    broken = replace(instance, households=(replace(home, vacant=9),))
    with pytest.raises(Exception, match=f"Home {home.id}: 0 children and 9 vacancies|more than the"):
        import_instance(broken, "Other")
    assert Organisation.objects.count() == before


def test_the_command_is_for_development_only(tmp_path: Path, sent_tasks: list[Any], capsys: Any) -> None:
    _geography()
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"schema": "something-else"}))
    with override_settings(DEVELOPMENT=True), pytest.raises(CommandError, match="cannot be read"):
        call_command("import_instance", str(broken), agency_prefix="Trial")
    with override_settings(DEVELOPMENT=False), pytest.raises(CommandError, match="only in development"):
        call_command("import_instance", str(SMALL), agency_prefix="Trial")
    assert Council.objects.exists() and not Organisation.objects.exists()
    with override_settings(DEVELOPMENT=True):
        call_command("import_instance", str(SMALL), agency_prefix="Trial")
    assert "120 homes" in capsys.readouterr().out
