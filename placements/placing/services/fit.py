"""Does the home meet the referral at this instant? Its facts are read fresh, under its lock, never from a cache."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.input.errors import NotReady
from accounts.models import Organisation
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import role
from placements.candidates import asked_for, group_of, members_of, pool_for
from placements.candidates.referrals import with_children
from placements.matching.explain import Explanation, explain
from placements.matching.facts import Group, Household
from placements.matching.kernel import case_of
from placements.matching.need import Need
from placements.matching.rules import Case, Judgement, Verdict, judge
from placements.models import Child, Exemption, Referral
from placements.placing.services.door import NO_ROOM, PlaceTaken
from placements.placing.services.locking import Locked
from placements.search.services.matching import also_serving, own_pool, rules_for

# What can come of somebody else having been quicker: a home full, or shared with a child it was not shared with.
TAKEN_CODES = {"H01", "H02", "H06", "H07", "H08", "H12", "H13"}
OUTSIDE_TERMS = {"H03", "H04", "H05", "H06"}


@dataclass(frozen=True)
class Fresh:
    """One home against some children of a referral, read now."""

    case: Case
    exemption: UUID | None = None

    @property
    def rules(self) -> str:
        return self.case.rules.name

    @property
    def home(self) -> Household:
        return self.case.home

    @property
    def group(self) -> Group:
        return self.case.group

    @property
    def basis(self) -> str:
        """Which places count besides approved ones."""
        return "exemption" if self.exemption else "approved"

    @cached_property
    def judgement(self) -> Judgement:
        return judge(self.case)

    @cached_property
    def explanation(self) -> Explanation:
        """The judgement with score, parts and the smallest change: dearer, for pages and for what is kept."""
        return explain(self.case)


NOBODY_WAITS = "Every child of this referral has a home already. Nothing was saved: close the referral."
NOT_OPEN = "This home is not open to placements. Choose another from the list."


def look(
    referral: Referral,
    council_code: str,
    household_id: UUID,
    children: Iterable[Child] | None = None,
    emergency: bool = False,
) -> Fresh:
    """Judge one home by the council's rules, without a lock. Rows of these children there don't count against it.

    `children`: some of those who wait; left out, all of them. Raises NotReady where the home is not a candidate.
    """
    rules, group = rules_for(referral), group_of(referral, council_code)
    ours = [UUID(child.id) for child in group.children] if children is None else [child.pk for child in children]
    chosen = tuple(str(child) for child in ours)
    named = exemption_for(household_id, ours, referral)
    pool = pool_for(referral.needed_by, [household_id], without=ours, bases=_bases(named, emergency))
    if str(household_id) not in pool.index:
        raise NotReady(NOT_OPEN, "home.not_open")
    if referral.recorded_for_id is not None:
        pool = own_pool(pool, referral)
    return Fresh(case_of(pool, Need.of(group, rules, chosen), 0), named)


def judged(
    locked: Locked, referral: Referral, council_code: str, children: Sequence[Child], emergency: bool = False
) -> Fresh:
    """The same of a home that is locked, from what was read under the lock. Raises NotReady: no candidate."""
    ours = [child.pk for child in children]
    named = locked.exemption_naming(ours)
    home = locked.facts(ours, _bases(named, emergency))
    if home is None:
        raise NotReady(NOT_OPEN, "home.not_open")
    rules, waiting = rules_for(referral, locked.rules), waiting_in(referral, locked.found)
    group = group_of(referral, council_code, waiting)
    need = Need.of(group, rules, tuple(str(child.pk) for child in children))
    agency = locked.agency
    if referral.recorded_for_id is not None:
        agency = also_serving(agency, referral.recorded_for_id)
    return Fresh(Case(rules, group, need.children, home, agency), named)


def _bases(named: UUID | None, emergency: bool) -> list[str]:
    return ["approved", *(["exemption"] if named else []), *(["emergency"] if emergency else [])]


def exemption_for(household_id: UUID, children: Iterable[UUID], referral: Referral) -> UUID | None:
    """A notice in force on the day for the home that names every one of the children (Schedule 7 para 4)."""
    wanted = set(children)
    with role("hearth_matcher"):
        notices = Exemption.objects.filter(household=household_id, period__contains=referral.needed_by)
        named = list(notices.order_by("pk").values_list("pk", "children__child"))
    return next((pk for pk, _ in named if wanted <= {child for one, child in named if one == pk}), None)


def must_fit(fresh: Fresh, emergency: bool = False) -> None:
    """Raise PlaceTaken where only room is missing, NotReady where a rule says no.

    In an emergency the terms of approval (not the usual limit) may be left for six working days (SI 2010/959
    reg 23).
    """
    failed = set(fresh.judgement.codes)
    if not failed:
        return
    if emergency and only_outside_terms(fresh):
        return
    if failed <= TAKEN_CODES and "H06" in failed:
        raise PlaceTaken(NO_ROOM)
    raise NotReady(
        _("This home does not meet the referral: look at why on its page, or choose another."), "home.does_not_fit"
    )


def only_outside_terms(fresh: Fresh) -> bool:
    """Could the home take the children in an emergency, for six working days, although its terms say otherwise?"""
    failed = set(fresh.judgement.codes)
    return bool(failed) and failed <= OUTSIDE_TERMS and fresh.judgement.verdict is Verdict.POSSIBLE_IF


def council_code_of(referral: Referral, by: CallerAt | None = None) -> str:
    """The area of the placing council; asked only where the caller is not that council."""
    if referral.recorded_for_id is not None:
        return referral.recorded_for_id
    if by is not None and by.organisation is not None and by.organisation_id == referral.council_id:
        return by.organisation.area_id or ""
    return Organisation.objects.get(pk=referral.council_id).area_id or ""


def open_referral(referral_id: UUID, lock: bool = True) -> Referral:
    """The referral, locked where the caller may change it. Raises NotReady unless open; DoesNotExist.

    Locked against changes but not against rows that refer to it: whoever holds a place for it has locked the home.
    """
    if lock:
        referral = Referral.objects.select_for_update(no_key=True).get(pk=referral_id)
    else:
        referral = with_children(referral_id)
    if referral.state != Referral.State.OPEN:
        raise NotReady(
            _("This referral is %(state)s. Open it again to place.") % {"state": referral.get_state_display().lower()},
            "referral.not_open",
        )
    return referral


def waiting_in(referral: Referral, found: Collection[UUID]) -> list[Child]:
    """Children of the referral besides those who have a home, eldest first."""
    return [child for child in members_of(referral) if child.pk not in found]


def children_of(
    referral: Referral, only: Iterable[UUID] | None = None, found: Collection[UUID] | None = None
) -> list[Child]:
    """The children of a referral who wait for a home, in the order of their ids, or those of them asked for.

    `found`: those who have one, where that has been read under a lock. Raises NotReady for a stranger, for a child
    who has a home, and where nobody waits.
    """
    waiting = asked_for(referral) if found is None else waiting_in(referral, found)
    members = {child.pk for child in members_of(referral)}
    wanted = {child.pk for child in waiting} if only is None else set(only)
    if not wanted <= members or (only is not None and not wanted):
        raise NotReady(
            _("A child you chose is not in this referral. Look at the referral again."), "referral.not_in_it"
        )
    chosen = sorted((child for child in waiting if child.pk in wanted), key=lambda child: child.pk)
    if not waiting:
        raise NotReady(NOBODY_WAITS, "referral.nobody_waits")
    if len(chosen) < len(wanted):
        raise NotReady(
            _(
                "A child you chose has a home already. Nothing was saved: look at the referral again and choose among "
                "those who still wait."
            ),
            "referral.has_home",
        )
    return chosen


def is_council_of(by: CallerAt, referral: Referral) -> bool:
    return by.organisation_id == referral.council_id


__all__ = [
    "Fresh",
    "children_of",
    "council_code_of",
    "exemption_for",
    "is_council_of",
    "judged",
    "look",
    "must_fit",
    "only_outside_terms",
    "open_referral",
]
