"""England's night in little: every council's figures by two workers, and the same fault found as in the long proof."""

from typing import Any

import pytest
from django.db import connections

from accounts.models import Organisation, User
from carers.models import Household
from placements.shortages.services import jobs
from tests.cast import _geography
from tests.proofs.placing import england

pytestmark = pytest.mark.django_db(transaction=True)


def _left_over() -> tuple[int, int, int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM placements_snapshot")
        snapshots = cursor.fetchone()[0]
    people = User.objects.filter(email__contains="@proof-").count()
    return snapshots, Organisation.objects.filter(slug__startswith="proof-").count(), people


def test_every_council_is_worked_out_and_a_step_that_breaks_is_told(
    sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _geography()
    done = england.prove_england("small", homes=24, groups=8, children=40)
    assert (done["failed"], done["holds"], done["workers"]) == (0, True, 2)
    assert done["homes"] == 24
    assert _left_over() == (0, 0, 0), "the proof has left something behind"

    def broken(council: Organisation, day: Any) -> dict[str, Any]:
        raise ZeroDivisionError

    steps = [(kind, words, broken if kind == "children" else make) for kind, words, make in jobs.STEPS]
    monkeypatch.setattr(jobs, "STEPS", tuple(steps))
    told = england.prove_england("small", homes=24, groups=8, children=40)
    assert told["failed"] == told["councils"] and not told["holds"]
    assert not Household.objects.exists()
