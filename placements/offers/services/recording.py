"""A council's referral that reached a service by e-mail: the service writes it down for its own homes.

It is the service's own row (`Referral.recorded_for` names the council that asks): seen by that service alone,
ranked over its homes alone, and no need in anybody's figures, so that a council which has the same referral on
Hearth counts it once.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.models import Council
from accounts.tenancy.caller import CallerAt
from carers.models import Household
from placements.models import Placement, Referral, Share
from placements.placing import services as placing
from placements.placing.services.closing import close
from placements.referrals.services.referring import checked_group, write_children
from placements.referrals.services.sharing import put_through_screen

LONGEST_REFERENCE = 36  # each child's reference is the referral's, a stroke and a number


@transaction.atomic
def record_by_mail(
    by: CallerAt, council_code: str, facts: dict[str, Any], children: list[dict[str, Any]], looked: bool = False
) -> Referral:
    """Write a referral that came by e-mail, with its children by number alone. Raises Invalid.

    `looked`: somebody has read the words and says that nothing in them tells who a child is. `facts` and
    `children` as for `refer`, but children carry no reference of their own.
    """
    asks = _council(by, council_code)
    checked_group(facts, children)
    _new_reference(by, facts["reference"])
    alone = Referral.Sharing.CHOSEN  # the service itself, by the share below
    referral = Referral(council_id=by.organisation_id, recorded_for=asks, sharing=alone, **facts)
    _must_be_anonymous(referral, looked)
    referral.save()
    numbered = [child | {"reference": f"{referral.reference}/{n}"} for n, child in enumerate(children, 1)]
    write_children(by, referral, numbered)
    Share(
        council_id=by.organisation_id, agency_id=by.organisation_id, referral=referral, level=Share.Level.FULL,
        answer_by=referral.answer_by,
    ).save()  # fmt: skip
    record(by, "referral.recorded", referral, council=asks.code, children=len(children))
    return referral


def _council(by: CallerAt, code: str) -> Council:
    found = Council.objects.filter(pk=code).first()
    if found is None:
        raise Invalid(
            _("Choose the council that asks."), "recorded.council", {"council": _("Choose the council that asks")}
        )
    if by.organisation.is_council and by.organisation.area_id == code:
        words = _(
            "This is your own council: write its referral under the council's referrals, where its need is counted"
        )
        raise Invalid(f"{words}.", "recorded.own_council", {"council": words})
    return found


def _new_reference(by: CallerAt, reference: str) -> None:
    if len(reference) > LONGEST_REFERENCE:
        words = f"Enter a reference of {LONGEST_REFERENCE} characters at most"
        raise Invalid(f"{words}.", "recorded.reference", {"reference": words})
    if Referral.objects.filter(council=by.organisation_id, reference=reference).exists():
        words = _("You have recorded a referral with that reference already. Open it, or enter another reference")
        raise Invalid(f"{words}.", "referral.reference_taken", {"reference": words})


def _must_be_anonymous(referral: Referral, looked: bool) -> None:
    """Nothing is kept that looks as if it told who a child is, unless a person has looked and says it does not."""
    put_through_screen(referral)
    if referral.screen != Referral.Screen.WAITING:
        return
    if not looked:
        seen = ", ".join(f"“{found['words']}” ({found['kind']})" for found in referral.screen_findings[:5])
        words = f"This looks as if it told who a child is: {seen}. Write it without, or say here that it does not"
        raise Invalid(f"{words}. " + _("Nothing was saved yet."), "recorded.screen", {"looked": words})
    referral.screen = Referral.Screen.CLEARED


def chosen(
    by: CallerAt,
    referral_id: UUID,
    household_id: UUID,
    start: date | None,
    reason: str,
    children: Iterable[UUID] | None = None,
) -> list[Placement]:
    """The council that asked by e-mail chose one of the agency's homes: the children live there from a day on.

    `children`: some of those who wait; left out, all of them.
    Raises as `placing.place`; DoesNotExist for a referral that the agency did not record, and for a home not its own.
    """
    _recorded(by, referral_id)
    Household.objects.get(pk=household_id, agency=by.organisation_id)
    return placing.place(by, referral_id, household_id, start, reason, children=children)


def _recorded(by: CallerAt, referral_id: UUID) -> Referral:
    return Referral.objects.get(pk=referral_id, council=by.organisation_id, recorded_for__isnull=False)


def close_recorded(by: CallerAt, referral_id: UUID, outcome: str, words: str = "") -> Referral:
    """Note how a recorded referral ended otherwise than here. Raises NotReady, Invalid, DoesNotExist."""
    _recorded(by, referral_id)
    return close(by, referral_id, outcome, words=words)
