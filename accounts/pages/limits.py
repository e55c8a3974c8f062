"""How often one address or one person may do something, counted in the shared cache.

An address may be a family, an office, an open evening or a whole phone network: it is slowed by the minute, its
ceiling for the hour is high, and whoever is turned away is told whom to ring. A count that the cache lost lets
somebody through; it never locks somebody out.
"""

import hashlib
import ipaddress
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts.input.errors import ServiceError


class TooOften(ServiceError):
    """Asked too often from one place; nothing was written. The words end with whom to ring meanwhile: the services
    concerned, as far as their numbers are known, else whoever runs Hearth (HEARTH_TELEPHONE)."""

    status = 429
    code = "caller.too_fast"

    def __init__(self, message: str, services: Iterable[Any] = ()) -> None:
        super().__init__(f"{message} {whom_to_ring(services)}".strip())


def whom_to_ring(services: Iterable[Any] = ()) -> str:
    """A sentence with a telephone number; `services` have a name and a telephone."""
    known = [_("%(name)s on %(number)s") % {"name": one.name, "number": one.telephone}
             for one in services if one.telephone]  # fmt: skip
    if known:
        return _("Or ring %s.") % _(" or ").join(known)
    return _("Or ring us on %s.") % settings.TELEPHONE if settings.TELEPHONE else ""


def address_of(request: HttpRequest) -> str:
    """The caller's address; an IPv6 address counts by its /64, which one household usually holds whole.

    Every limit asks here, those of signing in too (`accounts.access.adapter`). `TRUSTED_PROXIES` says how many of our
    own proxies add to X-Forwarded-For; entries left of theirs are whatever the caller wrote, so they are not believed.
    """
    found = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        found = hops[-proxies]
    try:
        address = ipaddress.ip_address(_without_port(found))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def _without_port(found: str) -> str:
    """Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711."""
    if found.startswith("["):
        return found[1:].partition("]")[0]
    return found.partition(":")[0] if found.count(":") == 1 else found


def from_one_place(name: str, request: HttpRequest, a_minute: int = 10, an_hour: int = 60) -> bool:
    """Count one act from the request's address: within `a_minute`, and within `an_hour`. What the minute turned away
    is not counted for the hour, so that a robot does not use up the hour of those who share its address."""
    address = address_of(request)
    return allowed(f"{name}-minute", address, a_minute, 60) and allowed(f"{name}-hour", address, an_hour, 3600)


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
    if _reached(slot, limit):
        return False
    transaction.on_commit(lambda: _count(slot, seconds))
    return True


def reached(name: str, key: str, limit: int, seconds: int) -> bool:
    """Whether `limit` acts of `key` were counted in the current `seconds`; asking counts nothing."""
    return _reached(_slot(name, key, seconds), limit)


def count(name: str, key: str, seconds: int) -> None:
    """Count one act of `key` in the current `seconds`."""
    _count(_slot(name, key, seconds), seconds)


def _reached(slot: str, limit: int) -> bool:
    try:
        return int(cache.get(slot, 0)) >= limit
    except (ValueError, RedisError):
        return False


def _slot(name: str, key: str, seconds: int) -> str:
    digest = hashlib.sha256(key.strip().lower().encode()).hexdigest()[:32]
    return f"limit:{name}:{digest}:{int(time.time()) // seconds}"


def _count(slot: str, seconds: int) -> None:
    with suppress(ValueError, RedisError):
        cache.add(slot, 0, seconds)
        cache.incr(slot)
