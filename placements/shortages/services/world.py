"""All open referrals of a council and the homes that may take them, as the matching engine sees them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Organisation
from accounts.tenancy.scopes import role
from carers import models as carers
from carers.law.fostering_limit import USUAL_FOSTERING_LIMIT, HomeChild, Outcome, Question, Terms, judge
from placements.candidates import agencies_now, children_counted, group_of, homes_on
from placements.candidates.referrals import CHILDREN
from placements.matching.facts import Child, Household, Instance
from placements.matching.facts import Council as CouncilFacts
from placements.matching.pool import Pool
from placements.matching.ruleset import LimitAnswer, RuleSet, UsualLimit
from placements.models import Referral, ReferralChild

_OVER = "The home would pass the usual fostering limit of three children who are not all brothers and sisters."
_STEP = "An exemption by the council where the carer lives, naming the children."


@dataclass(frozen=True)
class World:
    """`instance` holds every home of agencies that serve the council; `references` name the referrals."""

    day: date
    instance: Instance
    pool: Pool
    rules: RuleSet
    references: dict[str, str]

    @property
    def children(self) -> int:
        return sum(len(group.children) for group in self.instance.groups)


def world_of(council: Organisation, day: date) -> World:
    """As things stand on `day`, read with the council in scope: children who still wait, each once."""
    area = council.area
    assert area is not None
    own = Referral.objects.filter(council=council, state=Referral.State.OPEN, recorded_for__isnull=True)
    referrals = list(own.order_by("pk").prefetch_related(CHILDREN))
    counted = children_counted(referrals)
    groups = tuple(group_of(row, area.code, counted[row.pk]) for row in referrals if counted[row.pk])
    serving = {key: agency for key, agency in agencies_now().items() if area.code in agency.serves}
    with role("hearth_matcher"):
        theirs = list(carers.Household.objects.filter(agency__in=list(serving)).values_list("pk", flat=True))
    homes = tuple(homes_on(day, theirs))
    here = CouncilFacts(area.code, area.lat, area.lon, area.region)
    rules = RuleSet.product(usual_limit=_limit_asker(council.pk, day))
    instance = Instance(day, (here,), tuple(serving.values()), homes, groups)
    names = {str(referral.pk): referral.reference for referral in referrals}
    return World(day, instance, Pool(homes, serving), rules, names)


def _limit_asker(council: UUID, day: date) -> UsualLimit:
    """The usual fostering limit (Children Act 1989 Schedule 7) for every waiting child at once."""
    links = ReferralChild.objects.filter(
        council=council, referral__state=Referral.State.OPEN, referral__recorded_for__isnull=True
    )
    sets = {str(child): str(one) for child, one in links.values_list("child_id", "child__sibling_set")}

    def ask(home: Household, children: tuple[Child, ...]) -> LimitAnswer:
        # A child who waits may be in the home already, by a hold or a stay that is to go on: counted once, as joining.
        come = {child.id for child in children}
        there = [row for row in home.placed if row.id not in come]
        if len(there) + len(children) <= USUAL_FOSTERING_LIMIT:
            return LimitAnswer(True)  # nine questions in ten of a large area, and nothing else is put here
        question = Question(
            present=tuple(HomeChild(r.id or f"there-{i}", r.sibling_set) for i, r in enumerate(there)),
            joining=tuple(HomeChild(c.id, sets.get(c.id, c.id)) for c in children),
            home_council=home.la or None,
            terms=Terms(starts=day),
            start=day,
        )
        verdict = judge(question)
        if verdict.outcome is Outcome.ALLOWED:
            return LimitAnswer(True)
        over = {ref for ref in verdict.exemption_children if ref in {c.ref for c in question.joining}}
        if over and over <= home.exempt_children:
            return LimitAnswer(True)
        return LimitAnswer(False, _OVER, _STEP if home.la else "")

    return ask
