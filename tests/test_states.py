"""States of models stand in one shape: a table, which is drawn, and which the database holds the tests to."""

from typing import Any

import pytest
from django.db import IntegrityError, connections

from placements.models import Referral
from tests import states
from tests.cast import Cast, make_referral


def test_every_model_with_states_has_a_table_of_them() -> None:
    found = list(states.machines())
    assert len(found) > 12
    for model, values, field in found:
        assert model._meta.get_field(field).choices, f"{model.__name__}.{field}"
        listed = {state for step in states.steps_of(model) for state in step}
        assert listed <= set(values.values), model.__name__
        assert set(values.values) <= listed or not model.NEXT, f"{model.__name__}: a state that nothing leads to"


def test_the_page_is_what_the_tables_say() -> None:
    assert states.PAGE.read_text(encoding="utf-8") == states.page(), "uv run python -m tests.states"


def _close(referral: Any) -> None:
    Referral.objects.filter(pk=referral).update(state=Referral.State.CLOSED, outcome="withdrawn")


def _hold() -> None:
    with connections["owner"].cursor() as cursor:
        states.hold_to_the_tables(cursor)


def test_a_step_that_no_table_lists_is_refused(cast: Cast) -> None:
    referral = make_referral(cast)
    with cast.acting("olga"):
        _close(referral)
        with pytest.raises(IntegrityError, match="no table lists the step closed>open of placements_referral"):
            Referral.objects.filter(pk=referral).update(state=Referral.State.OPEN)


def test_a_step_taken_out_of_its_table_is_missed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = make_referral(cast)
    monkeypatch.setattr(Referral, "NEXT", {Referral.State.OPEN: (Referral.State.PLACED,)})
    _hold()
    try:
        with cast.acting("olga"), pytest.raises(IntegrityError, match="open>closed"):
            _close(referral)
    finally:
        monkeypatch.undo()
        _hold()
