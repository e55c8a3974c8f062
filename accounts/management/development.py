"""What commands for development have in common: refused elsewhere, and in words where nothing runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError


@contextmanager
def development_only(act: str) -> Iterator[None]:
    """Raises CommandError outside development, and where the database does not answer or is empty."""
    if not getattr(settings, "DEVELOPMENT", False):
        raise CommandError(f"{act} only in development. Here, sign in with an e-mail address and a code.")
    try:
        yield
    except OperationalError as error:
        raise CommandError(
            "The database does not answer. Start Hearth with `manage.py up` in another window, then try again."
        ) from error
    except ProgrammingError as error:
        raise CommandError(
            "The database has no tables yet. Start Hearth with `manage.py up`, then try again."
        ) from error
