"""The small chaos: real workers killed, a real broker restarted, a real mail server away. `manage.py prove
followups` is the long one."""

from pathlib import Path
from typing import Any

import pytest

from tests.proofs.service import chaos

pytestmark = [pytest.mark.engines, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_nothing_is_lost_or_doubled_and_every_doubt_is_flagged(tmp_path: Path, sent_tasks: list[Any]) -> None:
    told = chaos(tmp_path, 80, kills=2, dark=1.0, seconds=150, small=True)
    assert told["killed"] == 2 and told["broker_restarted"] == 1
    assert told["holds"], told
    assert told["lost"] == told["doubled"] == told["unflagged"] == 0
    assert int(str(told["sent"])) + int(str(told["doubtful"])) == 80


def test_a_planted_fault_is_caught(tmp_path: Path, sent_tasks: list[Any]) -> None:
    """Workers that take a dead mail server for a yes lose messages, and the same figures say so."""
    told = chaos(tmp_path, 60, kills=0, dark=1.0, seconds=60, application="tests.faulty_celery", small=True)
    assert not told["holds"] and int(str(told["lost"])) > 0, told
