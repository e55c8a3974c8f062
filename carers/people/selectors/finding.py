"""Finding people: words typed into one box, and pages by key."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

PAGE = 50


def needles(words: str) -> list[str]:
    """What to look for, as the `search` column writes it: lower case, telephone digits, packed postcode.

    >>> needles("Ada 07700 900123")
    ['ada', '7700900123']
    """
    text = words.lower().strip()
    number = re.sub(r"[^0-9]", "", text)
    if len(number) >= 5 and not re.search(r"[a-z@]", text):
        return [_national(number)]
    packed = re.sub(r"\s", "", text)
    if re.fullmatch(r"[a-z]{1,2}[0-9][0-9a-z]?([0-9][a-z]{0,2})?", packed):
        return [packed]
    parts = re.findall(r"[^\s]+", re.sub(r"(?<=[0-9+])\s+(?=[0-9])", "", text))
    return [_national(part) if re.fullmatch(r"\+?[0-9]{5,}", part) else part for part in parts]


def _national(number: str) -> str:
    """Without the country's 44 or the leading 0, so that both ways of writing a number meet."""
    digits = number.lstrip("+")
    return digits.removeprefix("44") if digits.startswith("44") else digits.lstrip("0")


def matching(words: str, column: str = "search") -> Q:
    found = Q()
    for needle in needles(words):
        found &= Q(**{f"{column}__contains": needle})
    return found


@dataclass(frozen=True)
class Page[M: Model]:
    """Rows newest first, and the keys with which the pages before and after begin."""

    rows: list[M]
    after: UUID | None
    before: UUID | None


def page_of[M: Model](found: QuerySet[M], after: UUID | None, before: UUID | None, size: int = PAGE) -> Page[M]:
    """One page by key: what lies after `after`, or just before `before`; page 1,000 costs what page 1 does."""
    if before is not None:
        backwards: list[Any] = list(found.filter(pk__gt=before).order_by("pk")[: size + 1])
        rows = backwards[:size][::-1]
        return Page(rows, rows[-1].pk if rows else None, rows[0].pk if len(backwards) > size else None)
    forwards: list[Any] = list((found.filter(pk__lt=after) if after else found).order_by("-pk")[: size + 1])
    rows = forwards[:size]
    more = rows[-1].pk if len(forwards) > size else None
    return Page(rows, more, rows[0].pk if after and rows else None)
