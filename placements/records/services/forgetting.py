"""Forget what is nobody's case record, and what carers' records left with placements. Called by the night's work.

Whether it is time is asked elsewhere (`placements.records.retention`, `carers.records.retention`).
"""

from typing import Any
from uuid import UUID

from accounts.records.services.retention_messages import forget_messages_of
from accounts.tenancy.caller import CallerAt
from placements.models import Child, Exemption, Match, Offer, Placement, Referral, ReferralChild, ReferralDraft

GONE = "deleted-"


def forget_drafts(by: CallerAt, rows: list[Any]) -> list[str]:
    ReferralDraft.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return []


def forget_recorded(by: CallerAt, rows: list[Any]) -> list[str]:
    """Of referrals that came by e-mail: which children, what they need, and every word about them."""
    ids = [row.pk for row in rows]
    elsewhere = ReferralChild.objects.exclude(referral__in=ids).values("child")
    children = Child.objects.filter(council=by.organisation_id, referral_children__referral__in=ids)
    for key in list(children.exclude(pk__in=elsewhere).values_list("pk", flat=True)):
        Child.objects.filter(pk=key).update(
            reference=f"{GONE}{key.hex[-16:]}", language="", identity_needs=None, needs=None, home_lat=None,
            home_lon=None, school_lat=None, school_lon=None, breathing_condition=None, allergies=None, own_room=False,
            only_child=False, not_with=[],
        )  # fmt: skip
    Match.objects.filter(referral__in=ids).delete()
    Offer.objects.filter(referral__in=ids).update(words="", decided_words="")
    Placement.objects.filter(referral__in=ids).update(briefing="")
    forget_messages_of(by.organisation_id, set(ids))
    for key in ids:
        Referral.objects.filter(pk=key).update(
            reference=f"{GONE}{key.hex[-16:]}", together_reason="", avoid=[], wishes=[], wishes_words="",
            family_time="", risks_words="", views_words="", screen_findings=[], close_words="",
        )  # fmt: skip
    return []


def forget_words_about_homes(agency: UUID, homes: list[UUID]) -> None:
    """What a service wrote about its carers to councils goes with the carers' record."""
    Offer.objects.filter(agency=agency, household__in=homes).update(words="")
    Exemption.objects.filter(agency=agency, household__in=homes).update(conditions="")
