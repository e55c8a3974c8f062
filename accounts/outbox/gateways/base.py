"""What a channel promises: it took the message (with its reference), or says which kind of no it was."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """A message as a provider needs it. `reference` is stable over retries of the same message.

    `unsubscribe`, for marketing, is the address that stops it with one POST (RFC 8058). A letter's recipient
    is its address, one line a line.
    """

    reference: str
    channel: str
    recipient: str
    title: str
    body: str
    unsubscribe: str = ""


@dataclass(frozen=True)
class Outcome:
    provider_reference: str


class GatewayError(Exception):
    """Why a provider did not take a message."""


class Permanent(GatewayError):
    """It never will: a wrong address, a refused sender. Stop, and tell staff."""


class Throttled(GatewayError):
    """Not now. `seconds` is what the provider asks us to wait."""

    def __init__(self, message: str, seconds: int = 60) -> None:
        super().__init__(message)
        self.seconds = seconds


class Unknown(GatewayError):
    """It surely did not take the message, and may do so later: try again."""


class Doubtful(GatewayError):
    """It may have taken the message. Never sent again by itself; a person or a look-up decides."""


class Gateway(Protocol):
    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message. Raises Permanent, Throttled, Unknown or Doubtful."""
        ...

    def was_taken(self, reference: str) -> bool | None:
        """Whether the provider knows this reference; None where it can't tell."""
        ...

    def close(self) -> None:
        """Let go of connections. A gateway serves one run of one worker."""
        ...
