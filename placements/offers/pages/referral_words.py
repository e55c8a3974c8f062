"""What a council's page says of a referral: who is told, where each child is, for whom each offer is."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.candidates import members_of
from placements.models import Ending, Offer, Placement, Referral

Sharing = Referral.Sharing


def sharing_in_words(row: Referral) -> str:
    """Who is told without a further word, as it stands now; of one that is over, who was."""
    if row.sharing == Sharing.CHOSEN:
        return _("You choose which services are told. Nobody else is.")
    if row.sharing == Sharing.EVERYONE:
        return _("Every service that serves you is told.")
    hours = row.own_first_hours or 0
    one, several = "Your own homes come first, for %(num)s hour", "Your own homes come first, for %(num)s hours"
    first = ngettext(one, several, hours)
    if row.own_first_until is not None:
        until = localtime(row.own_first_until)
        when = {"day": date_format(until, "j F"), "time": date_format(until, "H:i")}
        first = _("Your own homes come first, until %(day)s at %(time)s") % when
    return _("%(first)s. After that every service that serves you is told.") % {"first": first % {"num": hours}}


def cleared_in_words(row: Referral) -> str:
    """Who sees the profile now that somebody has looked at the words."""
    if row.sharing == Sharing.CHOSEN and not row.shares.exists():
        return _("Cleared. Nobody is told yet: choose who sees it.")
    if row.sharing == Sharing.EVERYONE:
        return _("Cleared. Services that serve you can see the anonymised profile now.")
    return _("Cleared. %(who)s") % {"who": sharing_in_words(row)}


def again_in_words(row: Referral) -> str:
    """Who sees a referral that was made again."""
    if row.screen == Referral.Screen.WAITING:
        return _("It is not shared yet: look at the free text first.")
    if row.sharing != Sharing.CHOSEN:
        return sharing_in_words(row)
    names = sorted(row.shares.values_list("agency__name", flat=True))
    if not names:
        return _("Nobody is told yet: choose who sees it.")
    return _("It is shared with those who had it before (%(who)s) and nobody else.") % {"who": ", ".join(names)}


def homes_in_words(row: Referral, stays: Iterable[Placement]) -> dict[UUID, str]:
    """Child -> where they live by this referral, or that the stay ended; nothing of those who only wait."""
    found = {}
    for stay in stays:
        if stay.kind != Placement.Kind.MAIN:
            continue
        days = {"service": stay.agency.name, "day": date_format(stay.period.lower, "j F Y")}
        if stay.state == Placement.State.PLACED:
            found[stay.child_id] = _("has a home with %(service)s from %(day)s") % days
        else:
            ending: Ending | None = getattr(stay, "ending", None)
            left = ending is not None and ending.left_care
            found[stay.child_id] = _("left care") if left else _("waits again: the stay with %(service)s ended") % days
    return found


def offered_for(row: Referral, offers: Sequence[Offer]) -> dict[UUID, str]:
    """Offer -> the children it is for, where it is not for all of the referral."""
    names = {child.pk: child.reference for child in members_of(row)}
    return {
        offer.pk: ", ".join(names[one] for one in offer.children if one in names)
        for offer in offers
        if set(offer.children) < set(names)
    }
