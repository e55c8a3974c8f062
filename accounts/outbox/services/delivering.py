"""From due to sent: claim under a row lock, look again at the instant of sending, hand over, settle.

The claim is committed before the provider is called, and the outcome after. At any moment a worker has at
most one row in `sending`, so one that is killed leaves at most one to reconcile.
"""

import logging
import random
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Message
from accounts.outbox.gateways import Doubtful, Gateway, Outgoing, Permanent, Throttled, Unknown, gateway_for
from accounts.outbox.services import ledger, links, outbox_steps
from accounts.outbox.services.judging import judge
from accounts.outbox.services.outbox_steps import stamp_of
from accounts.tenancy.relevance import Verdict
from accounts.tenancy.scopes import in_one_trip, scope

log = logging.getLogger("hearth.outbox")
State = Message.State
# A message that was handed over, and what to write on its row.
Outcome = tuple[Message, dict[str, Any]]
BATCH = 50
# A verdict is taken again when anything was recorded at the organisation since, or after this long.
FRESH_SECONDS = 10.0
RETRY_HORIZON = timedelta(hours=4)
LONGEST_RETRY = 2700.0
# So many in a row that could not reach the provider: the rest of the run is not tried on it.
_GIVE_WAY_AFTER = 3


def deliver_due(organisation: UUID | str, only: UUID | str | None = None) -> dict[str, int]:
    """Send what is due at an organisation, for at most OUTBOX_RUN_SECONDS; how many were left in each state.

    Safe to run twice and from many workers. `only` names one message.
    """
    run = _Run(organisation if isinstance(organisation, UUID) else UUID(organisation))
    with run.open():
        while run.has_time:
            batch = run.claim(only)
            if not batch:
                break
            run.deliver(batch)
            if only is not None:
                break
    return dict(run.counts)


def deliver(organisation: UUID | str, message_id: UUID | str) -> str:
    """Send one message if it is still due. The state it is left in, or `not_due`."""
    return next(iter(deliver_due(organisation, message_id)), "not_due")


