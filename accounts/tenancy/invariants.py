"""States that the service should never be in: each package names its own; the operations page counts them.

Constraints refuse what one row can't be. These are about rows that agree with every constraint and still
contradict one another, or that a job should have dealt with by now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Document, Message

_OVERDUE = timedelta(minutes=30)


@dataclass(frozen=True)
class Impossible:
    """`rows` gives an organisation's rows in that state; `words` and `to_do` are said where there are any."""

    key: str
    words: str | Promise
    to_do: str | Promise
    rows: Callable[[UUID], QuerySet[Any]]


@dataclass(frozen=True)
class Found:
    """One state that some rows are in; `example` is the id of one of them."""

    key: str
    words: str
    to_do: str
    count: int
    example: UUID


def _stuck(organisation: UUID) -> QuerySet[Message]:
    taken = Q(state__in=("claimed", "sending"), claimed_at__lt=timezone.now() - _OVERDUE)
    return Message.objects.filter(taken, organisation=organisation)


def _without_file(organisation: UUID) -> QuerySet[Document]:
    return Document.objects.filter(organisation=organisation, missed_at__isnull=False)


KNOWN: list[Impossible] = [
    Impossible(
        "document.without_file",
        _("Documents whose file cannot be found"),
        _(
            "Look whether web, worker and beat use the same storage (HEARTH_DOCUMENTS_DIR or HEARTH_DOCUMENTS_BUCKET). "
            "If a file is lost, ask whoever sent it to send it again."
        ),
        _without_file,
    ),
    Impossible(
        "message.stuck",
        _("Messages that a worker took and never settled"),
        _("The sweeper should have freed them: look whether beat and the workers run."),
        _stuck,
    ),
]


def found_at(organisation: UUID) -> list[Found]:
    """The states some rows of the organisation are in, in the order of `KNOWN`; one or two queries a state."""
    found = []
    for state in KNOWN:
        rows = state.rows(organisation)
        example = rows.values_list("pk", flat=True).first()
        if example is not None:
            found.append(Found(state.key, str(state.words), str(state.to_do), rows.count(), example))
    return found
