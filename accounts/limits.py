"""How often one address or one person may do something, counted in the shared cache.

A count that the cache lost lets somebody through; it never locks somebody out.
"""

import hashlib
import ipaddress
import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from redis.exceptions import RedisError

from accounts.errors import ServiceError


class TooOften(ServiceError):
    """Asked too often from one place; nothing was written."""

    status = 429
    code = "caller.too_fast"


def address_of(request: HttpRequest) -> str:
    """The caller's address; an IPv6 address counts by its /64, which one household usually holds whole.

    `TRUSTED_PROXIES` says how many of our own proxies add to X-Forwarded-For; entries left of theirs are
    whatever the caller wrote, so they are not believed.
    """
    found = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    if proxies and len(hops) >= proxies:
        found = hops[-proxies]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def allowed(name: str, key: str, limit: int, seconds: int) -> bool:
    """Count one try of `key`, whatever comes of it, and say whether it is within `limit` in the current `seconds`."""
    slot = _slot(name, key, seconds)
    try:
        cache.add(slot, 0, seconds)
        return int(cache.incr(slot)) <= limit
    except (ValueError, RedisError):  # the slot ran out between the two calls, or the cache is away
        return True


def kept_within(name: str, key: str, limit: int, seconds: int) -> bool:
    """Whether fewer than `limit` acts of `key` were kept in the current `seconds`; this one counts at its commit.

    For refusals that say what was done: an act that failed was none, and its next try is not turned away.
    """
    slot = _slot(name, key, seconds)
    try:
        if int(cache.get(slot, 0)) >= limit:
            return False
    except (ValueError, RedisError):
        return True
    transaction.on_commit(lambda: _count(slot, seconds))
    return True


def _slot(name: str, key: str, seconds: int) -> str:
    digest = hashlib.sha256(key.strip().lower().encode()).hexdigest()[:32]
    return f"limit:{name}:{digest}:{int(time.time()) // seconds}"


def _count(slot: str, seconds: int) -> None:
    with suppress(ValueError, RedisError):
        cache.add(slot, 0, seconds)
        cache.incr(slot)
