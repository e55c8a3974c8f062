"""The outbox: once, still right at the instant of sending, every failure sorted, nothing lost to a crash."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.models import Message
from accounts.outbox.gateways import Doubtful, Permanent, Throttled, Unknown
from accounts.outbox.services import delivering, ledger, messages, outbox_steps, sweeping
from accounts.outbox.services.delivering import deliver, deliver_due
from accounts.tenancy import relevance
from accounts.tenancy.relevance import Verdict
from tests.accounts.outbox_help import FakeGateway, read, write
from tests.cast import Cast
from tests.clock import fixed


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]) -> Iterator[FakeGateway]:
    cache.clear()
    fake = FakeGateway()
    for module in (delivering, sweeping):
        monkeypatch.setattr(module, "gateway_for", lambda channel: fake)
    yield fake
    relevance._OWNERS.pop("test", None)


def _refusing(error: Exception) -> Any:
    def says(message: object) -> None:
        raise error

    return says


def test_a_message_goes_once_however_often_it_is_asked_for(cast: Cast, gateway: FakeGateway) -> None:
    subject = uuid4()
    first, second = write(cast, subject_id=subject), write(cast, subject_id=subject)
    assert first.pk == second.pk
    assert deliver(cast.agency.pk, first.pk) == "sent"
    assert deliver(cast.agency.pk, first.pk) == "not_due"
    assert gateway.references == [first.reference]


def test_failures_are_sorted(cast: Cast, gateway: FakeGateway) -> None:
    for error, state in (
        (Permanent("no such mailbox"), "failed"),
        (Throttled("slow down", 600), "due"),
        (Unknown("away"), "due"),
        (Doubtful("line broke"), "doubtful"),
        (RuntimeError("a fault of ours"), "doubtful"),
    ):
        message = write(cast)
        gateway.says = _refusing(error)
        assert deliver(cast.agency.pk, message.pk) == state
        row = read(cast, message)
        assert row.reason
        if isinstance(error, Throttled):
            assert row.next_attempt_at >= timezone.now() + timedelta(seconds=590)


def test_unknown_failures_are_tried_for_four_hours_and_then_visible(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = write(cast)
    gateway.says = _refusing(Unknown("away"))
    start = clock = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: clock)
    while read(cast, message).state == "due":
        clock = max(clock, read(cast, message).next_attempt_at)
        deliver(cast.agency.pk, message.pk)
    row = read(cast, message)
    assert row.state == "failed" and "four hours" in row.reason
    assert timedelta(hours=3) < clock - start <= timedelta(hours=4)
    assert 8 <= gateway.asked <= 20


def test_a_provider_that_cannot_be_reached_is_not_asked_for_every_row(cast: Cast, gateway: FakeGateway) -> None:
    for _ in range(12):
        write(cast)
    gateway.says = _refusing(Unknown("away"))
    assert deliver_due(cast.agency.pk) == {"due": 12}
    assert gateway.asked == 3
    with cast.acting("rosa"):
        assert Message.objects.filter(state="due", first_failed_at__isnull=False).count() == 12


def test_a_withdrawal_between_queueing_and_sending_stops_it(cast: Cast, gateway: FakeGateway) -> None:
    left: set[Any] = set()
    relevance.register(
        "test", lambda rows: {row.pk: Verdict("drop", "they withdrew") for row in rows if row.subject_id in left}
    )
    message = write(cast)
    left.add(message.subject_id)
    assert deliver(cast.agency.pk, message.pk) == "dropped"
    assert read(cast, message).reason == "they withdrew"
    assert gateway.taken == []


def test_an_act_recorded_while_a_batch_is_being_sent_is_seen(cast: Cast, gateway: FakeGateway) -> None:
    """The second of two is withdrawn while the first is with the provider: looked at again, not sent."""
    left: set[Any] = set()
    relevance.register(
        "test", lambda rows: {row.pk: Verdict("drop", "they withdrew") for row in rows if row.subject_id in left}
    )
    rows = [write(cast), write(cast)]

    def says(message: Any) -> None:
        other = next(row for row in rows if row.reference != message.reference)
        left.add(other.subject_id)
        with cast.acting("rosa") as rosa:
            record(rosa, "enquiry.withdrawn", other)

    gateway.says = says
    assert deliver_due(cast.agency.pk) == {"sent": 1, "dropped": 1}
    assert len(gateway.taken) == 1


def test_control_without_the_second_look_both_go(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_steps, "_STAMP", "SELECT %s::text")
    with pytest.raises(AssertionError):
        test_an_act_recorded_while_a_batch_is_being_sent_is_seen(cast, gateway)


def test_postponed_messages_wait_for_their_moment(cast: Cast, gateway: FakeGateway) -> None:
    later = timezone.now() + timedelta(hours=9)
    relevance.register("test", lambda rows: {row.pk: Verdict("postpone", "quiet hours", later) for row in rows})
    message = write(cast)
    assert deliver(cast.agency.pk, message.pk) == "due"
    assert read(cast, message).next_attempt_at == later
    assert deliver_due(cast.agency.pk) == {}


def test_two_workers_send_each_message_once(cast: Cast, gateway: FakeGateway) -> None:
    for _ in range(45):
        write(cast)

    def work() -> None:
        deliver_due(cast.agency.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(gateway.taken) == 45
    assert Counter(gateway.references).most_common(1)[0][1] == 1


def _stuck(cast: Cast, state: str, minutes: int = 10) -> Any:
    message = write(cast)
    with cast.acting("rosa"):
        Message.objects.using("owner").filter(pk=message.pk).update(
            state=state, claim=uuid4(), claimed_at=timezone.now() - timedelta(minutes=minutes)
        )
    return message


def test_what_a_dead_worker_held_is_freed_or_reconciled(cast: Cast, gateway: FakeGateway) -> None:
    held, asked, noted = _stuck(cast, "claimed"), _stuck(cast, "sending"), _stuck(cast, "sending")
    fresh = _stuck(cast, "sending", minutes=1)
    ledger.note(noted.reference, timezone.now())
    sweeping.sweep(cast.agency.pk)
    assert read(cast, held).state == "due"
    assert read(cast, asked).state == "doubtful" and "may have been sent" in read(cast, asked).reason
    assert read(cast, noted).state == "sent"
    assert read(cast, fresh).state == "sending"
    assert gateway.taken == []


@pytest.mark.parametrize(("known", "state"), [(True, "sent"), (False, "due"), (None, "doubtful")])
def test_the_provider_is_asked_by_reference(cast: Cast, gateway: FakeGateway, known: bool, state: str) -> None:
    message = _stuck(cast, "sending")
    gateway.knows = lambda reference: known if reference == message.reference else None
    for _ in range(2):
        sweeping.sweep(cast.agency.pk)
    assert read(cast, message).state == state


def test_a_late_yes_mends_a_doubt_and_a_freed_claim_sends_nothing(cast: Cast, gateway: FakeGateway) -> None:
    late = write(cast)

    def says(message: Any) -> None:
        with cast.acting("rosa"):
            old = timezone.now() - timedelta(hours=1)
            Message.objects.filter(pk=late.pk).update(claimed_at=old)
        sweeping.sweep(cast.agency.pk)
        assert read(cast, late).state == "doubtful"

    gateway.says = says
    assert deliver(cast.agency.pk, late.pk) == "sent"
    assert read(cast, late).state == "sent"


def test_two_sweeps_ask_for_a_bounded_number_of_runs(cast: Cast, gateway: FakeGateway, sent_tasks: list[Any]) -> None:
    from accounts.outbox.services.messages import Draft, enqueue_all

    with cast.acting("rosa") as rosa:
        enqueue_all(
            rosa, [Draft("x", uuid4(), "test.a", "1", "1", "email", "a@example.org", "t", "b", {}) for _ in range(300)]
        )
    sent_tasks.clear()
    for _ in range(2):
        sweeping.sweep(cast.agency.pk)
    assert [name for name, _ in sent_tasks] == ["accounts.deliver_due"] * 2 * sweeping.MOST_RUNS
    assert deliver_due(cast.agency.pk) == {"sent": 300}
    assert len(set(gateway.references)) == len(gateway.references) == 300


def test_a_restored_database_sends_nothing_again(cast: Cast, gateway: FakeGateway) -> None:
    """Last night's rows come back as due, and rows written since are written anew: both carry their reference."""
    subject = uuid4()
    kept, lost = write(cast), write(cast, subject_id=subject)
    deliver_due(cast.agency.pk)
    assert len(gateway.taken) == 2
    with cast.acting("rosa"):
        Message.objects.using("owner").filter(pk=kept.pk).update(state="due", sent_at=None, attempts=0)
        Message.objects.filter(pk=lost.pk).delete()
    again = write(cast, subject_id=subject)
    assert again.reference == lost.reference
    assert deliver_due(cast.agency.pk) == {"sent": 2}
    assert len(gateway.taken) == 2
    assert "reference" in read(cast, again).reason


