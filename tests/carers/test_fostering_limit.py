"""The usual fostering limit: a truth table with a source for each case, and what must hold of every
case.

The table's notation: a child is `ref@sibling_set:basis=age+sex~kind`; an exemption
`Council{names}first..last!condition`, several joined by `|`; terms are `open` (an approval that sets
nothing), `none` (no approval) or a list such as `max=3 ages=0-18 plusone`.
"""

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.law.fostering_limit import Basis, HomeChild, LimitExemption, LimitVerdict, Outcome, Question, Terms, judge
from carers.law.working_days import add_working_days

APPROVED = date(2020, 1, 1)
CASES = list(csv.DictReader((Path(__file__).parent / "fostering_limit_cases.csv").open(encoding="utf-8")))
CHILD = re.compile(r"(\w+)(?::(\w+))?(?:@(\w+))?(?::(\w+))?(?:=(\d+))?(?:\+(\w+))?(?:~(\w+))?")


def parse_child(text: str) -> HomeChild:
    found = CHILD.fullmatch(text)
    assert found, text
    ref, early, group, late, age, sex, kind = found.groups()
    basis = Basis(early or late or "fostered")
    return HomeChild(ref, group, basis, int(age) if age else None, sex, kind)


def parse_exemption(text: str) -> LimitExemption:
    found = re.fullmatch(r"(\w+)\{(.*)\}([\d-]+)\.\.([\d-]*)(?:!(.*))?", text)
    assert found, text
    council, names, first, last, condition = found.groups()
    return LimitExemption(
        council,
        frozenset(names.split()),
        date.fromisoformat(first),
        date.fromisoformat(last) if last else None,
        (condition,) if condition else (),
    )


def parse_terms(text: str) -> Terms | None:
    if text == "none":
        return None
    terms = Terms(APPROVED)
    for token in [] if text == "open" else text.split():
        name, _, value = token.partition("=")
        if name == "ages":
            low, high = value.split("-")
            terms = replace(terms, youngest=int(low), oldest=int(high))
        elif name == "max":
            terms = replace(terms, max_children=int(value))
        elif name == "plusone":
            terms = replace(terms, plus_one_if_siblings=True)
        elif name == "from":
            terms = replace(terms, starts=date.fromisoformat(value))
        elif name == "to":
            terms = replace(terms, ends=date.fromisoformat(value))
        elif name == "sexes":
            terms = replace(terms, sexes=frozenset(value.split(",")))
        elif name == "kinds":
            terms = replace(terms, kinds=frozenset(value.split(",")))
        elif name == "named":
            terms = replace(terms, named_children=frozenset(value.split(",")))
        else:
            raise AssertionError(token)
    return terms


def parse_case(row: dict[str, str]) -> Question:
    return Question(
        present=tuple(map(parse_child, row["present"].split())),
        joining=tuple(map(parse_child, row["joining"].split())),
        home_council=row["home"] or None,
        terms=parse_terms(row["terms"]),
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        exemptions=tuple(parse_exemption(text) for text in row["exemptions"].split("|") if text),
        emergency=row["emergency"] == "yes",
    )


@pytest.mark.parametrize("row", CASES, ids=[row["case"] for row in CASES])
def test_truth_table(row: dict[str, str]) -> None:
    verdict = judge(parse_case(row))
    assert verdict.outcome == row["outcome"], verdict.words
    assert row["why"] in "; ".join(verdict.reasons)
    assert row["source"]


def test_the_table_is_long_enough_and_has_every_answer() -> None:
    assert len(CASES) >= 60
    assert {row["outcome"] for row in CASES} == set(Outcome)
    assert len({tuple(sorted((k, v) for k, v in row.items() if k not in ("case", "source"))) for row in CASES}) == len(
        CASES
    )


def test_the_answer_names_the_council_and_the_children() -> None:
    verdict = judge(parse_case(CASES[5]))
    assert verdict.words == (
        "Needs an exemption by Kent naming a, b, c, d: "
        "4 fostered is above the usual fostering limit of 3 and not all are siblings."
    )


def test_conditions_and_the_last_day_are_carried() -> None:
    verdict = judge(parse_case(next(row for row in CASES if "!" in row["exemptions"])))
    assert verdict.conditions == ("weekly visit",)
    assert verdict.until == date(2026, 3, 31)


def test_bad_questions_are_refused_in_words() -> None:
    child = HomeChild("a")
    with pytest.raises(ValueError, match="listed twice"):
        Question((child,), (child,), "Kent", None, APPROVED)
    with pytest.raises(ValueError, match="last day is before"):
        Question((), (child,), "Kent", None, APPROVED, APPROVED - timedelta(days=1))


