"""A council writes a referral; which agencies see it is a share, row by row."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid
from accounts.models import Sector
from accounts.tenancy.caller import CallerAt
from carers.law.working_days import add_working_days
from placements.models import Child, Referral, ReferralChild
from placements.referrals.services.referral_days import check_referral_days
from placements.referrals.services.sharing import put_through_screen, share_as_chosen, sharing_asked

FULL_INFORMATION_WORKING_DAYS = 5


@transaction.atomic
def refer(by: CallerAt, facts: dict[str, Any], children: list[dict[str, Any]]) -> Referral:
    """Write a referral with its children (brothers and sisters of one another) and share it as was chosen.

    `sharing` says who is told, now and later (`sharing.sharing_asked`): every service, own homes first for
    `own_first_hours`, or nobody until somebody chooses. Free text that looks as if it told who the child is holds the
    sharing back until a person has looked. In an emergency what is missing is due in five working days. `children`
    holds facts of Child rows; `home_sector` and `school_sector` give positions. Raises Invalid.
    """
    checked_group(facts, children)
    sharing_asked(facts)
    referral = Referral(council_id=by.organisation_id, **facts)
    put_through_screen(referral)
    full_information(referral)
    referral.save()
    write_children(by, referral, children)
    record(by, "referral.opened", referral, children=len(children))
    if referral.screen != Referral.Screen.WAITING:
        share_as_chosen(by, referral)
    return referral


def full_information(referral: Referral) -> None:
    """In an emergency what is missing is due in five working days; saved by the caller."""
    if referral.urgency == Referral.Urgency.EMERGENCY:
        referral.full_information_due = add_working_days(timezone.localdate(), FULL_INFORMATION_WORKING_DAYS)


def checked_group(facts: dict[str, Any], children: list[dict[str, Any]]) -> None:
    """Days that can be, a child at least, and for several whether they stay together. Raises Invalid."""
    check_referral_days(facts, children)
    if not children:
        raise Invalid(_("Add at least one child."), "referral.no_child")
    if len(children) == 1:
        facts["together"] = Referral.Together.NOT_APPLICABLE
    elif facts.get("together") in (None, "", Referral.Together.NOT_APPLICABLE):
        raise Invalid(
            _("Say whether the brothers and sisters must stay together."),
            "referral.together_missing",
            {"together": _("Choose whether they must stay together")},
        )


def write_children(by: CallerAt, referral: Referral, children: list[dict[str, Any]]) -> None:
    """The children of a referral, brothers and sisters of one another."""
    siblings = uuid4()
    for child in children:
        _add_child(by, referral, siblings, dict(child))


def _add_child(by: CallerAt, referral: Referral, siblings: UUID, facts: dict[str, Any]) -> None:
    home, school = facts.pop("home_sector", None), facts.pop("school_sector", None)
    child = Child(council_id=by.organisation_id, sibling_set=siblings, **facts)
    child.home_lat, child.home_lon = _position(home)
    child.school_lat, child.school_lon = _position(school)
    child.save()
    ReferralChild(council_id=by.organisation_id, referral=referral, child=child).save()


def _position(sector: Sector | None) -> tuple[float | None, float | None]:
    return (sector.lat, sector.lon) if sector else (None, None)
