"""Does the home meet the referral at this instant? Its facts are read fresh, under its lock, never from a cache."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.caller import Caller
from accounts.errors import NotReady
from accounts.models import Organisation
from accounts.tenancy import role
from placements.candidates import group_of, pool_for
from placements.matching.explain import Explanation, explain
from placements.matching.facts import Group, Household
from placements.matching.kernel import case_of
from placements.matching.need import Need
from placements.matching.rules import Verdict
from placements.models import Child, Exemption, Referral
from placements.services.matching import rules_for
from placements.services.placing.door import NO_ROOM, PlaceTaken

FULL_CODES = {"H01", "H06"}
OUTSIDE_TERMS = {"H03", "H04", "H05", "H06"}


@dataclass(frozen=True)
class Fresh:
    """One home against some children of a referral, read now."""

    group: Group
    home: Household
    explanation: Explanation
    rules: str
    exemption: Exemption | None = None

    @property
    def basis(self) -> str:
        """Which places count besides approved ones."""
        return "exemption" if self.exemption else "approved"


def look(
    referral: Referral,
    council_code: str,
    household_id: UUID,
    children: Iterable[Child] | None = None,
    emergency: bool = False,
) -> Fresh:
    """Judge one home by the product's rules. Rows of these children in the home (a hold) don't count against it.

    Raises NotReady where the home is not a candidate.
    """
    rules, group = rules_for(referral), group_of(referral, council_code)
    chosen = None if children is None else tuple(str(child.pk) for child in children)
    ours = [UUID(child.id) for child in group.children]
    named = exemption_for(household_id, ours, referral.needed_by)
    bases = ["approved", *(["exemption"] if named else []), *(["emergency"] if emergency else [])]
    pool = pool_for(referral.needed_by, [household_id], without=ours, bases=bases)
    if str(household_id) not in pool.index:
        raise NotReady("This home is not open to placements. Choose another from the list.", "home.not_open")
    found = explain(case_of(pool, Need.of(group, rules, chosen), 0))
    return Fresh(group, pool.homes[0], found, rules.name, named)


def exemption_for(household_id: UUID, children: Iterable[UUID], day: date) -> Exemption | None:
    """A notice in force on `day` for the home that names every one of the children (Schedule 7 para 4)."""
    wanted = set(children)
    with role("hearth_matcher"):
        notices = Exemption.objects.filter(household=household_id, period__contains=day).prefetch_related("children")
        found = [notice for notice in notices if wanted <= {row.child_id for row in notice.children.all()}]
    return found[0] if found else None


def must_fit(fresh: Fresh, emergency: bool = False) -> None:
    """Raise PlaceTaken where only room is missing, NotReady where a rule says no.

    In an emergency the terms of approval (not the usual limit) may be left for six working days (SI 2010/959
    reg 23).
    """
    failed = {finding.code for finding in fresh.explanation.failed}
    if not failed:
        return
    if emergency and failed <= OUTSIDE_TERMS and fresh.explanation.verdict is Verdict.POSSIBLE_IF:
        return
    if failed <= FULL_CODES:
        raise PlaceTaken(NO_ROOM)
    raise NotReady(
        "This home does not meet the referral: look at why on its page, or choose another.", "home.does_not_fit"
    )


def council_code_of(referral: Referral) -> str:
    return Organisation.objects.get(pk=referral.council_id).area_id or ""


def open_referral(referral_id: UUID, lock: bool = True) -> Referral:
    """The referral, locked where the caller may change it. Raises NotReady unless open; DoesNotExist.

    Locked against changes but not against rows that refer to it: whoever holds a place for it has locked the home.
    """
    rows = Referral.objects.select_for_update(no_key=True) if lock else Referral.objects
    referral = rows.get(pk=referral_id)
    if referral.state != Referral.State.OPEN:
        raise NotReady(
            f"This referral is {referral.get_state_display().lower()}. Open it again to place.", "referral.not_open"
        )
    return referral


def children_of(referral: Referral, only: Iterable[UUID] | None = None) -> list[Child]:
    """The referral's children in the order of their ids, or those asked for. Raises NotReady for a stranger."""
    links = referral.referral_children.select_related("child").order_by("child_id")
    children = [link.child for link in links]
    if only is None:
        return children
    wanted = set(only)
    if not wanted or not wanted <= {child.pk for child in children}:
        raise NotReady("A child you chose is not in this referral. Look at the referral again.", "referral.not_in_it")
    return [child for child in children if child.pk in wanted]


def is_council_of(by: Caller, referral: Referral) -> bool:
    return by.organisation_id == referral.council_id


__all__ = [
    "Fresh",
    "children_of",
    "council_code_of",
    "exemption_for",
    "is_council_of",
    "look",
    "must_fit",
    "open_referral",
]
