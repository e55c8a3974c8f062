"""The council that a command is for, by its area's ONS code."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from accounts.models import Organisation
from accounts.tenancy.scopes import scope


@contextmanager
def council_in_scope(code: str) -> Iterator[Organisation]:
    """The one council of an area, its rows in scope. CommandError, in words, where there is none or several."""
    found = list(Organisation.objects.filter(is_council=True, area_id=code).select_related("area")[:2])
    if not found:
        raise CommandError(f"No council of area {code} works here. Give its ONS code, such as E08000035.")
    if len(found) > 1:
        raise CommandError(f"More than one council of area {code} works here.")
    with scope(found[0].pk):
        yield found[0]
