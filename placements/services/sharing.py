"""Sharing in steps: an anonymised profile, the full profile when the council releases it, identity on agreement."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.caller import Caller
from accounts.errors import Invalid, NotReady
from accounts.models import Organisation
from accounts.services.audit import record
from placements.models import Referral, Share
from placements.screening import screen

FREE_TEXT = ("wishes_words", "family_time", "risks_words", "views_words", "together_reason")


def put_through_screen(referral: Referral) -> None:
    """Set what the screen says of the referral's free text; saved by the caller."""
    sightings = screen(*(getattr(referral, name) for name in FREE_TEXT))
    referral.screen = Referral.Screen.WAITING if sightings else Referral.Screen.CLEAR
    referral.screen_findings = [{"kind": found.kind, "words": found.words} for found in sightings]


@transaction.atomic
def clear_screen(by: Caller, referral_id: UUID) -> Referral:
    """A person has looked and says that nothing tells who the child is; the profile goes out now."""
    referral = Referral.objects.select_for_update(no_key=True).get(pk=referral_id)
    if referral.screen == Referral.Screen.WAITING:
        referral.screen = Referral.Screen.CLEARED
        referral.save(update_fields=["screen"])
        record(by, "referral.screen_cleared", referral)
        share_with(by, referral, own_and_serving(by))
    return referral


def own_and_serving(by: Caller) -> list[UUID]:
    """The council's own service and the agencies that serve its area."""
    assert by.organisation is not None
    serving = Organisation.objects.exclude(agency_kind="").filter(serves=by.organisation.area_id)
    return [*own(by), *serving.exclude(pk=by.organisation_id).values_list("pk", flat=True)]


def own(by: Caller) -> list[UUID]:
    assert by.organisation is not None
    return [by.organisation_id] if by.organisation.is_agency else []


def share_with(by: Caller, referral: Referral, agencies: Iterable[UUID], answer_by: datetime | None = None) -> int:
    """Make the anonymised profile visible to agencies that do not see it yet; how many now do.

    Raises NotReady while free text waits for a person to look at it, and for a referral that came by e-mail.
    """
    if referral.recorded_for_id is not None:
        raise NotReady(
            "This referral came to one service by e-mail, and only that service may read it. Nothing was shared.",
            "share.recorded",
        )
    if referral.screen == Referral.Screen.WAITING:
        raise NotReady(
            "Something in the free text looks like a name, an address or a school. Look at it first; "
            "nothing has been shared.",
            "share.screen_waiting",
        )
    seen = set(referral.shares.filter(ended_at__isnull=True).values_list("agency_id", flat=True))
    rows = [
        Share(council_id=by.organisation_id, agency_id=agency, referral=referral, answer_by=answer_by)
        for agency in agencies
        if agency not in seen
    ]
    Share.objects.bulk_create(rows)
    if rows:
        record(by, "referral.shared", referral, agencies=len(rows))
    return len(rows)


@transaction.atomic
def share(by: Caller, referral_id: UUID, agencies: Iterable[UUID], level: str = Share.Level.PROFILE) -> int:
    """Let chosen services read the profile, or all of it; how many. Raises Invalid, NotReady, DoesNotExist.

    Only services that serve the council can be chosen, and its own.
    """
    referral = Referral.objects.get(pk=referral_id, council=by.organisation_id)
    if referral.state != Referral.State.OPEN:
        raise NotReady("This referral is not open: there is nothing to share any more.", "referral.not_open")
    chosen = list(agencies)
    if not chosen or not set(chosen) <= set(own_and_serving(by)):
        raise Invalid(
            "Choose services that serve your council. Nothing was shared.",
            "share.services",
            {"agencies": "Choose one service at least, from the list"},
        )
    if level == Share.Level.FULL:
        return release_full(by, referral_id, chosen)
    if level != Share.Level.PROFILE:
        raise Invalid("Choose what they may read.", "share.level", {"level": "Choose what they may read"})
    return share_with(by, referral, chosen, referral.answer_by)


@transaction.atomic
def release_full(by: Caller, referral_id: UUID, agencies: Iterable[UUID]) -> int:
    """Let shortlisted agencies read the full profile, so that they can judge needs before they offer."""
    referral, chosen = Referral.objects.get(pk=referral_id), list(agencies)
    share_with(by, referral, chosen)
    rows = referral.shares.filter(agency__in=chosen, ended_at__isnull=True, level=Share.Level.PROFILE)
    count = rows.update(level=Share.Level.FULL)
    if count:
        record(by, "referral.full_released", referral, agencies=count)
    return count


def end_shares(referral: Referral, agreed: Iterable[UUID] = ()) -> None:
    """Access ends with the referral; the agency that was agreed with learns who the child is."""
    live = referral.shares.filter(ended_at__isnull=True)
    chosen = list(agreed)
    live.filter(agency__in=chosen).update(level=Share.Level.IDENTITY)
    live.exclude(agency__in=chosen).update(ended_at=timezone.now())


def broadcast_due(by: Caller) -> int:
    """Referrals whose time for own homes first is over go to the agencies that serve the council; how many."""
    waiting = Referral.objects.select_for_update(no_key=True, skip_locked=True).filter(
        council=by.organisation_id,
        state=Referral.State.OPEN,
        own_first_until__lte=timezone.now(),
    )
    count = 0
    for referral in waiting.exclude(screen=Referral.Screen.WAITING):
        share_with(by, referral, own_and_serving(by), referral.answer_by)
        referral.own_first_until = None
        referral.save(update_fields=["own_first_until"])
        count += 1
    return count
