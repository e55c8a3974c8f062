"""What the viewsets of matching share: a body read by its serializer, and rows that are not there."""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from accounts.api.reading import valid as asked


def known[T](act: Callable[[], T]) -> T:
    """A row that is not the caller's is not there."""
    try:
        return act()
    except ObjectDoesNotExist:
        raise Http404 from None


__all__ = ["asked", "known"]
