"""What a log line may hold: ids, routes, frames of code. Never a value that a person typed."""

import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

# A part of an address as long as a key, and not the id of a row: the secret of a link that still works.
_KEY = re.compile(r"/(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:[/?\s]|$))[\w.:~-]{20,}(?=[/?\s]|$)", re.ASCII)


def without_keys(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take the secrets of links out of the addresses that a line tells."""
    for name in ("request", "event"):
        if isinstance(event.get(name), str):
            event[name] = _KEY.sub("/…", event[name])
    return event


def frames_only(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the kind of an error and where it came from, without its message: a database's own says
    `Key (email)=(...)`, and a form's says what was typed."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if isinstance(error, tuple) and error[0] is not None:
        frames = "".join(traceback.format_tb(error[2]))
        event["exception"] = f"{error[0].__module__}.{error[0].__qualname__}\n{frames}"
    return event
