"""The decision: children of a referral are placed in a home, and the match it was decided on is kept."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from carers.law.fostering_limit import EMERGENCY_WORKING_DAYS
from carers.law.working_days import add_working_days
from placements.models import Child, Match, Placement, Referral
from placements.placing.services import gates
from placements.placing.services.door import PlaceTaken, State, Stay, let_go, occupy, record_each, refusals_in_words
from placements.placing.services.fit import Fresh, children_of, council_code_of, judged, must_fit, open_referral
from placements.placing.services.holds import GONE, live_holds
from placements.placing.services.limits import must_allow
from placements.placing.services.locking import Locked, lock_and_read
from placements.placing.services.settling import settle_need
from placements.referrals.services.dates import check_days
from placements.search.services.matching import Ranked, rank_referral


@transaction.atomic
def place(
    by: CallerAt,
    referral_id: UUID,
    household_id: UUID,
    start: date | None = None,
    reason: str = "",
    *,
    held_only: bool = False,
    children: Iterable[UUID] | None = None,
    authorised_by: str = "",
    as_asked: str = Referral.AsAsked.YES,
) -> list[Placement]:
    """Place the children of an open referral who wait (or those named) in one home; once all have one, close it.

    A live hold of the referral in that home is turned into the placement; `held_only` refuses to place without
    one. `authorised_by` names who allows an emergency outside the terms of approval, at most six working days
    (SI 2010/959 reg 23). Raises NotReady where the referral is not open, a rule rules the home out or a gate is
    shut; PlaceTaken; Invalid; DoesNotExist.
    """
    referral = open_referral(referral_id)
    chosen = children_of(referral, children)
    emergency = bool(authorised_by)
    if emergency and referral.urgency != Referral.Urgency.EMERGENCY:
        raise Invalid(_("Only an emergency referral may go outside the terms of approval."), "place.not_emergency")
    asked = _for_day(referral, start)
    names = [str(child.pk) for child in chosen]
    ranked = rank_referral(asked, by.organisation, names)  # the list as it was shown, read before any lock
    locked = _lock_all(asked, household_id)
    held = live_holds(referral, household_id)
    if held_only and not held:
        raise PlaceTaken(GONE, "hold.expired")
    code = council_code_of(referral, by)
    fresh = judged(locked, asked, code, chosen)
    outside = emergency and bool(fresh.judgement.failed)
    if outside:
        fresh = judged(locked, asked, code, chosen, emergency=True)
    must_fit(fresh, outside)
    gates.must_be_open(referral, household_id, fresh.home.la)
    stay = _stay(asked, household_id, chosen, fresh, authorised_by if outside else "")
    must_allow(stay, locked, None if outside else referral.kind)
    let_go(by, [row for row in held if not _same(row, stay)], "hold.released")
    rows = _turn(by, [row for row in held if _same(row, stay)])
    missing = [child for child in chosen if child.pk not in {row.child_id for row in rows}]
    if missing:
        rest = replace(stay, children=missing)
        free_again = lock_and_read(household_id, stay.start, stay.end, referral.council_id)
        rows += occupy(by, rest, free_again, State.PLACED, referral, "child.placed")
    keep_match(by, ranked, fresh, household_id, reason)
    gates.notice_due(by, referral, household_id, fresh.home.la)
    settle_need(by, referral, household_id, as_asked)
    return rows


def _for_day(referral: Referral, start: date | None) -> Referral:
    """The referral as if needed on the first day of the stay: ages, terms and exemptions are those of that day.

    A copy to ask with, never saved. Raises Invalid for a start after the end that the referral names.
    """
    first = start or referral.needed_by
    check_days(starts_on=first)
    if referral.ends_on is not None and first >= referral.ends_on:
        raise Invalid(
            _("The placement would start after the referral says it ends. Enter an earlier first day."),
            "place.dates",
            {"starts_on": _("Enter a day before the placement ends")},
        )
    asked = copy(referral)
    asked.needed_by = first
    return asked


def _lock_all(asked: Referral, household_id: UUID) -> Locked:
    """The chosen home and those where the referral still holds places, in the order of their ids; the chosen one."""
    others = Placement.objects.filter(referral=asked.pk, state=State.HELD).values_list("household_id", flat=True)
    found = {
        pk: lock_and_read(pk, asked.needed_by, asked.ends_on, asked.council_id, need=asked.pk)
        for pk in sorted({household_id, *others})
    }
    return found[household_id]


def _stay(
    referral: Referral,
    household_id: UUID,
    children: Sequence[Child],
    fresh: Fresh,
    authorised_by: str,
) -> Stay:
    first = referral.needed_by
    if not authorised_by:
        return Stay(household_id, children, first, referral.ends_on, basis=fresh.basis, exemption=fresh.exemption)
    last = add_working_days(first, EMERGENCY_WORKING_DAYS) + timedelta(days=1)
    end = min(referral.ends_on or last, last)
    return Stay(household_id, children, first, end, basis="emergency", authorised_by=authorised_by)


def _same(row: Placement, stay: Stay) -> bool:
    return row.period.lower == stay.start and row.period.upper == stay.end and row.child in stay.children


def _turn(by: CallerAt, held: list[Placement]) -> list[Placement]:
    """Held rows become placements. Still held under the lock: nobody else can have let them go meanwhile."""
    if not held:
        return []
    with refusals_in_words():
        Placement.objects.filter(pk__in=[row.pk for row in held]).update(state=State.PLACED, expires_at=None)
    for row in held:
        row.state, row.expires_at = State.PLACED, None
    record_each(by, "child.placed", held)
    return held


def keep_match(by: CallerAt, ranked: Ranked, fresh: Fresh, household_id: UUID, reason: str) -> Match:
    """The decision with what it was made from: the list that was shown, rules, score, parts, findings."""
    referral = ranked.referral
    order = [home.household for home in ranked.ranking.top(200)]
    key, explanation = str(household_id), fresh.explanation
    match = Match(
        council_id=referral.council_id,
        agency_id=UUID(fresh.home.agency),
        referral=referral,
        household_id=household_id,
        rules=fresh.rules,
        rank=order.index(key) + 1 if key in order else None,
        score=explanation.score,
        facts=ranked.facts_kept(fresh.home),
        result={
            "parts": [list(part) for part in explanation.by_part()],
            "failed": [finding.code for finding in explanation.failed],
            "unknown": [finding.code for finding in explanation.unknown],
            "score": explanation.score,
        },
        chosen=True,
        reason=reason,
        decided_by_id=by.user_id,
    )
    match.save()
    return match
