"""Channels behind one gateway: which provider carries e-mail, texts and letters is a setting."""

from accounts.outbox.gateways.base import (
    Doubtful,
    Gateway,
    GatewayError,
    Outcome,
    Outgoing,
    Permanent,
    Throttled,
    Unknown,
)
from accounts.outbox.gateways.choose import gateway_for

__all__ = [
    "Doubtful",
    "Gateway",
    "GatewayError",
    "Outcome",
    "Outgoing",
    "Permanent",
    "Throttled",
    "Unknown",
    "gateway_for",
]
