"""An agency answers a referral: it offers a home, with the places held, or says "not us" with a reason."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.models import Household
from placements.candidates.waiting import homes_found
from placements.models import Decline, Offer, Referral
from placements.placing import services as placing

HELD_HOURS = 24


@transaction.atomic
def offer(
    by: CallerAt,
    referral_id: UUID,
    household_id: UUID,
    weekly_fee: Decimal | None = None,
    price: str = Offer.Price.FRAMEWORK,
    tier: str = "",
    words: str = "",
    hours: float = HELD_HOURS,
    children: Iterable[UUID] | None = None,
) -> Offer:
    """Put one of the agency's own homes forward and hold its places. A retried request gets the same offer.

    `children`: for which of those who wait; left out, for all of them. Raises PlaceTaken, NotReady (one of them has a
    home; an open offer of this home is for others), Invalid, DoesNotExist (a referral not shared with the agency, a
    home not its own).
    """
    if weekly_fee is not None and weekly_fee < 0:
        raise Invalid(_("Enter the weekly fee in pounds."), "offer.fee", {"weekly_fee": _("Enter the fee in pounds")})
    home = Household.objects.get(pk=household_id, agency=by.organisation_id)
    referral = Referral.objects.get(pk=referral_id)
    chosen = None if children is None else set(children)
    standing = _standing(referral, home, chosen)
    if standing is not None:
        chosen = set(standing.children) - homes_found(referral)
    rows = placing.hold(by, referral_id, household_id, hours, chosen)
    standing = standing or _standing(referral, home, chosen)  # whoever waited for the home sees the other's offer
    if standing is not None:
        return standing
    made = Offer(
        agency_id=by.organisation_id,
        council_id=referral.council_id,
        referral=referral,
        household=home,
        children=sorted(row.child_id for row in rows),
        weekly_fee=weekly_fee,
        price=Offer.Price.IN_HOUSE if _in_house(by, referral) else price,
        tier=tier,
        words=words,
        held_until=rows[0].expires_at,
    )
    made.save()
    record(by, "offer.made", made, referral=str(referral.pk), household=str(home.pk))
    return made


def _standing(referral: Referral, home: Household, children: set[UUID] | None) -> Offer | None:
    """The open offer of this home, if there is one. Raises NotReady where it is for other children than these."""
    standing = Offer.objects.filter(referral=referral, household=home, state=Offer.State.OPEN).first()
    if standing is not None and children is not None and set(standing.children) != children:
        raise NotReady(
            _(
                "You have offered this home for other children of the referral. Withdraw that offer first; then offer "
                "it again."
            ),
            "offer.other_children",
        )
    return standing


def _in_house(by: CallerAt, referral: Referral) -> bool:
    return by.organisation_id == referral.council_id and referral.recorded_for_id is None


def _open(offer_id: UUID) -> Offer:
    row = Offer.objects.select_for_update(no_key=True).get(pk=offer_id)
    if row.state != Offer.State.OPEN:
        raise NotReady(
            _("This offer is closed: %(state)s.") % {"state": row.get_state_display().lower()},
            "offer.closed",
        )
    return row


def _settle(by: CallerAt, row: Offer, state: str, words: str, action: str) -> Offer:
    row.state, row.decided_words, row.decided_at = state, words, timezone.now()
    row.save(update_fields=["state", "decided_words", "decided_at"])
    placing.release(by, row.referral_id, row.household_id)
    record(by, action, row, referral=str(row.referral_id))
    return row


@transaction.atomic
def withdraw(by: CallerAt, offer_id: UUID, words: str = "") -> Offer:
    """The agency takes its offer back and the places are free again. Raises NotReady, DoesNotExist."""
    row = _open(offer_id)
    if row.agency_id != by.organisation_id:
        raise Offer.DoesNotExist
    return _settle(by, row, Offer.State.WITHDRAWN, words, "offer.withdrawn")


@transaction.atomic
def decline_offer(by: CallerAt, offer_id: UUID, words: str) -> Offer:
    """The council does not choose this home, and says why. Raises NotReady, Invalid, DoesNotExist."""
    row = _open(offer_id)
    if row.council_id != by.organisation_id:
        raise Offer.DoesNotExist
    if not words.strip():
        raise Invalid(_("Say why not this home: the agency reads it."), "offer.reason", {"words": _("Enter why")})
    return _settle(by, row, Offer.State.DECLINED, words, "offer.declined")


def not_us(by: CallerAt, referral_id: UUID, reason: str) -> Decline:
    """Say in one click that the agency has no home for this referral. Saying it again changes the reason."""
    if reason not in Decline.Reason.values:
        raise Invalid(_("Choose a reason from the list."), "decline.reason", {"reason": _("Choose a reason")})
    referral = Referral.objects.get(pk=referral_id)
    if referral.recorded_for_id is not None:
        raise NotReady(
            _("This referral came by e-mail: answer the council by e-mail, and close it here with how it ended."),
            "decline.recorded",
        )
    row, _made = Decline.objects.update_or_create(
        referral=referral,
        agency_id=by.organisation_id,
        defaults={"council_id": referral.council_id, "reason": reason},
    )
    record(by, "referral.not_us", row, referral=str(referral.pk), reason=reason)
    return row
