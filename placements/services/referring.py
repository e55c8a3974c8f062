"""A council writes a referral; which agencies see it is a share, row by row."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from accounts.caller import Caller
from accounts.errors import Invalid
from accounts.models import Organisation, Sector
from accounts.services.audit import record
from placements.models import Child, Referral, ReferralChild, Share


def refer(by: Caller, facts: dict[str, Any], children: list[dict[str, Any]]) -> Referral:
    """Write a referral with its children (brothers and sisters of one another) and share it with agencies.

    `children` holds facts of Child rows; `home_sector` and `school_sector` give positions. Raises Invalid.
    """
    if not children:
        raise Invalid("Add at least one child.", "referral.no_child")
    if len(children) == 1:
        facts["together"] = Referral.Together.NOT_APPLICABLE
    elif facts.get("together") in (None, "", Referral.Together.NOT_APPLICABLE):
        raise Invalid(
            "Say whether the brothers and sisters must stay together.",
            "referral.together_missing",
            {"together": "Choose whether they must stay together"},
        )
    referral = Referral(council_id=by.organisation_id, **facts)
    referral.save()
    siblings = uuid4()
    for child in children:
        _add_child(by, referral, siblings, dict(child))
    record(by, "referral.opened", referral, children=len(children))
    share_with(by, referral, own_and_serving(by))
    return referral


def _add_child(by: Caller, referral: Referral, siblings: UUID, facts: dict[str, Any]) -> None:
    home, school = facts.pop("home_sector", None), facts.pop("school_sector", None)
    child = Child(council_id=by.organisation_id, sibling_set=siblings, **facts)
    child.home_lat, child.home_lon = _position(home)
    child.school_lat, child.school_lon = _position(school)
    child.save()
    ReferralChild(council_id=by.organisation_id, referral=referral, child=child).save()


def _position(sector: Sector | None) -> tuple[float | None, float | None]:
    return (sector.lat, sector.lon) if sector else (None, None)


def own_and_serving(by: Caller) -> list[UUID]:
    """The council's own service and the agencies that serve its area."""
    assert by.organisation is not None
    serving = Organisation.objects.exclude(agency_kind="").filter(serves=by.organisation.area_id)
    own = [by.organisation_id] if by.organisation.is_agency else []
    return [*own, *serving.exclude(pk=by.organisation_id).values_list("pk", flat=True)]


def share_with(by: Caller, referral: Referral, agencies: Iterable[UUID]) -> int:
    """Make the anonymised profile visible to agencies that do not see it yet; how many now do."""
    seen = set(referral.shares.filter(ended_at__isnull=True).values_list("agency_id", flat=True))
    rows = [
        Share(council_id=by.organisation_id, agency_id=agency, referral=referral)
        for agency in agencies
        if agency not in seen
    ]
    Share.objects.bulk_create(rows)
    if rows:
        record(by, "referral.shared", referral, agencies=len(rows))
    return len(rows)