@pytest.mark.parametrize(
    "moment",
    [
        fixed(2026, 10, 25, 0, 30),  # 01:30 in London, the first time
        fixed(2026, 10, 25, 1, 30),  # 01:30 again, by winter time
        fixed(2027, 3, 28, 1, 30),  # 02:30; 01:30 never was
    ],
)
def test_clock_changes_send_what_is_due_once(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, moment: datetime
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)
    message = write(cast, due_at=moment, next_attempt_at=moment)
    for hour in range(3):
        monkeypatch.setattr(timezone, "now", lambda hour=hour: moment + timedelta(minutes=30 * hour))
        deliver_due(cast.agency.pk)
    assert gateway.references == [message.reference]


def test_a_person_settles_what_nobody_knows(cast: Cast, gateway: FakeGateway) -> None:
    gateway.says = _refusing(Doubtful("line broke"))
    rows = [write(cast) for _ in range(3)]
    deliver_due(cast.agency.pk)
    gateway.says = lambda message: None
    for row, decision, state in zip(
        rows, ("was_sent", "send_again", "let_go"), ("sent", "due", "dropped"), strict=True
    ):
        with cast.acting("musa") as musa:
            assert messages.settle(musa, row.pk, decision).state == state
    assert deliver_due(cast.agency.pk) == {"sent": 1}
    with cast.acting("musa") as musa, pytest.raises(NotReady, match="nothing to decide"):
        messages.settle(musa, rows[0].pk, "send_again")
    with cast.acting("stan") as stan, pytest.raises(Message.DoesNotExist):
        messages.settle(stan, rows[0].pk, "let_go")
