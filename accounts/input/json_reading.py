"""JSON that strangers send, read once and without trust: bounded in bytes, depth and numbers, every key once.

What Python's own reader takes and no register can hold (a key written twice, of which the last wins; NaN; a number of
400 digits; NUL and half a character in a text) is refused with the path at which it stands.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.input.errors import NotUnderstood, TooLarge

MOST_BYTES = 8 * 1024 * 1024
MOST_DEEP = 32
MOST_NUMBER = 2**63 - 1
_MOST_DIGITS = 40
_MOST_TOLD = 20
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


class _Twice(dict[str, Any]):
    """An object in which `key` was written more than once."""

    key = ""


class _Odd:
    """A number that cannot be kept."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = _Twice(found)
    twice.key = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return twice


def _whole(text: str) -> int | _Odd:
    number = int(text) if len(text) <= _MOST_DIGITS else MOST_NUMBER + 1
    return number if -MOST_NUMBER <= number <= MOST_NUMBER else _Odd()


def _fraction(text: str) -> float | _Odd:
    number = float(text)
    return number if abs(number) <= MOST_NUMBER else _Odd()


def read_json(data: bytes) -> Any:
    """The value that `data` writes as JSON. Raises NotUnderstood, naming each place by its path; TooLarge."""
    if len(data) > MOST_BYTES:
        raise TooLarge(_("The body is larger than %s MB. Send it in parts.") % (MOST_BYTES // 1024**2))
    try:
        found = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction,
            parse_constant=lambda _text: _Odd(),
        )  # fmt: skip
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise NotUnderstood(_("The body is not JSON: %s.") % error, "input.not_json") from None
    wrong: dict[str, str] = {}
    for path, words in _faults(found):
        wrong[path] = words
        if len(wrong) == _MOST_TOLD:
            break
    if wrong:
        raise NotUnderstood(_("Parts of the body cannot be read; nothing was saved."), "input.not_understood", wrong)
    return found


def _too_deep() -> NotUnderstood:
    return NotUnderstood(
        _("The body is nested deeper than %s levels. Nothing here needs that.") % MOST_DEEP, "input.too_deep"
    )


def _faults(top: Any) -> Iterator[tuple[str, str]]:
    """(path, words) of each place that cannot be kept. Raises NotUnderstood where it is nested too deep."""
    waiting: list[tuple[str, Any, int]] = [("", top, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > MOST_DEEP:
            raise _too_deep()
        if isinstance(value, dict):
            if isinstance(value, _Twice):
                yield child_path(path, value.key), _("This name was sent twice. Send it once.")
            yield from ((path or "body", _("A name here holds a character that cannot be kept."))
                        for key in value if _UNKEEPABLE.search(key))  # fmt: skip
            waiting += [(child_path(path, key), one, depth + 1) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{n}]", one, depth + 1) for n, one in enumerate(value)]
        elif isinstance(value, _Odd):
            yield path or "body", _("This number is too large, or none.")
        elif isinstance(value, str) and _UNKEEPABLE.search(value):
            yield path or "body", _("This text holds a character that cannot be kept (NUL, or half of one).")


def child_path(path: str, name: str) -> str:
    """Where `name` stands under `path`: "children[0].needs"."""
    return f"{path}.{name}" if path else name
