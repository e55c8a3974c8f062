"""What was handed to a provider, kept beside the database and not in it.

A database restored to last night forgets what was sent since; the ledger, in the other engine, does not. It
also tells a crash after the provider's yes from one before. An entry lives 60 days.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.cache import cache

log = logging.getLogger("hearth.outbox")
_KEEP_SECONDS = 60 * 24 * 3600


def _key(reference: str) -> str:
    return f"sent:{reference}"


def note(reference: str, at: datetime) -> None:
    """Best effort: the row itself is settled right after."""
    try:
        cache.set(_key(reference), at.isoformat(), _KEEP_SECONDS)
    except Exception as error:
        log.warning("ledger_not_written", extra={"error": type(error).__name__})


def sent_before(references: Sequence[str]) -> dict[str, datetime]:
    """When each of these was sent, for those that were. Raises what the cache raises: no ledger, no sending."""
    found = cache.get_many([_key(reference) for reference in references])
    return {key.removeprefix("sent:"): datetime.fromisoformat(at) for key, at in found.items()}


def forget(reference: str) -> None:
    """A person decided that it goes again, for example to a mended address."""
    try:
        cache.delete(_key(reference))
    except Exception as error:
        log.warning("ledger_not_written", extra={"error": type(error).__name__})
