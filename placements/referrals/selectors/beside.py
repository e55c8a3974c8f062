"""Open referrals that ask for the same children, and how many of each still wait, for lists and for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.candidates import members_of
from placements.candidates.waiting import homes_found, mark
from placements.models import Child, Referral, ReferralChild


def open_beside(referral: Referral, children: Collection[Child] | None = None) -> list[Referral]:
    """Other open referrals for any of its children (or of those), the newest first."""
    wanted = [child.pk for child in (members_of(referral) if children is None else children)]
    links = _open().filter(child__in=wanted).exclude(referral=referral.pk)
    return list(Referral.objects.filter(pk__in=links.values("referral")).order_by("-pk"))


def _open() -> QuerySet[ReferralChild]:
    return ReferralChild.objects.filter(referral__state=Referral.State.OPEN, referral__recorded_for__isnull=True)


def with_waiting(rows: Iterable[Referral]) -> list[Referral]:
    """The rows with `children_words`, how many each is for and, of an open one, how many still wait, and `also_open`,
    the ids of open referrals of the same children. A fixed number of queries; rows come with `children_count`."""
    listed = list(rows)
    mark(listed)
    _mark_beside(listed)
    for row in listed:
        row.children_words = words_of(row)  # type: ignore[attr-defined]
    return listed


def _mark_beside(rows: Collection[Referral]) -> None:
    ours = ReferralChild.objects.filter(referral__in=[row.pk for row in rows]).values_list("referral_id", "child_id")
    mine: dict[UUID, set[UUID]] = defaultdict(set)
    for referral, child in ours:
        mine[referral].add(child)
    searched: dict[UUID, set[UUID]] = defaultdict(set)
    theirs = _open().filter(child__in=set().union(*mine.values()))
    for referral, child in theirs.values_list("referral_id", "child_id") if mine else []:
        searched[child].add(referral)
    for row in rows:
        others = set().union(*(searched[child] for child in mine[row.pk])) - {row.pk}
        row.also_open = sorted(others, reverse=True)  # type: ignore[attr-defined]


def waiting_count(row: Referral) -> int:
    """How many children of an open referral still wait; 0 of one that is over. Rows come with `children_count`."""
    count: int = row.children_count  # type: ignore[attr-defined]
    return count - len(homes_found(row)) if row.state == Referral.State.OPEN else 0


def words_of(row: Referral) -> str:
    """How many children it is for and, where some have a home, how many still wait. As `waiting_count`."""
    count: int = row.children_count  # type: ignore[attr-defined]
    words = ngettext("%(num)s child", "%(num)s brothers and sisters", count) % {"num": count}
    waiting = waiting_count(row)
    if row.state != Referral.State.OPEN or waiting == count:
        return words
    return _("%(children)s, of whom %(waiting)s still wait") % {"children": words, "waiting": waiting}
