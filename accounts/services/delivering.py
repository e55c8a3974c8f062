"""From due to sent: claim under a row lock, look again at the instant of sending, hand over, settle.

The claim is committed before the provider is called, and the outcome after. At any moment a worker has at
most one row in `sending`, so one that is killed leaves at most one to reconcile.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.gateways import Doubtful, Gateway, Outgoing, Permanent, Throttled, Unknown, gateway_for
from accounts.models import AuditEntry, Message
from accounts.relevance import Verdict
from accounts.services import ledger, links
from accounts.services.judging import judge
from accounts.tenancy import scope

log = logging.getLogger("hearth.outbox")
State = Message.State
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
        before = ledger.sent_before([row.reference for row in batch])
        with scope(self.organisation):
            stamp, judged_at = _stamp(self.organisation), time.monotonic()
            verdicts = judge(batch)
            waiting = [row for row in batch if self._goes(row, verdicts, before)]
        outcome: tuple[Message, dict[str, Any]] | None = None
        for row in waiting:
            with _step(self.organisation):
                if outcome is not None:
                    self._settle(*outcome)
                stale = time.monotonic() - judged_at > FRESH_SECONDS or _stamp(self.organisation) != stamp
                go = self._may_call(row) and (not stale or self._goes(row, judge([row]), before))
                go = go and self._mark_sending(row)
            outcome = (row, self._hand_over(row)) if go else None
        if outcome is not None:
            with _step(self.organisation):
                self._settle(*outcome)

    def _goes(self, row: Message, verdicts: Mapping[UUID, Verdict], before: Mapping[str, datetime]) -> bool:
        """Whether a claimed row is still to be handed over; otherwise it is settled here."""
        if row.reference in before:
            self._leave(row, state=State.SENT, sent_at=before[row.reference],
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
            self._leave(row, state=State.DUE)
        elif row.channel in self.wait:
            later = now + timedelta(seconds=self.wait[row.channel])
            self._leave(row, state=State.DUE, next_attempt_at=later)
        elif self.unreachable[row.channel] >= _GIVE_WAY_AFTER:
            self._leave(row, **_again(row, "The provider can't be reached.", 0, now))
        else:
            return True
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

    def _settle(self, row: Message, changes: dict[str, Any]) -> None:
        # A late yes also mends what the sweeper could only call doubtful; the claim says that it is ours.
        states = [State.SENDING, State.DOUBTFUL] if changes["state"] == State.SENT else [State.SENDING]
        done = Message.objects.filter(pk=row.pk, claim=self.token, state__in=states).update(claim=None, **changes)
        self.counts[str(changes["state"])] += done

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


def _stamp(organisation: UUID) -> tuple[UUID, ...]:
    """Changes with every act at the organisation: each leaves an audit entry in its own transaction.

    The last fifty ids and not the last one: an id is drawn before its commit, so a slow act may come in under
    a higher one.
    """
    return tuple(AuditEntry.objects.filter(organisation=organisation).order_by("-id").values_list("id", flat=True)[:50])


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
