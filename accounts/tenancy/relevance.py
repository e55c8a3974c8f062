"""Who is asked, at the instant of sending, whether a message may still go.

Packages that write messages of a kind (`followup.keep_warm`) register for the part before the dot when Django
is ready; accounts knows none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from accounts.models import Message


@dataclass(frozen=True)
class Verdict:
    """What to do with a message now. `until` is when to ask again, for a postponed one."""

    action: Literal["send", "drop", "postpone"] = "send"
    reason: str = ""
    until: datetime | None = None


SEND = Verdict()
# Messages of one organisation, in its scope and transaction; those left out of the answer may go.
Check = Callable[[Sequence[Message]], Mapping[UUID, Verdict]]
# Told in the same transaction that a message's address does not work.
Bounced = Callable[[Message], None]


@dataclass(frozen=True)
class Owner:
    check: Check
    bounced: Bounced


_OWNERS: dict[str, Owner] = {}


def register(family: str, check: Check, bounced: Bounced = lambda message: None) -> None:
    """`family` is the part of a kind before its first dot."""
    _OWNERS[family] = Owner(check, bounced)


def owner_of(kind: str) -> Owner | None:
    return _OWNERS.get(kind.partition(".")[0])


def check(messages: Iterable[Message]) -> dict[UUID, Verdict]:
    """What the owners of the kinds say; one call an owner."""
    families: dict[str, list[Message]] = {}
    for message in messages:
        families.setdefault(message.kind.partition(".")[0], []).append(message)
    said: dict[UUID, Verdict] = {}
    for family, mine in families.items():
        if family in _OWNERS:
            said |= _OWNERS[family].check(mine)
    return said
