"""Which follow-ups are due to a person, and whether one may still go out at the instant of sending.

Pure: a history of dated facts, a table of steps (`followup_steps.STEPS`, or an agency's own) and a clock
go in. A follow-up exists from the moment its time comes if nothing known *at that moment* spoke against
it; so asking every minute or once a day gives the same set. What changes later is caught by
`still_relevant`, with its reason in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from carers.clocks import CLOCKS, warns_at
from carers.followup_words import MessageClass
from carers.sending_hours import DEFAULT_TIMES, Channel, SendingTimes, next_allowed
from carers.working_days import add_months, add_working_days, london, london_date, london_moment

LEAVING = {
    "enquiry.withdrawn": "they withdrew",
    "application.withdrawn": "they withdrew",
    "enquiry.declined": "the enquiry was declined",
    "application.declined": "the application was declined",
    "enquiry.closed_no_contact": "the enquiry was closed without contact",
    "person.transferred": "they moved to another service",
    "person.died": "they have died",
    "household.approval_ended": "the approval has ended",
}
RETURNING = frozenset({"enquiry.received", "person.returned"})
FRESH = timedelta(minutes=15)


class Whom(StrEnum):
    PERSON = "person"
    REFEREE = "referee"
    SURGERY = "surgery"
    CARER = "carer"
    TEAM = "team"


@dataclass(frozen=True)
class Offset:
    """How long after its trigger a step is due; before the trigger's `until` date if negative.

    Unit `clock` means the warning moment (80 %) of the clock named in `clock`.
    """

    amount: int
    unit: Literal["working", "days", "months", "clock"] = "days"
    clock: str = ""


@dataclass(frozen=True)
class Step:
    """One row of the follow-up table.

    `kind` is what at most one goes out of after an outage; `at` is a London time of day, by default the
    trigger's own. `stop_on` names facts that make it needless (about the same subject, if they have
    one). A step `superseded_by` its own trigger starts afresh each time. `shelf_life` is how late it may
    still go. `repeat` and `times` make further cycles. `for_leavers` may go to someone who left;
    `any_hour` may answer, within fifteen minutes, what the person just did. `since` keeps a new step
    from reaching into the past.
    """

    key: str
    kind: str
    whom: Whom
    trigger: str
    offset: Offset
    channels: tuple[Channel, ...]
    message_class: MessageClass = MessageClass.SERVICE
    stop_on: frozenset[str] = frozenset()
    shelf_life: timedelta = timedelta(days=14)
    at: time | None = None
    repeat: Offset | None = None
    times: int = 1
    superseded: bool = False
    statutory: bool = False
    for_leavers: bool = False
    any_hour: bool = False
    enabled: bool = True
    version: int = 1
    since: datetime | None = None


@dataclass(frozen=True)
class Fact:
    """Something that happened. `ref` is the stable id of the row behind it; `subject` what it is about.

    `until` is a date the fact carries (an expiry, an event's day, the end of a pause). Facts marked
    `historical` (entered from old records) start nothing.
    """

    name: str
    at: datetime
    ref: str
    subject: str = ""
    until: date | None = None
    channel: Channel | None = None
    historical: bool = False

    def __post_init__(self) -> None:
        # Two London times compare by their clock faces: wrong in the hour that happens twice. UTC never is.
        object.__setattr__(self, "at", _utc(self.at))


def _utc(moment: datetime) -> datetime:
    return london(moment).astimezone(UTC)


@dataclass(frozen=True)
class History:
    """All that is known of one person. `reachable` are channels with an address; `sent` the keys already
    settled.

    For a step to a referee or a surgery, their own channels stand in `other_reachable` under the
    subject.
    """

    person: str
    facts: tuple[Fact, ...]
    reachable: frozenset[Channel] = frozenset()
    sent: frozenset[tuple[str, str, str, str]] = frozenset()
    other_reachable: dict[str, frozenset[Channel]] = field(default_factory=dict)

    def known_at(self, moment: datetime) -> "History":
        """The same history as it stood then."""
        facts = tuple(fact for fact in self.facts if fact.at <= moment)
        return History(self.person, facts, self.reachable, self.sent, self.other_reachable)

    def latest(self, names: Iterable[str], subject: str | None = None) -> Fact | None:
        wanted = set(names)
        found = [f for f in self.facts if f.name in wanted and (subject is None or f.subject in ("", subject))]
        return max(found, key=lambda fact: fact.at, default=None)


@dataclass(frozen=True)
class Due:
    """One follow-up: `meant_for` is its planned moment, `due_at` the first allowed one."""

    person: str
    step: Step
    trigger: Fact
    cycle: str
    meant_for: datetime
    due_at: datetime

    @property
    def subject(self) -> str:
        return self.trigger.subject

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Person, kind, step, cycle: unique for ever. A cycle is named for the trigger's row."""
        return self.person, self.step.kind, self.step.key, self.cycle

    @property
    def recipient(self) -> str:
        other = self.step.whom in (Whom.REFEREE, Whom.SURGERY)
        return f"{self.person}/{self.subject}" if other else f"{self.person}/{self.step.whom.value}"


@dataclass(frozen=True)
class Verdict:
    """What to do with a follow-up now. `until` is when to ask again, for a postponed one."""

    action: Literal["send", "drop", "postpone"]
    reason: str
    channel: Channel | None = None
    until: datetime | None = None


def due(history: History, steps: Sequence[Step], now: datetime, times: SendingTimes = DEFAULT_TIMES) -> list[Due]:
    """Every follow-up whose time has come and that is not yet settled, oldest first."""
    now = _utc(now)
    found = [
        item
        for step in steps
        if step.enabled
        for item in _planned(history, step, now, times)
        if item.key not in history.sent and _objection(item, history.known_at(item.due_at)) is None
    ]
    return sorted(found, key=lambda item: (item.due_at, item.key))


def still_relevant(item: Due, history: History, now: datetime, times: SendingTimes = DEFAULT_TIMES) -> Verdict:
    """Look again at the instant of sending, with all that is known now."""
    now = _utc(now)
    if item.key in history.sent:
        return Verdict("drop", "already sent")
    objection = _objection(item, history)
    if objection is not None:
        return Verdict("drop", objection)
    if now > item.meant_for + item.step.shelf_life:
        return Verdict("drop", "too late to be of use")
    until = item.trigger.until
    if until is not None and london_date(now) > until:
        return Verdict("drop", f"its day, {until:%-d %B %Y}, has passed")
    pause = _pause(history)
    if pause is not None and item.step.whom is not Whom.TEAM and not item.step.statutory:
        if pause.until is None:
            return Verdict("drop", "they asked for a pause")
        wake = next_allowed(london_moment(pause.until + timedelta(days=1), time(0)), times.usual)
        return Verdict("postpone", f"they asked for a pause until {pause.until:%-d %B %Y}", until=wake)
    return _by_channel(item, history, now, times)


def collapse(
    items: Iterable[Due], history: History, now: datetime, times: SendingTimes = DEFAULT_TIMES
) -> list[tuple[Due, Verdict]]:
    """Verdicts on a person's waiting follow-ups together: one of a kind for each recipient, statutory
    ones first.

    After an outage the newest of a kind goes and the others are dropped. Statutory ones are never
    dropped for being one of several.
    """
    judged = [(item, still_relevant(item, history, now, times)) for item in items]
    judged.sort(key=lambda pair: (not pair[0].step.statutory, -pair[0].meant_for.timestamp(), pair[0].key))
    taken: set[tuple[str, str]] = set()
    answer = []
    for item, verdict in judged:
        slot = (item.recipient, item.step.kind)
        if verdict.action != "drop" and not item.step.statutory:
            if slot in taken:
                verdict = Verdict("drop", "a newer message of this kind goes instead")
            taken.add(slot)
        answer.append((item, verdict))
    return answer


def _planned(history: History, step: Step, now: datetime, times: SendingTimes) -> Iterator[Due]:
    hours = times.of(step.channels[0])
    for trigger in history.facts:
        if trigger.name != step.trigger or trigger.historical:
            continue
        if step.since is not None and trigger.at < step.since:
            continue
        for cycle in range(step.times):
            meant = _meant_for(step, trigger, cycle)
            if meant is None or meant > now:
                break
            known = max(meant, trigger.at)
            allowed = known if step.any_hour else next_allowed(known, hours)
            if allowed <= now:
                yield Due(history.person, step, trigger, f"{trigger.ref}.{cycle + 1}", meant, allowed)


def _meant_for(step: Step, trigger: Fact, cycle: int) -> datetime | None:
    """The planned moment of one cycle, which may lie before its trigger was known; None without a date."""
    offset = step.offset
    if offset.unit == "clock":
        return warns_at(CLOCKS[offset.clock], trigger.at)
    base = london_date(trigger.at)
    if offset.amount < 0:
        if trigger.until is None:
            return None
        base = trigger.until
    day = _shift(base, offset, 1)
    if cycle and step.repeat is not None:
        day = _shift(day, step.repeat, cycle)
    if day == base and step.at is None:
        return trigger.at
    # The trigger's own hour spreads a day's sending out instead of heaping it on the opening minute.
    return london_moment(day, step.at or london(trigger.at).time())


def _shift(day: date, offset: Offset, count: int) -> date:
    amount = offset.amount * count
    if offset.unit == "working":
        return add_working_days(day, amount)
    return add_months(day, amount) if offset.unit == "months" else day + timedelta(days=amount)


def _objection(item: Due, history: History) -> str | None:
    """Why a follow-up is needless, whatever the hour and the channel; None if it is not."""
    step = item.step
    left = _left(history)
    if left is not None and not step.for_leavers and not (step.statutory and left.name != "person.died"):
        return LEAVING[left.name]
    if left is None and step.for_leavers:
        return "they came back"
    done = history.latest(step.stop_on, item.subject)
    if done is not None and done.at >= item.trigger.at:
        return f"already done: {done.name.replace('.', ' ').replace('_', ' ')}"
    if step.superseded:
        newest = history.latest([step.trigger], item.subject)
        if newest is not None and (newest.at, newest.ref) > (item.trigger.at, item.trigger.ref):
            return "something newer has happened"
    return None


def _left(history: History) -> Fact | None:
    gone = history.latest(LEAVING)
    back = history.latest(RETURNING)
    return gone if gone is not None and (back is None or back.at <= gone.at) else None


def _pause(history: History) -> Fact | None:
    paused = history.latest(["person.paused"])
    resumed = history.latest(["person.resumed"])
    return paused if paused is not None and (resumed is None or resumed.at < paused.at) else None


def _by_channel(item: Due, history: History, now: datetime, times: SendingTimes) -> Verdict:
    """The first channel that reaches the person and may be used; a call if none carries a service message."""
    step = item.step
    faults = []
    for channel in step.channels:
        fault = _channel_fault(channel, item, history)
        if fault is None:
            return _in_hours(item, channel, now, times, "due")
        faults.append(fault)
    mine = step.whom in (Whom.PERSON, Whom.CARER)
    if step.message_class is MessageClass.SERVICE and mine and Channel.CALL not in step.channels:
        return _in_hours(item, Channel.CALL, now, times, f"a call instead: {', '.join(dict.fromkeys(faults))}")
    return Verdict("drop", ", ".join(dict.fromkeys(faults)))


def _in_hours(item: Due, channel: Channel, now: datetime, times: SendingTimes, reason: str) -> Verdict:
    fresh = item.step.any_hour and channel is Channel.EMAIL and now - item.trigger.at <= FRESH
    allowed = now if fresh else next_allowed(now, times.of(channel))
    if allowed > now:
        return Verdict("postpone", "outside sending hours", channel, allowed)
    return Verdict("send", reason, channel)


def _channel_fault(channel: Channel, item: Due, history: History) -> str | None:
    """Why a channel cannot be used for this follow-up, or None if it can."""
    step, name = item.step, channel.value
    if channel in (Channel.TEAM, Channel.CALL):
        return None
    other = step.whom in (Whom.REFEREE, Whom.SURGERY)
    reachable = history.other_reachable.get(item.subject, frozenset()) if other else history.reachable
    if channel not in reachable:
        return f"no address for {name}"
    if _switched(history, channel, "address.bounced", "address.changed", item if other else None):
        return f"{name} bounced"
    if other:
        return None
    if _switched(history, channel, "contact.objected", "contact.allowed", None):
        return f"they asked for no more by {name}"
    if step.message_class is MessageClass.SERVICE:
        return None
    if _switched(history, channel, "consent.withdrawn", "consent.given", None):
        return f"unsubscribed from {name}"
    consented = _switched(history, channel, "consent.given", "consent.withdrawn", None)
    return None if consented else f"no consent for {name}"


def _switched(history: History, channel: Channel, on: str, off: str, about: Due | None) -> bool:
    """Whether the last word on a channel is `on`. A fact without a channel speaks for all of them."""
    subject = about.subject if about is not None else ""
    facts = [
        fact
        for fact in history.facts
        if fact.name in (on, off) and fact.channel in (None, channel) and fact.subject == subject
    ]
    last = max(facts, key=lambda fact: fact.at, default=None)
    return last is not None and last.name == on