REFS = "abcdefg"
STARTS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def home_child(ref: str) -> st.SearchStrategy[HomeChild]:
    return st.builds(
        HomeChild,
        st.just(ref),
        st.sampled_from([None, "S", "S", "T"]),
        st.sampled_from([Basis.FOSTERED, Basis.FOSTERED, Basis.FOSTERED, *Basis]),
        st.none() | st.integers(0, 17),
        st.sampled_from([None, "f", "m"]),
        st.sampled_from([None, "short_term", "long_term"]),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    refs = draw(st.lists(st.sampled_from(REFS), unique=True, max_size=7))
    children = tuple(draw(home_child(ref)) for ref in refs)
    cut = draw(st.integers(0, len(children)))
    start = draw(STARTS)
    terms = st.builds(
        Terms,
        st.just(APPROVED),
        st.none() | STARTS,
        st.none() | st.integers(1, 6),
        st.none() | st.integers(0, 10),
        st.none() | st.integers(8, 17),
        st.sampled_from([None, None, frozenset("f"), frozenset("fm")]),
        st.sampled_from([None, None, frozenset({"short_term"})]),
        st.none() | st.frozensets(st.sampled_from(REFS), min_size=4),
        st.booleans(),
    )
    exemption = st.builds(
        LimitExemption,
        st.sampled_from(["Kent", "Kent", "Surrey"]),
        st.frozensets(st.sampled_from(REFS), min_size=4),
        STARTS,
        st.none() | STARTS,
    )
    return Question(
        children[:cut],
        children[cut:],
        draw(st.sampled_from(["Kent", "Kent", None])),
        draw(st.none() | terms),
        start,
        draw(st.none() | st.integers(0, 30).map(lambda days: start + timedelta(days=days))),
        tuple(draw(st.lists(exemption, max_size=3))),
        draw(st.booleans()),
    )


def allowed(question: Question) -> bool:
    return judge(question).outcome is Outcome.ALLOWED


def without(question: Question, ref: str) -> Question:
    return replace(
        question,
        present=tuple(child for child in question.present if child.ref != ref),
        joining=tuple(child for child in question.joining if child.ref != ref),
    )


@settings(deadline=None, max_examples=60)
@given(questions())
def test_removing_a_child_never_spoils_an_allowed_home(question: Question) -> None:
    # True because every part of a sibling group is one, a notice that names all names fewer, and numbers
    # fall. It is not true of swapping a child, nor of losing the tie that makes two children siblings.
    if allowed(question):
        for child in question.everyone:
            assert allowed(without(question, child.ref))


@settings(deadline=None, max_examples=60)
@given(questions())
def test_losing_a_notice_never_helps_and_a_full_one_always_settles_the_limit(question: Question) -> None:
    if not allowed(question):
        assert not allowed(replace(question, exemptions=()))
    full = LimitExemption("Kent", frozenset(REFS), APPROVED)
    verdict = judge(replace(question, home_council="Kent", exemptions=(full,)))
    assert verdict.outcome is not Outcome.NEEDS_EXEMPTION
    assert verdict.exemption_children == ()


@settings(deadline=None, max_examples=60)
@given(questions())
def test_an_emergency_never_hurts_and_never_lifts_the_limit(question: Question) -> None:
    calm, urgent = (judge(replace(question, emergency=flag)) for flag in (False, True))
    if calm.outcome is Outcome.ALLOWED:
        assert urgent.outcome is Outcome.ALLOWED
    assert calm.exemption_children == urgent.exemption_children
    if calm.outcome is not urgent.outcome and urgent.outcome is Outcome.ALLOWED:
        assert urgent.until is not None
        assert urgent.until <= add_working_days(question.start, 6)


@settings(deadline=None, max_examples=60)
@given(questions())
def test_a_shorter_stay_never_hurts(question: Question) -> None:
    if question.end is not None and allowed(question):
        assert allowed(replace(question, end=question.start))


def broken(question: Question) -> bool:
    """Schedule 7 para 5 as written: is this a children's home? Worked out apart from the module."""
    fostered = [child for child in question.everyone if child.basis.value in ("fostered", "privately_fostered")]
    pairs = [(one, two) for one in fostered for two in fostered if one.ref < two.ref]
    if all(one.sibling_set is not None and one.sibling_set == two.sibling_set for one, two in pairs):
        return False
    last = question.end or question.start
    notices = [
        notice
        for notice in question.exemptions
        if notice.council == question.home_council
        and notice.starts <= question.start
        and (notice.ends is None or notice.ends >= last)
    ]
    unnamed_everywhere = all(any(child.ref not in notice.children for child in fostered) for notice in notices)
    return len(fostered) > 3 and unnamed_everywhere


@settings(deadline=None, max_examples=60)
@given(questions())
def test_the_limit_is_paragraph_five_as_written(question: Question) -> None:
    verdict: LimitVerdict = judge(question)
    assert bool(verdict.exemption_children) == broken(question)
    assert verdict.reasons
    if verdict.outcome is Outcome.NEEDS_EXEMPTION:
        assert verdict.exemption_council == question.home_council
    if verdict.until is not None:
        assert verdict.until >= question.start


@settings(deadline=None, max_examples=60)
@given(questions())
def test_order_does_not_matter(question: Question) -> None:
    turned = replace(
        question,
        present=question.present[::-1],
        joining=question.joining[::-1],
        exemptions=question.exemptions[::-1],
    )
    assert judge(turned).outcome is judge(question).outcome
