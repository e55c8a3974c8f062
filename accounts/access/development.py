"""What belongs to development alone: made-up people, sign-in addresses on a terminal, benches that write.

Commands say where they may run by their class (`accounts.management.base`). What they call says it once more, so
that a shell, a task or a second command can't reach it in production either.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings

from accounts.input.errors import ServiceError


class NotHere(ServiceError):
    """Asked for under production settings; nothing was read or written."""

    status = 403
    code = "development.only"


def refuse_outside_development(what: str) -> None:
    """Raises NotHere unless the settings say DEVELOPMENT: settings that say nothing are production's."""
    if not getattr(settings, "DEVELOPMENT", False):
        raise NotHere(
            f"{what} only in development, and these are production settings. Nothing was done. "
            "Try things out in a checkout, with `manage.py up`; sign in here with your e-mail address and its code."
        )


def development_only[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Refuse `act` outside development. Raises NotHere."""

    @wraps(act)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        refuse_outside_development(f"“{act.__name__.replace('_', ' ').capitalize()}” runs")
        return act(*args, **kwargs)

    return guarded
