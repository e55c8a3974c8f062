"""In which language somebody is written to: the reader's, whoever sends it and whatever language their pages are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation


@dataclass(frozen=True)
class Words:
    """What a message says; a text has no title."""

    title: str
    body: str


def language_of(address: str) -> str:
    """The language of whoever reads what goes to `address`. Hearth has English alone, so everybody's is that."""
    return settings.LANGUAGE_CODE


@contextmanager
def in_language_of(address: str) -> Iterator[None]:
    """Words and dates that are made within are made for the reader. The outbox writes all that it is given so."""
    with translation.override(language_of(address)):
        yield
