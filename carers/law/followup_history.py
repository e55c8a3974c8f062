"""What follow-ups are made of: steps, the dated facts known of a person, and what falls due from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from carers.law.followup_fields import MessageClass
from carers.law.sending_hours import Channel
from carers.law.working_days import london


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
        object.__setattr__(self, "at", in_utc(self.at))


def in_utc(moment: datetime) -> datetime:
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
