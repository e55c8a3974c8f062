"""When a message may go out, in London hours, and when a failed one is tried again.

Windows are given as London clock times and turned into instants day by day, so that both clock-change
nights come out right: an hour that happens twice is one window, and one that never happens is no window.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from carers.law.working_days import ONE_DAY, bank_holidays, london_date, london_moment

RETRY_HORIZON = timedelta(hours=4)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(minutes=45)

_SEARCH_DAYS = 400


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    CALL = "call"
    TEAM = "team"


@dataclass(frozen=True)
class SendingHours:
    """An agency's choice: from `opens` up to, not including, `closes`, on the days given (0 is Monday).

    Everything else is quiet time. ValueError if no hour of any day is left.
    """

    opens: time = time(9)
    closes: time = time(19)
    weekdays: frozenset[int] = frozenset(range(5))
    bank_holidays: bool = False

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Sending hours must open before they close.")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("Choose at least one day of the week for sending.")


DEFAULT_HOURS = SendingHours()


@dataclass(frozen=True)
class SendingTimes:
    """Hours by channel, with one set for every channel not named."""

    usual: SendingHours = DEFAULT_HOURS
    by_channel: Mapping[Channel, SendingHours] = field(default_factory=dict)

    def of(self, channel: Channel) -> SendingHours:
        return self.by_channel.get(channel, self.usual)


DEFAULT_TIMES = SendingTimes()


def next_allowed(moment: datetime, hours: SendingHours = DEFAULT_HOURS) -> datetime:
    """The moment itself, in UTC, if it lies within the hours, else the next opening."""
    moment = moment.astimezone(UTC)
    day = london_date(moment)
    for _ in range(_SEARCH_DAYS):
        holiday = day in bank_holidays(day.year) and not hours.bank_holidays
        if day.weekday() in hours.weekdays and not holiday:
            opens, closes = london_moment(day, hours.opens), london_moment(day, hours.closes)
            if max(moment, opens) < closes:
                return max(moment, opens)
        day += ONE_DAY
    raise ValueError("These sending hours never open. Choose more days or longer hours.")


def is_allowed(moment: datetime, hours: SendingHours = DEFAULT_HOURS) -> bool:
    # In UTC: a London time that happens twice never equals the same instant in another zone (PEP 495).
    return next_allowed(moment, hours) == moment.astimezone(UTC)


def retry_at(
    first_failure: datetime, attempt: int, reference: str, told_to_wait: timedelta | None = None
) -> datetime | None:
    """When to try for the `attempt`-th time again (1 is the first retry), or None when it is time to
    give up.

    Waits double from one minute to 45, each cut by up to half at random so that a mail server that comes
    back is not met by everything at once. The draw depends on the message's `reference` alone: asking
    twice gives one answer. `told_to_wait` is the provider's own wait, counted from the previous attempt;
    it is never undercut. Nothing is planned past four hours after the first failure.
    """
    if attempt < 1:
        raise ValueError("Attempts are counted from 1.")
    draw = random.Random(f"retry {reference}")
    waited = timedelta(0)
    for number in range(attempt):
        full = min(FIRST_RETRY * 2**number, LONGEST_RETRY)
        pause = full * (0.5 + draw.random() / 2)
        if number == attempt - 1 and told_to_wait is not None:
            pause = max(pause, told_to_wait)
        waited += pause
    return first_failure.astimezone(UTC) + waited if waited <= RETRY_HORIZON else None
