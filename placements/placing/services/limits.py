"""The usual fostering limit and the terms of approval over the whole of a stay, not on its first day alone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.input.errors import NotReady
from carers.law.fostering_limit import HomeChild, LimitExemption, Outcome, Question, Terms, judge
from placements.candidates.homes import age_on
from placements.candidates.reading import Row
from placements.models import Child
from placements.placing.services.door import Stay
from placements.placing.services.locking import Locked

DAY = timedelta(days=1)
Segment = tuple[date, date | None, Row | None]


def must_allow(stay: Stay, locked: Locked, kind: str | None = None) -> None:
    """Raise NotReady, in words, unless limit and every one of the terms in force during the stay allow it.

    `kind` of care, where it is known; `locked` was read for the same days.
    """
    segments = list(_segments(locked, stay.start, stay.end))
    _ask(locked, stay.children, segments, kind, stay.basis == "emergency")


def must_allow_dates(child: Child, locked: Locked, start: date, end: date | None, emergency: bool) -> None:
    """The same for a stay that is there already and gets other dates.

    The terms are those of its first day: later ones were recorded with the child in the home.
    """
    segments = list(_segments(locked, start, end))
    if all(row is not None for _, _, row in segments):
        segments = [(start, _last(end), segments[0][2])]
    _ask(locked, [child], segments, None, emergency)


def _last(end: date | None) -> date | None:
    return None if end is None else end - DAY


def _segments(locked: Locked, start: date, end: date | None) -> Iterator[Segment]:
    """(first day, last day, terms) of each part of the stay; terms None where there is no approval."""
    day = start
    for row in sorted(locked.rows.terms, key=lambda row: row["starts"]):
        if row["starts"] > day:
            yield day, row["starts"] - DAY, None
        upper = row["ends"]
        if upper is None or (end is not None and upper >= end):
            yield max(day, row["starts"]), _last(end), row
            return
        yield max(day, row["starts"]), upper - DAY, row
        day = upper
    yield day, _last(end), None


def _ask(
    locked: Locked, children: Sequence[Child], segments: Sequence[Segment], kind: str | None, emergency: bool
) -> None:
    ours = {child.pk for child in children}
    there = [row for row in locked.rows.stays if row["child_id"] not in ours and not row["over"]]
    exemptions = _notices(locked)
    outcomes = set()
    for first, last, terms in segments:
        joining = tuple(_joining(child, first, kind) for child in children)
        for present in _together(there, first, last):
            question = Question(
                present=present,
                joining=joining,
                home_council=locked.area or None,
                terms=_terms(terms, last, kind),
                start=first,
                end=last,
                exemptions=exemptions,
                emergency=emergency,
            )
            outcomes.add(judge(question).outcome)
    _tell(outcomes)


def _tell(outcomes: set[Outcome]) -> None:
    if Outcome.NEEDS_EXEMPTION in outcomes:
        raise NotReady(
            _(
                "More than three children who are not all brothers and sisters would live there at that time. An "
                "exemption by the council where the carer lives, naming them, would allow it."
            ),
            "place.needs_exemption",
        )
    if Outcome.REFUSED in outcomes:
        raise NotReady(
            _("The home's terms of approval do not allow this for the whole time. Choose other dates or another home."),
            "place.outside_terms",
        )


def _together(there: Sequence[Row], first: date, last: date | None) -> set[tuple[HomeChild, ...]]:
    """The sets of children who are in the home at once: on the first day, and on each day somebody arrives.

    Not everybody of the period at once: who leaves in March and who comes in April never share the home.
    """
    comes = {row["starts"] for row in there if row["starts"] > first and (last is None or row["starts"] <= last)}
    return {
        tuple(
            sorted(
                {HomeChild(str(row["child_id"]), str(row["sibling_set"])) for row in there if _in(row, day)},
                key=lambda child: child.ref,
            )
        )
        for day in {first, *comes}
    }


def _in(row: Row, day: date) -> bool:
    return bool(row["starts"] <= day and (row["ends"] is None or day < row["ends"]))


def _joining(child: Child, day: date, kind: str | None) -> HomeChild:
    return HomeChild(
        str(child.pk), str(child.sibling_set), age=age_on(child.birth_month, day), sex=child.sex, kind=kind
    )


def _terms(row: Row | None, last: date | None, kind: str | None) -> Terms | None:
    """The number is not asked here: a place exists for each child the terms allow, and places are checked."""
    if row is None:
        return None
    return Terms(
        starts=row["starts"],
        ends=last if row["ends"] is not None else None,
        youngest=row["age_min"],
        oldest=row["age_max"],
        sexes=None if row["sex"] == "any" else frozenset({row["sex"]}),
        kinds=frozenset(row["kinds"]) if kind else None,
    )


def _notices(locked: Locked) -> tuple[LimitExemption, ...]:
    """Each notice once, with the children it names."""
    named: dict[object, list[Row]] = {}
    for row in locked.rows.exempt:
        named.setdefault(row["exemption_id"], []).append(row)
    return tuple(
        LimitExemption(
            council=rows[0]["council"],
            children=frozenset(str(row["child_id"]) for row in rows),
            starts=rows[0]["starts"],
            ends=_last(rows[0]["ends"]),
        )
        for rows in named.values()
    )
