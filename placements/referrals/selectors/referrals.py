from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.tenancy.caller import CallerAt
from placements.models import (
    Ask,
    Decline,
    Gate,
    Notice,
    Offer,
    Placement,
    Referral,
    ReferralDraft,
    Reply,
    Share,
)

QUIET = timedelta(days=14)


def referrals(council_id: UUID, state: str = "") -> QuerySet[Referral]:
    """A council's own referrals, newest first, with how many children each is for."""
    own = Referral.objects.filter(council=council_id, recorded_for__isnull=True)
    found = own.annotate(children_count=Count("referral_children")).order_by("-id")
    return found.filter(state=state) if state else found


def drafts(council_id: UUID) -> QuerySet[ReferralDraft]:
    """Referrals that are being written, the last saved first."""
    return ReferralDraft.objects.filter(council=council_id).order_by("-saved_at")[:50]


def quiet_referrals(council_id: UUID) -> QuerySet[Referral]:
    """Open ones nobody has touched for fourteen days: is the need still there? Nothing closes itself."""
    return referrals(council_id, Referral.State.OPEN).filter(touched_at__lte=timezone.now() - QUIET)[:20]


def gates_waiting(council_id: UUID) -> QuerySet[Gate]:
    return Gate.objects.filter(council=council_id, state=Gate.State.ASKED).select_related("referral").order_by("id")


def notices_due(council_id: UUID) -> QuerySet[Notice]:
    due = Notice.objects.filter(council=council_id, given_on__isnull=True).select_related("referral", "area")
    return due.order_by("due_on")[:20]


def offers_for(referral: Referral) -> QuerySet[Offer]:
    """Every offer for a referral, open ones first."""
    return Offer.objects.filter(referral=referral).select_related("agency").order_by("-state", "-id")


def inbox(agency_id: UUID) -> QuerySet[Referral]:
    """Open referrals shared with an agency that it has not said "not us" to, the most urgent first."""
    shared = Share.objects.filter(agency=agency_id, ended_at__isnull=True).values("referral")
    declined = Decline.objects.filter(agency=agency_id).values("referral")
    found = Referral.objects.filter(pk__in=shared, state=Referral.State.OPEN).exclude(pk__in=declined)
    return (
        found.select_related("council", "recorded_for")
        .annotate(children_count=Count("referral_children"))
        .order_by("needed_by", "-referred_at")
    )


def recorded_lately(agency_id: UUID) -> QuerySet[Referral]:
    """Referrals that came by e-mail and are answered, the last answered first."""
    rows = Referral.objects.filter(council=agency_id, recorded_for__isnull=False).exclude(state=Referral.State.OPEN)
    return rows.select_related("recorded_for").order_by("-closed_at")[:20]


def share_of(agency_id: UUID, referral: Referral) -> Share | None:
    return Share.objects.filter(agency=agency_id, referral=referral, ended_at__isnull=True).first()


def asks_about(agency_id: UUID, referral: Referral) -> dict[str, Ask]:
    """The agency's asks about one referral, by household id."""
    return {str(row.household_id): row for row in Ask.objects.filter(agency=agency_id, referral=referral)}


def living_with(agency_id: UUID) -> QuerySet[Placement]:
    """Children who live in an agency's homes now, or are expected, or have a short break; newest first."""
    rows = Placement.objects.filter(agency=agency_id, state=Placement.State.PLACED)
    return rows.select_related("household", "child", "council", "referral__recorded_for").order_by("-id")


def lately_ended(agency_id: UUID) -> QuerySet[Placement]:
    rows = Placement.objects.filter(agency=agency_id, state=Placement.State.ENDED)
    return rows.select_related("household", "child", "council", "ending", "referral__recorded_for").order_by("-id")[:20]


@dataclass(frozen=True)
class Service:
    """A service that could be told of a referral, and what it reads already ("" where nothing)."""

    pk: UUID
    name: str
    own: bool
    level: str
    declined: bool
    reply: str = ""

    @property
    def words(self) -> str:
        said = [self.name]
        if self.own:
            said.append(_("your own"))
        if self.level:
            said.append(_("reads the %s") % Share.Level(self.level).label.lower())
        if self.declined:
            said.append(_("said “not us”"))
        if self.reply:
            said.append(_("may have a home: %s") % self.reply)
        return ", ".join(said)


def services_for(by: CallerAt, referral: Referral) -> list[Service]:
    """The council's own service first, then those that serve its area, by name."""
    shares = referral.shares.filter(ended_at__isnull=True).values_list("agency_id", "level")
    levels, declined = dict(shares), set(referral.declines.values_list("agency_id", flat=True))
    said = Reply.objects.filter(referral=referral)
    replies = {pk: f"{words} ({tel})" for pk, words, tel in said.values_list("agency_id", "words", "telephone")}
    area = by.organisation.area_id if by.organisation else None
    found = Organisation.objects.exclude(agency_kind="").filter(Q(serves=area) | Q(pk=by.organisation_id)).distinct()
    rows = [
        Service(pk, name, pk == by.organisation_id, levels.get(pk, ""), pk in declined, replies.get(pk, ""))
        for pk, name in found.values_list("pk", "name")
    ]
    return sorted(rows, key=lambda row: (not row.own, row.name))
