"""May these children live with this carer? The usual fostering limit and the terms of approval: two
separate tests.

Limit: Children Act 1989, Schedule 7. A person may foster three children (para 2); more if all of them
are siblings of each other (para 3); more if exempted by the council in whose area the carer lives, in a
notice that names the children and any conditions (para 4). Fostering a child whom the notice does not
name, and so going above three, makes the home a children's home (para 5): so one notice must name every
fostered child there. Privately fostered children count (para 1); the carer's own, adopted, and people
over 18 who stayed on do not. The Schedule gives no meaning of "sibling": councils decide who is a
sibling group, and this module takes their answer.

Terms: SI 2011/581 reg 27 (a number is not compulsory) and SI 2010/959 reg 22 (a placement must be within
them). In an emergency a council may place outside the terms, not outside the limit, for six working days
(reg 23).

Whole dates; an end date is the last day. The outcome is the worst day of the period asked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from carers.law.working_days import add_working_days

USUAL_FOSTERING_LIMIT = 3
EMERGENCY_WORKING_DAYS = 6


class Basis(StrEnum):
    """Why a child or young person lives in the home."""

    FOSTERED = "fostered"
    PRIVATELY_FOSTERED = "privately_fostered"
    OWN = "own"
    ADOPTED = "adopted"
    STAYING_PUT = "staying_put"


COUNTED = frozenset({Basis.FOSTERED, Basis.PRIVATELY_FOSTERED})


@dataclass(frozen=True)
class HomeChild:
    """A child in or about to join the home. Children who are siblings of each other share a `sibling_set`."""

    ref: str
    sibling_set: str | None = None
    basis: Basis = Basis.FOSTERED
    age: int | None = None
    sex: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class LimitExemption:
    """One notice under Schedule 7 para 4. `ends` is its last day, None while it runs on."""

    council: str
    children: frozenset[str]
    starts: date
    ends: date | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """The terms of an approval; None means that they set nothing on the point. Ages in whole years,
    inclusive.

    `named_children` is for family and friends carers and temporary approvals (SI 2010/959 reg 24):
    nobody else may be placed. `plus_one_if_siblings` lets the number be passed by one when all are
    siblings of each other.
    """

    starts: date
    ends: date | None = None
    max_children: int | None = None
    youngest: int | None = None
    oldest: int | None = None
    sexes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    named_children: frozenset[str] | None = None
    plus_one_if_siblings: bool = False


@dataclass(frozen=True)
class Question:
    """May `joining` live here from `start` to `end` (last day; None if open) with those already `present`?"""

    present: tuple[HomeChild, ...]
    joining: tuple[HomeChild, ...]
    home_council: str | None
    terms: Terms | None
    start: date
    end: date | None = None
    exemptions: tuple[LimitExemption, ...] = ()
    emergency: bool = False

    def __post_init__(self) -> None:
        refs = [child.ref for child in self.everyone]
        if len(set(refs)) != len(refs):
            raise ValueError("A child is listed twice. Name each child once, as present or as joining.")
        if self.end is not None and self.end < self.start:
            raise ValueError("The last day is before the first. Correct the dates.")

    @property
    def everyone(self) -> tuple[HomeChild, ...]:
        return self.present + self.joining

    @property
    def counted(self) -> tuple[HomeChild, ...]:
        """Everyone who counts towards the usual fostering limit."""
        return tuple(child for child in self.everyone if child.basis in COUNTED)


class Outcome(StrEnum):
    ALLOWED = "allowed"
    NEEDS_EXEMPTION = "needs_exemption"
    REFUSED = "refused"


@dataclass(frozen=True)
class LimitVerdict:
    """The answer, with every reason in words.

    `exemption_council` and `exemption_children` say who would have to exempt whom, whenever the limit is
    passed and no notice covers it, even if the terms refuse as well. `until` is the last day on which
    the answer holds, None if nothing ends it. `conditions` are those of the notice relied on.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    exemption_council: str | None = None
    exemption_children: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    until: date | None = None

    @property
    def words(self) -> str:
        if self.outcome is Outcome.ALLOWED:
            return f"Allowed: {'; '.join(self.reasons)}."
        if self.outcome is Outcome.NEEDS_EXEMPTION:
            children = ", ".join(self.exemption_children)
            why = "; ".join(self.reasons)
            return f"Needs an exemption by {self.exemption_council} naming {children}: {why}."
        return f"Refused because {'; '.join(self.reasons)}."


@dataclass(frozen=True)
class _Test:
    """One test's answer: why it passed or failed, and how long a pass holds."""

    passed: bool
    reasons: tuple[str, ...]
    until: date | None = None
    conditions: tuple[str, ...] = field(default=())


def judge(question: Question) -> LimitVerdict:
    """Put both tests. The terms refuse; the limit asks for an exemption; passing both is allowed."""
    limit, terms = _limit(question), _terms(question)
    council = question.home_council
    named = () if limit.passed else tuple(sorted(child.ref for child in question.counted))
    if not limit.passed and council is None:
        unknown = "the council where the carer lives is not known, so nobody can exempt: record it first"
        failed = terms.reasons if not terms.passed else ()
        return LimitVerdict(Outcome.REFUSED, (*failed, *limit.reasons, unknown), None, named)
    if not terms.passed:
        also = () if limit.passed else limit.reasons
        return LimitVerdict(Outcome.REFUSED, terms.reasons + also, council if named else None, named)
    if not limit.passed:
        return LimitVerdict(Outcome.NEEDS_EXEMPTION, limit.reasons, council, named)
    until = _earliest((limit.until, terms.until))
    return LimitVerdict(Outcome.ALLOWED, limit.reasons + terms.reasons, conditions=limit.conditions, until=until)


