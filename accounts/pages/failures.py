"""Wrong links and wrong keys, counted by the address they come from, as allauth counts wrong passwords.

A right one is never counted and, of keys, never refused: 256 random bits can't be guessed, and a forgotten program
that goes on knocking with an old key must not shut out its neighbour behind the same address. What stops is the
answering of wrong ones.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.pages.limits import TooOften, address_of, count, reached

SECONDS = 300
WRONG_ONES = 20


def note_wrong(name: str, request: HttpRequest) -> None:
    """Count one wrong try at `name` (link, key)."""
    count(f"wrong-{name}", address_of(request), SECONDS)


def refuse_after_many(name: str, request: HttpRequest) -> None:
    """Raises TooOften once twenty wrong ones came from one address within five minutes."""
    if reached(f"wrong-{name}", address_of(request), WRONG_ONES, SECONDS):
        raise TooOften(
            _("Too many wrong tries came from your connection. Wait five minutes, then try with the right one.")
        )
