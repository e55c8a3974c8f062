"""A referral ends otherwise than here, or is made again; the need is counted once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady, ServiceError
from accounts.tenancy.caller import CallerAt
from placements.candidates import members_of
from placements.candidates.waiting import homes_found
from placements.models import Child, Offer, Placement, Referral, ReferralChild
from placements.placing.services.door import let_go, lock_households
from placements.placing.services.fit import open_referral
from placements.referrals.selectors.beside import open_beside
from placements.referrals.services.referral_days import grown_up
from placements.referrals.services.referring import full_information
from placements.referrals.services.sharing import end_shares, share_as_chosen

QUIET = timedelta(days=14)
OTHER_OUTCOMES = ("placed_elsewhere", "need_changed", "withdrawn")
OUTCOMES_OF_RECORDED = (*OTHER_OUTCOMES, "not_us")


@transaction.atomic
def close(by: CallerAt, referral_id: UUID, outcome: str, as_asked: str = "", words: str = "") -> Referral:
    """Close an open referral; for a child placed elsewhere the council also says whether it is what was asked.

    Raises NotReady, Invalid, DoesNotExist.
    """
    referral = open_referral(referral_id)
    by_mail = referral.recorded_for_id is not None  # no need of the closer's: nothing to say of what was asked
    if outcome not in (OUTCOMES_OF_RECORDED if by_mail else OTHER_OUTCOMES):
        raise Invalid(_("Choose how it ended."), "referral.outcome", {"outcome": _("Choose how it ended")})
    if outcome == Referral.Outcome.PLACED_ELSEWHERE and not by_mail and as_asked not in Referral.AsAsked.values:
        raise Invalid(
            _("Say whether this is what was asked: what was met badly is part of the shortage."),
            "referral.as_asked",
            {"as_asked": _("Choose whether this is what was asked")},
        )
    held = Placement.objects.filter(referral=referral, state=Placement.State.HELD)
    lock_households(held.values_list("household_id", flat=True))
    let_go(by, held.all(), "hold.released")
    now = timezone.now()
    Offer.objects.filter(referral=referral, state=Offer.State.OPEN).update(state=Offer.State.DECLINED, decided_at=now)
    placed = Placement.objects.filter(referral=referral, state=Placement.State.PLACED)
    end_shares(referral, agreed=placed.values_list("agency_id", flat=True))
    referral.state, referral.outcome, referral.closed_at = Referral.State.CLOSED, outcome, now
    if outcome == Referral.Outcome.PLACED_ELSEWHERE:
        referral.as_asked = as_asked  # else what was said of those who were placed here stays
    referral.close_words, referral.touched_at = words, now
    referral.save()
    record(by, "referral.closed", referral, outcome=outcome, as_asked=referral.as_asked)
    return referral


# Of the earlier referral; the rest of a new one is its own. A test looks that every field is in one of the two.
COPIED = (
    "kind", "urgency", "together", "together_reason", "ends_on", "max_km", "avoid", "wishes", "wishes_words",
    "family_time", "risks_words", "views_words", "to_follow", "screen", "screen_findings", "sharing",
    "own_first_hours",
)  # fmt: skip
OF_ITS_OWN = (
    "id", "council", "recorded_for", "reference", "state", "referred_at", "needed_by", "full_information_due",
    "own_first_until", "answer_by", "touched_at", "as_asked", "close_words", "outcome", "closed_at",
    "referred_again_from", "created_at",
)  # fmt: skip


class OpenBeside(ServiceError):
    """Another referral of the same children is open: a second one is a second search, not a second need."""

    code = "referral.open_beside"

    def __init__(self, beside: Sequence[Referral]) -> None:
        names = ", ".join(row.reference for row in beside)
        words = (
            f"A home is being looked for already: {names} is open for the same children. Go on there, or say that "
            "another one runs beside it (an emergency, a short break and a long-term search may). "
            "Each child is counted once."
        )
        super().__init__(words, fields={"beside": f"Say yes to open another one beside {names}"})
        self.rows = beside


@transaction.atomic
def refer_again(by: CallerAt, referral_id: UUID, beside: bool = False) -> Referral:
    """Open a closed referral's need again as a new one that is linked to it, shared as the earlier one was.

    For those of its children who still waited or whose home came to an end; where all live in the home that was found,
    for all of them. `beside`: although another referral of theirs is open. Raises NotReady, OpenBeside, DoesNotExist.
    """
    old = Referral.objects.select_for_update(no_key=True).get(pk=referral_id, recorded_for__isnull=True)
    if old.state == Referral.State.OPEN:
        raise NotReady(_("This referral is open: no second one is needed."), "referral.open")
    children = _still_children(old)
    others = open_beside(old, children)
    if others and not beside:
        raise OpenBeside(others)
    again = _again(old, len(children))
    again.save()
    ReferralChild.objects.bulk_create(
        ReferralChild(council_id=old.council_id, referral=again, child=child) for child in children
    )
    record(by, "referral.opened", again, again_from=str(old.pk), beside=[str(row.pk) for row in others])
    if again.screen != Referral.Screen.WAITING:
        share_as_chosen(by, again)
    return again


def _still_children(old: Referral) -> list[Child]:
    """Nobody is referred again who is 18 by the day."""
    day = max(timezone.localdate(), old.needed_by)
    children = [child for child in without_home(old) if not grown_up(child.birth_month, day)]
    if not children:
        raise NotReady(
            _("Whoever this was asked for is 18 by now: no home for a child is needed."), "referral.grown_up"
        )
    return children


def without_home(old: Referral) -> list[Child]:
    """Whose need comes back: children without a home from it, or all where each has one."""
    members, found = members_of(old), homes_found(old)
    return [child for child in members if child.pk not in found] or members


def _free_reference(old: Referral) -> str:
    """`L-1/2` for L-1, or the first number after it that is not taken: a council may have written one of them by hand,
    and others may be gone. `old` is locked."""
    stem = f"{old.reference[:34]}/"
    rows = Referral.objects.filter(council_id=old.council_id, reference__startswith=stem)
    taken = set(rows.values_list("reference", flat=True))
    return next(name for n in range(2, len(taken) + 3) if (name := f"{stem}{n}") not in taken)


def _again(old: Referral, children: int) -> Referral:
    again = Referral(
        council_id=old.council_id,
        reference=_free_reference(old),
        needed_by=max(timezone.localdate(), old.needed_by),
        referred_again_from=old,
        **{name: getattr(old, name) for name in COPIED},
    )
    if again.ends_on and again.ends_on <= again.needed_by:
        again.ends_on = None
    if children == 1:
        again.together = Referral.Together.NOT_APPLICABLE
    full_information(again)
    return again
