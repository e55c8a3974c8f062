"""Channels behind one gateway: which provider carries e-mail, texts and letters is a setting."""

from accounts.gateways.base import (
    Doubtful,
    Gateway,
    GatewayError,
    Outcome,
    Outgoing,
    Permanent,
    Throttled,
    Unknown,
)
from accounts.gateways.choose import gateway_for

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
