"""The migration that brought drafts and recorded referrals refuses in words to be taken back while there are some."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, migrations

from placements.models import ReferralDraft
from placements.referrals.services import drafting
from tests.cast import Cast
from tests.permissions.drafts import DATES
from tests.placements.test_recorded import recorded

NAME = "placements.migrations.0010_recorded_and_drafts"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _take_back() -> None:
    """As the migration's last operation, which is the first of all that is taken back, does it."""
    last = import_module(NAME).Migration.operations[-1]
    assert isinstance(last, migrations.RunPython) and last.reverse_code is not None
    with connections["owner"].schema_editor(atomic=False) as editor:
        last.reverse_code(apps, editor)  # type: ignore[arg-type]


def test_nothing_is_lost_by_going_back(cast: Cast) -> None:
    _take_back()
    with cast.acting("olga") as olga:
        draft = drafting.save_part(olga, None, "dates", DATES).pk
    with pytest.raises(RuntimeError, match="0 referrals that came by e-mail and 1 drafts"):
        _take_back()
    ReferralDraft.objects.using("owner").filter(pk=draft).delete()
    recorded(cast)
    with pytest.raises(RuntimeError, match="1 referrals that came by e-mail and 0 drafts"):
        _take_back()


def test_drafts_of_one_reference_are_told_apart_before_the_index_is_made(cast: Cast) -> None:
    apart = import_module("placements.migrations.0011_draft_reference_once").TELL_APART
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX draft_reference_once")
        try:
            rows = [
                ReferralDraft.objects.using("owner").create(
                    council_id=council, answers={"who": {"reference": "R" * 40, "children": []}}
                )
                for council in (cast.council.pk, cast.council.pk, cast.neighbour.pk)
            ]
            cursor.execute(apart.sql)
        finally:
            cursor.execute(
                "CREATE UNIQUE INDEX draft_reference_once ON placements_referraldraft "
                "(council_id, ((answers -> 'who') ->> 'reference'))"
            )
    kept = [ReferralDraft.objects.using("owner").get(pk=row.pk).reference for row in rows]
    assert kept == [f"{'R' * 31} {str(rows[0].pk)[-8:]}", "R" * 40, "R" * 40]
