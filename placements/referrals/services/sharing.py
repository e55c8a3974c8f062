"""Sharing in steps: an anonymised profile, the full profile when the council releases it, identity on agreement.

Who is told without a further word stands on the referral (`Referral.sharing`). Every step that shares of itself asks
`share_as_chosen`: opening, clearing the screen, referring again, the sweeper.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.models import Organisation
from accounts.tenancy.caller import CallerAt
from placements.models import Referral, Share
from placements.referrals.screening import screen

Sharing = Referral.Sharing
FREE_TEXT = ("wishes_words", "family_time", "risks_words", "views_words", "together_reason")


def put_through_screen(referral: Referral) -> None:
    """Set what the screen says of the referral's free text; saved by the caller."""
    sightings = screen(*(getattr(referral, name) for name in FREE_TEXT))
    referral.screen = Referral.Screen.WAITING if sightings else Referral.Screen.CLEAR
    referral.screen_findings = [{"kind": found.kind, "words": found.words} for found in sightings]


def sharing_asked(facts: dict[str, Any]) -> None:
    """Put into `facts` of a referral, as they are stored, who is to be told of it.

    Asked by `sharing`, or in short by `choose_services` or by `own_first_hours` alone. Raises Invalid where two answers
    contradict each other, or own homes come first for no time.
    """
    hours, choose = facts.get("own_first_hours") or None, facts.pop("choose_services", False)
    meant = Sharing.CHOSEN if choose else Sharing.OWN_FIRST if hours else Sharing.EVERYONE
    asked = facts.get("sharing") or meant
    if (choose and asked != Sharing.CHOSEN) or (hours and asked != Sharing.OWN_FIRST):
        words = _("Hours go with own homes first alone. Choose own homes first, services you choose, or every service")
        raise Invalid(
            f"{words}. " + _("Nothing was shared."),
            "share.two_choices",
            {"sharing": words, "own_first_hours": words},
        )
    if asked == Sharing.OWN_FIRST and not hours:
        words = _("Enter for how many hours your own homes come first, 1 to 72")
        raise Invalid(f"{words}.", "share.no_hours", {"own_first_hours": words})
    facts |= {"sharing": asked, "own_first_hours": hours}


def share_as_chosen(by: CallerAt, referral: Referral) -> int:
    """Tell those whom the choice that stands names, and nobody else; how many. Raises as `share_with`.

    Own homes first: their time begins now. Services that the council chooses: nobody yet, but a referral that is made
    again goes to those who had the one before.
    """
    if referral.sharing == Sharing.CHOSEN:
        return share_with(by, referral, had_it_before(by, referral))
    if referral.sharing == Sharing.OWN_FIRST:
        referral.own_first_until = timezone.now() + timedelta(hours=referral.own_first_hours or 0)
        referral.save(update_fields=["own_first_until"])
        return share_with(by, referral, own(by))
    return share_with(by, referral, own_and_serving(by))


def had_it_before(by: CallerAt, referral: Referral) -> list[UUID]:
    """Services that could read the referral from which this one was made again, and still serve the council."""
    before = Share.objects.filter(referral=referral.referred_again_from_id).values_list("agency_id", flat=True)
    earlier = set(before) if referral.referred_again_from_id else set()
    return [agency for agency in own_and_serving(by) if agency in earlier]


@transaction.atomic
def clear_screen(by: CallerAt, referral_id: UUID) -> Referral:
    """A person has looked and says that nothing tells who the child is: it goes to whom the choice that stands names.

    Raises NotReady where the referral is not open any more.
    """
    referral = Referral.objects.select_for_update(no_key=True).get(pk=referral_id)
    if referral.screen == Referral.Screen.WAITING:
        must_be_open(referral)
        referral.screen = Referral.Screen.CLEARED
        referral.save(update_fields=["screen"])
        record(by, "referral.screen_cleared", referral)
        share_as_chosen(by, referral)
    return referral


def must_be_open(referral: Referral) -> None:
    if referral.state != Referral.State.OPEN:
        raise NotReady(_("This referral is not open: there is nothing to share any more."), "referral.not_open")


def own_and_serving(by: CallerAt) -> list[UUID]:
    """The council's own service and the agencies that serve its area."""
    serving = Organisation.objects.exclude(agency_kind="").filter(serves=by.organisation.area_id)
    return [*own(by), *serving.exclude(pk=by.organisation_id).values_list("pk", flat=True)]


def own(by: CallerAt) -> list[UUID]:
    return [by.organisation_id] if by.organisation.is_agency else []


def share_with(by: CallerAt, referral: Referral, agencies: Iterable[UUID]) -> int:
    """Make the anonymised profile visible to agencies that do not see it yet; how many now do.

    Raises NotReady while free text waits for a person to look at it, for a referral that came by e-mail, and for one
    that is not open.
    """
    must_be_open(referral)
    if referral.recorded_for_id is not None:
        raise NotReady(
            _("This referral came to one service by e-mail, and only that service may read it. Nothing was shared."),
            "share.recorded",
        )
    if referral.screen == Referral.Screen.WAITING:
        raise NotReady(
            _(
                "Something in the free text looks like a name, an address or a school. Look at it first; "
                "nothing has been shared."
            ),
            "share.screen_waiting",
        )
    seen = set(referral.shares.filter(ended_at__isnull=True).values_list("agency_id", flat=True))
    rows = [
        Share(council_id=by.organisation_id, agency_id=agency, referral=referral, answer_by=referral.answer_by)
        for agency in agencies
        if agency not in seen
    ]
    Share.objects.bulk_create(rows)
    if rows:
        record(by, "referral.shared", referral, agencies=len(rows))
    return len(rows)


@transaction.atomic
def share(by: CallerAt, referral_id: UUID, agencies: Iterable[UUID], level: str = Share.Level.PROFILE) -> int:
    """Let chosen services read the profile, or all of it; how many. Raises Invalid, NotReady, DoesNotExist.

    Only services that serve the council can be chosen, and its own.
    """
    referral = Referral.objects.get(pk=referral_id, council=by.organisation_id)
    must_be_open(referral)
    chosen = list(agencies)
    if not chosen or not set(chosen) <= set(own_and_serving(by)):
        raise Invalid(
            _("Choose services that serve your council. Nothing was shared."),
            "share.services",
            {"agencies": _("Choose one service at least, from the list")},
        )
    if level == Share.Level.FULL:
        return release_full(by, referral_id, chosen)
    if level != Share.Level.PROFILE:
        raise Invalid(_("Choose what they may read."), "share.level", {"level": _("Choose what they may read")})
    return share_with(by, referral, chosen)


@transaction.atomic
def release_full(by: CallerAt, referral_id: UUID, agencies: Iterable[UUID]) -> int:
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


def broadcast_due(by: CallerAt) -> int:
    """Referrals whose time for own homes first is over go to the agencies that serve the council; how many."""
    waiting = Referral.objects.select_for_update(no_key=True, skip_locked=True).filter(
        council=by.organisation_id,
        state=Referral.State.OPEN,
        sharing=Sharing.OWN_FIRST,
        own_first_until__lte=timezone.now(),
    )
    count = 0
    for referral in waiting.exclude(screen=Referral.Screen.WAITING):
        share_with(by, referral, own_and_serving(by))
        referral.own_first_until = None
        referral.save(update_fields=["own_first_until"])
        count += 1
    return count
