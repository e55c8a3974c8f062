"""The outbox: a message is a row before it is a task, sent once, and every failure is sorted."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, Message
from accounts.outbox.gateways import Doubtful, Outcome, Permanent, Throttled, Unknown
from accounts.outbox.services import delivering, messages, sweeping
from accounts.outbox.wording import Words
from accounts.tenancy.caller import Caller
from carers.people.services.enquiries import receive_enquiry
from tests.cast import Cast

FACTS = {"name": "Zoë O'Brien-Ngũgĩ", "email": "zoe@example.org"}


class Provider:
    """A gateway that does what it is told, and remembers."""

    def __init__(self, *answers: Exception | None, knows: bool | None = None) -> None:
        self.answers, self.taken, self.knows = list(answers), [], knows

    def send(self, message: Any) -> Outcome:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(message.reference)
        return Outcome(f"provider-{message.reference}")

    def was_taken(self, reference: str) -> bool | None:
        return self.knows

    def close(self) -> None:
        return None


def _waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch, provider: Provider) -> Message:
    for module in (delivering, sweeping):
        monkeypatch.setattr(module, "gateway_for", lambda channel: provider)
    with cast.acting("rosa") as rosa:
        receive_enquiry(rosa, dict(FACTS))
        return Message.objects.get()


def _state(cast: Cast, message: Message) -> tuple[str, str]:
    with cast.acting("rosa"):
        fresh = Message.objects.get(pk=message.pk)
        return fresh.state, fresh.reason


def test_an_enquiry_writes_its_acknowledgement_and_its_audit_entry(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider()
    message = _waiting(cast, monkeypatch, provider)
    assert sent_tasks == [("accounts.deliver", [str(cast.agency.pk), str(message.pk)])]
    assert "Zoë O'Brien-Ngũgĩ" in message.body
    with cast.acting("rosa"):
        assert AuditEntry.objects.get(subject_id=message.subject_id).action == "enquiry.received"
    assert delivering.deliver(cast.agency.pk, message.pk) == "sent"
    assert delivering.deliver(cast.agency.pk, message.pk) == "not_due"
    assert provider.taken == [message.reference]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Permanent("no such mailbox"), "failed"),
        (Throttled("slow down", 30), "due"),
        (Unknown("not reachable"), "due"),
        (Doubtful("went away half-way"), "doubtful"),
    ],
)
def test_each_kind_of_failure_is_sorted(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch, answer: Exception, state: str
) -> None:
    message = _waiting(cast, monkeypatch, Provider(answer))
    assert delivering.deliver(cast.agency.pk, message.pk) == state
    assert _state(cast, message)[1]
    assert delivering.deliver(cast.agency.pk, message.pk) == "not_due"


def test_given_up_visibly_after_four_hours(cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    message = _waiting(cast, monkeypatch, Provider(Unknown("not reachable")))
    with cast.acting("rosa"):
        Message.objects.update(first_failed_at=timezone.now() - timedelta(hours=5))
    assert delivering.deliver(cast.agency.pk, message.pk) == "failed"
    assert "four hours" in _state(cast, message)[1]


@pytest.mark.parametrize(("knows", "state"), [(True, "sent"), (False, "due"), (None, "doubtful")])
def test_a_crash_half_way_is_settled_by_reference_never_sent_twice_silently(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch, knows: bool | None, state: str
) -> None:
    message = _waiting(cast, monkeypatch, Provider(knows=knows))
    with cast.acting("rosa"):
        Message.objects.using("owner").update(state="sending", claimed_at=timezone.now() - timedelta(hours=1))
    sweeping.sweep(cast.agency.pk)
    assert _state(cast, message)[0] == state


def test_the_same_step_is_one_row_however_often_it_is_asked_for(cast: Cast, sent_tasks: list[Any]) -> None:
    with cast.acting("rosa") as rosa:
        enquiry = receive_enquiry(rosa, dict(FACTS))
        again = messages.enqueue(
            rosa, enquiry, "enquiry.acknowledgement", "email", "zoe@example.org", lambda: Words("t", "b")
        )
        assert Message.objects.get() == again
    assert isinstance(rosa, Caller)
    assert len(sent_tasks) == 1


def test_an_unmocked_queue_breaks_the_test(cast: Cast) -> None:
    with pytest.raises(Exception, match="poison"), cast.acting("rosa") as rosa:
        receive_enquiry(rosa, dict(FACTS))