def all_siblings(children: Iterable[HomeChild]) -> bool:
    """Whether every one of the children is a sibling of every other; true of one child and of none."""
    listed = list(children)
    sets = {child.sibling_set for child in listed}
    return len(listed) < 2 or (len(sets) == 1 and None not in sets)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _limit(question: Question) -> _Test:
    counted = question.counted
    number = len(counted)
    if number <= USUAL_FOSTERING_LIMIT:
        return _Test(True, (f"{number} fostered, within the usual fostering limit of {USUAL_FOSTERING_LIMIT}",))
    if all_siblings(counted):
        return _Test(True, (f"{number} fostered, all siblings of each other",))
    limit = f"the usual fostering limit of {USUAL_FOSTERING_LIMIT}"
    over = f"{number} fostered is above {limit} and not all are siblings"
    refs = frozenset(child.ref for child in counted)
    faults = []
    covering = []
    for exemption in question.exemptions:
        fault = _exemption_fault(exemption, refs, question)
        if fault is None:
            covering.append(exemption)
        else:
            faults.append(fault)
    if not covering:
        return _Test(False, (over, *faults))
    best = max(covering, key=lambda exemption: exemption.ends or date.max)
    return _Test(True, (f"exempted by {best.council}, which names all {number}",), best.ends, best.conditions)


def _exemption_fault(exemption: LimitExemption, refs: frozenset[str], question: Question) -> str | None:
    """Why this notice does not cover these children in this period, or None if it does."""
    if exemption.council != question.home_council:
        only = "only the council where the carer lives can exempt"
        return f"the exemption by {exemption.council} does not count: {only}"
    if exemption.starts > question.start:
        return f"the exemption starts on {exemption.starts:%-d %B %Y}, after the first day"
    if exemption.ends is not None and exemption.ends < (question.end or question.start):
        return f"the exemption ends on {exemption.ends:%-d %B %Y}, before the last day"
    missing = sorted(refs - exemption.children)
    return f"the exemption does not name {', '.join(missing)}" if missing else None


def _terms(question: Question) -> _Test:
    terms = question.terms
    if terms is None:
        return _Test(False, ("there is no approval",))
    if terms.starts > question.start:
        return _Test(False, (f"the approval starts on {terms.starts:%-d %B %Y}, after the first day",))
    if terms.ends is not None and terms.ends < (question.end or question.start):
        return _Test(False, (f"the approval ends on {terms.ends:%-d %B %Y}, before the last day",))
    outside = _outside_terms(question, terms)
    if not outside:
        return _Test(True, ("within the terms of approval",), terms.ends)
    if not question.emergency:
        return _Test(False, outside)
    last = add_working_days(question.start, EMERGENCY_WORKING_DAYS)
    if question.end is not None and question.end > last:
        longest = f"an emergency outside the terms lasts six working days at most, here until {last:%-d %B %Y}"
        return _Test(False, (*outside, longest))
    why = f"an emergency outside the terms, until {last:%-d %B %Y} at the latest ({'; '.join(outside)})"
    return _Test(True, (why,), _earliest((last, terms.ends)))


def _outside_terms(question: Question, terms: Terms) -> tuple[str, ...]:
    placed = [child for child in question.joining if child.basis is Basis.FOSTERED]
    found = [reason for child in placed for reason in _child_outside(child, terms)]
    fostered = [child for child in question.everyone if child.basis is Basis.FOSTERED]
    if terms.max_children is not None and placed:
        extra = terms.plus_one_if_siblings and all_siblings(fostered)
        if len(fostered) > terms.max_children + extra:
            found.append(f"{len(fostered)} fostered is above the {terms.max_children} in the terms of approval")
    return tuple(found)


def _child_outside(child: HomeChild, terms: Terms) -> list[str]:
    """What about one child lies outside the terms; what the terms ask for and nobody recorded counts too."""
    found = []
    if terms.named_children is not None and child.ref not in terms.named_children:
        found.append(f"the approval is for named children and {child.ref} is not one of them")
    if terms.youngest is not None or terms.oldest is not None:
        low, high = terms.youngest or 0, terms.oldest if terms.oldest is not None else 17
        if child.age is None:
            found.append(f"the age of {child.ref} is not known and the terms set an age range")
        elif not low <= child.age <= high:
            found.append(f"{child.ref} is {child.age} and the terms are for {low} to {high}")
    listed = (("sex", child.sex, terms.sexes), ("kind of care", child.kind, terms.kinds))
    for name, value, accepted in listed:
        if accepted is None:
            continue
        if value is None:
            found.append(f"the {name} for {child.ref} is not known and the terms name which")
        elif value not in accepted:
            found.append(f"{value.replace('_', ' ')} for {child.ref} is not a {name} in the terms")
    return found
