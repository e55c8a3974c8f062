"""Wrong links and wrong keys, counted by the address they come from, as allauth counts wrong passwords.

A right one is never counted and, of keys, never refused: 256 random bits can't be guessed, and a forgotten program
that goes on knocking with an old key must not shut out its neighbour behind the same address. What stops is the
answering of wrong ones.
"""

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts.limits import TooOften, address_of

SECONDS = 300
WRONG_ONES = 20


def _slot(name: str, request: HttpRequest) -> str:
    return f"wrong:{name}:{address_of(request)}:{int(time.time()) // SECONDS}"


def note_wrong(name: str, request: HttpRequest) -> None:
    """Count one wrong try at `name` (link, key)."""
    slot = _slot(name, request)
    try:
        cache.add(slot, 0, SECONDS)
        cache.incr(slot)
    except (ValueError, RedisError):  # the slot ran out between the two calls, or the cache is away
        return


def refuse_after_many(name: str, request: HttpRequest) -> None:
    """Raises TooOften once twenty wrong ones came from one address within five minutes."""
    try:
        count = int(cache.get(_slot(name, request)) or 0)
    except RedisError:
        return
    if count >= WRONG_ONES:
        raise TooOften(
            _("Too many wrong tries came from your connection. Wait five minutes, then try with the right one.")
        )
