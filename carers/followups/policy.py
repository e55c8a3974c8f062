"""Which follow-ups are due to a person, and whether one may still go out at the instant of sending.

Pure: a history of dated facts, a table of steps (`followup_steps.STEPS`, or an agency's own) and a clock
go in. A follow-up exists from the moment its time comes if nothing known *at that moment* spoke against
it; so asking every minute or once a day gives the same set. What changes later is caught by
`still_relevant`, with its reason in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from carers.law.clocks import CLOCKS, warns_at
from carers.law.followup_fields import MessageClass
from carers.law.followup_history import Due, Fact, History, Offset, Step, Verdict, Whom, in_utc
from carers.law.sending_hours import DEFAULT_TIMES, Channel, SendingTimes, next_allowed
from carers.law.working_days import add_months, add_working_days, london, london_date, london_moment

__all__ = [
    "Due",
    "Fact",
    "History",
    "Offset",
    "Step",
    "Verdict",
    "Whom",
    "collapse",
    "due",
    "has_consented",
    "still_relevant",
    "withheld",
]

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
NOT_NOW = "enquiry.not_now"
# What “not now” itself begins; everything else that it finds under way, it stops.
_OF_NOT_NOW = frozenset({"enquiry.quiet", "enquiry.wait_over"})
RETURNING = frozenset({"enquiry.received", "person.returned"})
FRESH = timedelta(minutes=15)
BY_POST = "to be printed and posted"


def due(history: History, steps: Sequence[Step], now: datetime, times: SendingTimes = DEFAULT_TIMES) -> list[Due]:
    """Every follow-up whose time has come and that is not yet settled, oldest first."""
    now = in_utc(now)
    found = [
        item
        for step in steps
        if step.enabled
        for item in _planned(history, step, now, times)
        if item.key not in history.sent and _objection(item, history.known_at(item.due_at), item.due_at) is None
    ]
    return sorted(found, key=lambda item: (item.due_at, item.key))


def withheld(
    history: History, steps: Sequence[Step], now: datetime, times: SendingTimes = DEFAULT_TIMES
) -> list[tuple[Due, str]]:
    """What `due` leaves out although its time has come, each with the reason in words: for dry runs."""
    now = in_utc(now)
    found = []
    for step in steps:
        for item in _planned(history, step, now, times):
            if item.key in history.sent:
                found.append((item, "already had it"))
            elif not step.enabled:
                found.append((item, "this follow-up is switched off"))
            elif (objection := _objection(item, history.known_at(item.due_at), item.due_at)) is not None:
                found.append((item, objection))
    return found


def still_relevant(item: Due, history: History, now: datetime, times: SendingTimes = DEFAULT_TIMES) -> Verdict:
    """Look again at the instant of sending, with all that is known now."""
    now = in_utc(now)
    if item.key in history.sent:
        return Verdict("drop", "already sent")
    objection = _objection(item, history, now)
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
        if wake > now:
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


def _objection(item: Due, history: History, at: datetime) -> str | None:
    """Why a follow-up is needless at a moment, whatever the hour and the channel; None if it is not."""
    step = item.step
    left = _left(history)
    if left is not None and not step.for_leavers and not (step.statutory and left.name != "person.died"):
        return LEAVING[left.name]
    if left is None and step.for_leavers:
        return "they came back"
    rest = None if step.statutory else _rest(item, history, at)
    if rest is not None:
        return rest
    done = history.latest(step.stop_on, item.subject)
    if done is not None and done.at >= item.trigger.at:
        return f"already done: {done.name.replace('.', ' ').replace('_', ' ')}"
    if step.superseded:
        newest = history.latest([step.trigger], item.subject)
        if newest is not None and (newest.at, newest.ref) > (item.trigger.at, item.trigger.ref):
            return "something newer has happened"
    return None


def _rest(item: Due, history: History, at: datetime) -> str | None:
    """“Not now” stops what was under way; until the day they named, nothing goes by any chain.

    The fact is there for as long as the enquiry is “not now”.
    """
    said = history.latest([NOT_NOW])
    if said is None:
        return None
    if said.until is not None and london_date(at) < said.until:
        return f"they asked to be left alone until {said.until:%-d %B %Y}"
    stopped = item.trigger.name not in _OF_NOT_NOW and item.trigger.at <= said.at
    return "they said: not now" if stopped else None


def _left(history: History) -> Fact | None:
    gone = history.latest(LEAVING)
    back = history.latest(RETURNING)
    return gone if gone is not None and (back is None or back.at <= gone.at) else None


def _pause(history: History) -> Fact | None:
    paused = history.latest(["person.paused"])
    resumed = history.latest(["person.resumed"])
    return paused if paused is not None and (resumed is None or resumed.at < paused.at) else None


def _by_channel(item: Due, history: History, now: datetime, times: SendingTimes) -> Verdict:
    """The first channel that reaches the person and may be used; a call if none carries a service message.

    A referee or a surgery that we have no address of becomes a task for the team; so does a statutory letter
    that can't be sent from here.
    """
    step = item.step
    faults = []
    for channel in step.channels:
        fault = _channel_fault(channel, item, history)
        if fault is None:
            return _in_hours(item, channel, now, times, "due")
        if channel is Channel.LETTER and step.statutory:
            # The law wants it in writing: somebody posts what this service can't.
            return _in_hours(item, Channel.TEAM, now, times, BY_POST)
        faults.append(fault)
    mine = step.whom in (Whom.PERSON, Whom.CARER)
    if step.message_class is MessageClass.SERVICE and mine and Channel.CALL not in step.channels:
        return _in_hours(item, Channel.CALL, now, times, f"a call instead: {', '.join(dict.fromkeys(faults))}")
    why = ", ".join(dict.fromkeys(faults))
    if step.whom in (Whom.REFEREE, Whom.SURGERY):
        return _in_hours(item, Channel.TEAM, now, times, f"for the team instead: {why}")
    return Verdict("drop", why)


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
    return None if has_consented(history, channel) else f"no consent for {name}"


def has_consented(history: History, channel: Channel) -> bool:
    """Whether the last word on marketing by this channel was a yes."""
    return _switched(history, channel, "consent.given", "consent.withdrawn", None)


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
