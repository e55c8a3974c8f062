"""For which children of a referral somebody looks, holds, offers or places: read from an address or a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.input.errors import NotReady
from placements.candidates import asked_for
from placements.models import Child, Referral
from placements.placing.services.fit import children_of


@dataclass(frozen=True)
class Which:
    """`children` are meant, of those who are `waiting`, eldest first."""

    waiting: Sequence[Child]
    children: Sequence[Child]

    @property
    def ids(self) -> list[UUID]:
        return [child.pk for child in self.children]

    @property
    def names(self) -> list[str]:
        """As the engine knows them."""
        return [str(child.pk) for child in self.children]

    @property
    def some(self) -> bool:
        return len(self.children) < len(self.waiting)

    @property
    def query(self) -> str:
        """To add to an address, so that the next page is about the same children; empty where all are meant."""
        return "?" + "&".join(f"children={name}" for name in self.names) if self.some else ""


def which(sent: QueryDict, row: Referral, default: Iterable[UUID] = ()) -> Which:
    """The children in an address or a form (`children`), else those of `default` who wait, else all who wait.

    Raises NotReady where one of those sent is no child of the referral or has a home.
    """
    waiting, wanted = asked_for(row), sent.getlist("children")
    if wanted:
        chosen = {child.pk for child in children_of(row, _ids(wanted))}
    else:
        everyone = {child.pk for child in waiting}
        chosen = everyone & set(default) or everyone
    return Which(waiting, [child for child in waiting if child.pk in chosen])


def _ids(words: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(word) for word in words]
    except ValueError:
        wrong = _("A child you chose is not in this referral. Look at the referral again.")
        raise NotReady(wrong, "referral.not_in_it") from None
