"""Words for commands of development where nothing runs yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError


@contextmanager
def database_in_words() -> Iterator[None]:
    """Raises CommandError where the database does not answer or is empty."""
    try:
        yield
    except OperationalError as error:
        raise CommandError(
            "The database does not answer. Start Hearth with `manage.py up` in another window, and give both the same "
            "--data-dir."
        ) from error
    except ProgrammingError as error:
        raise CommandError(
            "The database has no tables yet. Start Hearth with `manage.py up`, then try again."
        ) from error