@dataclass
class _Run:
    organisation: UUID
    token: UUID = field(default_factory=uuid4)
    counts: Counter[str] = field(default_factory=Counter)
    gateways: dict[str, Gateway] = field(default_factory=dict)
    unreachable: Counter[str] = field(default_factory=Counter)
    wait: dict[str, int] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    before: dict[str, datetime] = field(default_factory=dict)
    stamp: str = ""
    looked_at: float = 0.0

    @contextmanager
    def open(self) -> Iterator[None]:
        try:
            yield
        finally:
            for gateway in self.gateways.values():
                gateway.close()

    @property
    def has_time(self) -> bool:
        return time.monotonic() - self.started < settings.OUTBOX_RUN_SECONDS

    def claim(self, only: UUID | str | None) -> list[Message]:
        now = timezone.now()
        with scope(self.organisation):
            waiting = Message.objects.filter(organisation=self.organisation, state=State.DUE, next_attempt_at__lte=now)
            if only is not None:
                waiting = waiting.filter(pk=only)
            batch = list(waiting.select_for_update(skip_locked=True).order_by("priority", "next_attempt_at")[:BATCH])
            if batch:
                Message.objects.filter(pk__in=[row.pk for row in batch]).update(
                    state=State.CLAIMED, claim=self.token, claimed_at=now
                )
        return batch

    def deliver(self, batch: list[Message]) -> None:
        self.before = ledger.sent_before([row.reference for row in batch])
        with scope(self.organisation):
            waiting = deque(self._look(batch))
        outcome: Outcome | None = None
        while waiting:
            row = waiting.popleft()
            if not self._may_call(row):
                continue
            begun, outcome = self._begin(row, outcome), None
            if not begun:
                begun, waiting = self._look_again(row, waiting)
            if begun:
                outcome = (row, self._hand_over(row))
        if outcome is not None:
            self._count(outcome, in_one_trip(self.organisation, [self._settling(outcome)])[0])

    def _look(self, rows: Sequence[Message]) -> list[Message]:
        """Those that may go, by all that is known now; the others are settled. In scope."""
        self.stamp, self.looked_at = stamp_of(self.organisation), time.monotonic()
        verdicts = judge(rows)
        return [row for row in rows if self._goes(row, verdicts)]

    def _begin(self, row: Message, outcome: Outcome | None) -> bool:
        """Settle the message before, and mark this one if nothing was recorded since the look: one round trip.

        Whether this one is marked; the check and the mark see the same instant.
        """
        now, steps = timezone.now(), [] if outcome is None else [self._settling(outcome)]
        if time.monotonic() - self.looked_at <= FRESH_SECONDS:
            steps.append(outbox_steps.mark(row, self.token, now, self.stamp))
        touched = in_one_trip(self.organisation, steps) if steps else []
        if outcome is not None:
            self._count(outcome, touched.pop(0))
        if touched != [1]:
            return False
        row.claimed_at, row.attempts = now, row.attempts + 1
        return True

    def _look_again(self, row: Message, waiting: deque[Message]) -> tuple[bool, deque[Message]]:
        """Look and mark in one transaction. The whole batch at most once a second, else this row alone."""
        recent = time.monotonic() - self.looked_at < 1.0
        stamp, looked_at = self.stamp, self.looked_at
        with _step(self.organisation):
            going = self._look([row] if recent else [row, *waiting])
            begun = bool(going) and going[0] is row and self._mark_sending(row)
        if recent:
            # The others were not looked at: they keep the older look, and so their own second one.
            self.stamp, self.looked_at = stamp, looked_at
            return begun, waiting
        return begun, deque(other for other in going if other is not row)

    def _goes(self, row: Message, verdicts: Mapping[UUID, Verdict]) -> bool:
        """Whether a claimed row is still to be handed over; otherwise it is settled here."""
        if row.reference in self.before:
            self._leave(row, state=State.SENT, sent_at=self.before[row.reference],
                        reason="found by its reference as sent already")  # fmt: skip
            return False
        verdict = verdicts[row.pk]
        if verdict.action == "drop":
            self._leave(row, state=State.DROPPED, reason=verdict.reason)
        elif verdict.action == "postpone":
            later = verdict.until or timezone.now() + timedelta(minutes=5)
            self._leave(row, state=State.DUE, next_attempt_at=later, reason=verdict.reason)
        return verdict.action == "send"

    def _may_call(self, row: Message) -> bool:
        """Not out of time, not told to wait, and the provider answers; else the row goes back."""
        now = timezone.now()
        if not self.has_time:
            changes: dict[str, Any] = {"state": State.DUE}
        elif row.channel in self.wait:
            changes = {"state": State.DUE, "next_attempt_at": now + timedelta(seconds=self.wait[row.channel])}
        elif self.unreachable[row.channel] >= _GIVE_WAY_AFTER:
            changes = _again(row, "The provider can't be reached.", 0, now)
        else:
            return True
        with _step(self.organisation):
            self._leave(row, **changes)
        return False

    def _leave(self, row: Message, **changes: Any) -> None:
        if "reason" in changes:
            changes["reason"] = changes["reason"][:300]
        done = Message.objects.filter(pk=row.pk, claim=self.token, state=State.CLAIMED).update(claim=None, **changes)
        self.counts[str(changes["state"])] += done

    def _mark_sending(self, row: Message) -> bool:
        row.claimed_at, row.attempts = timezone.now(), row.attempts + 1
        marked = Message.objects.filter(pk=row.pk, claim=self.token, state=State.CLAIMED).update(
            state=State.SENDING, claimed_at=row.claimed_at, attempts=row.attempts
        )
        return marked == 1

    def _settling(self, outcome: Outcome) -> tuple[str, list[Any]]:
        row, changes = outcome
        return outbox_steps.settle(row.pk, self.token, changes)

    def _count(self, outcome: Outcome, done: int) -> None:
        self.counts[str(outcome[1]["state"])] += done

    def _hand_over(self, row: Message) -> dict[str, Any]:
        """Call the provider, outside any transaction; what to write."""
        try:
            taken = self._gateway(row.channel).send(_outgoing(row))
        except Permanent as error:
            return {"state": State.FAILED, "reason": str(error)[:300]}
        except Throttled as error:
            self.wait[row.channel] = error.seconds
            return _again(row, str(error), error.seconds, timezone.now())
        except Unknown as error:
            self.unreachable[row.channel] += 1
            return _again(row, str(error), 0, timezone.now())
        except Doubtful as error:
            return {"state": State.DOUBTFUL, "reason": str(error)[:300]}
        except Exception as error:
            log.exception("provider_call_broke", extra={"message_id": str(row.pk)})
            return {"state": State.DOUBTFUL, "reason": f"Sending broke off ({type(error).__name__})."}
        self.unreachable[row.channel] = 0
        sent_at = timezone.now()
        ledger.note(row.reference, sent_at)
        return {
            "state": State.SENT,
            "sent_at": sent_at,
            "provider_reference": taken.provider_reference[:200],
            "reason": "",
        }

    def _gateway(self, channel: str) -> Gateway:
        if channel not in self.gateways:
            self.gateways[channel] = gateway_for(channel)
        return self.gateways[channel]


@contextmanager
def _step(organisation: UUID) -> Iterator[None]:
    """A short transaction that does not wait for the disk.

    If the database server itself dies and forgets the last of them, the row is due, claimed or sending again
    and its reference stands in the ledger: it is settled, not sent twice. A dead worker loses nothing here.
    """
    with scope(organisation), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def _outgoing(row: Message) -> Outgoing:
    unsubscribe = links.unsubscribe(row) if row.message_class == Message.MessageClass.MARKETING else ""
    body = row.body.replace("{{unsubscribe_link}}", unsubscribe)
    if "{{link}}" in body:
        body = body.replace("{{link}}", links.tracked(row))
    return Outgoing(row.reference, row.channel, row.recipient, row.title, body, unsubscribe)


def _again(row: Message, reason: str, told: int, now: datetime) -> dict[str, Any]:
    """Back to due after a growing wait, cut by up to half at random; given up, visibly, four hours after it
    failed first. What the provider asked for is never undercut."""
    first = row.first_failed_at or now
    doubled = min(LONGEST_RETRY, settings.OUTBOX_FIRST_RETRY_SECONDS * 2 ** max(0, row.attempts - 1))
    later = now + timedelta(seconds=max(float(told), doubled * random.uniform(0.5, 1.0)))
    if later > first + RETRY_HORIZON:
        return {"state": State.FAILED, "reason": f"Given up after four hours. {reason}"[:300]}
    return {
        "state": State.DUE,
        "next_attempt_at": later,
        "attempts": max(1, row.attempts),
        "first_failed_at": first,
        "reason": reason[:300],
    }
