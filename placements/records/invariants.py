"""States that referrals and placements should never be in (`accounts.tenancy.invariants`)."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.invariants import Impossible
from placements.candidates.waiting import has_home
from placements.models import Placement, Referral, ReferralChild

_OVERDUE = timedelta(minutes=30)


def _hold_past_its_time(organisation: UUID) -> QuerySet[Placement]:
    mine = Placement.objects.filter(Q(agency=organisation) | Q(council=organisation))
    return mine.filter(state=Placement.State.HELD, expires_at__lt=timezone.now() - _OVERDUE)


def _open_though_placed(council: UUID) -> QuerySet[Referral]:
    waiting = ReferralChild.objects.filter(~has_home("child", "referral"), referral=OuterRef("pk"))
    some = ReferralChild.objects.filter(referral=OuterRef("pk"))
    return Referral.objects.filter(~Exists(waiting), Exists(some), council=council, state=Referral.State.OPEN)


def _living_where_nobody_is_approved(agency: UUID) -> QuerySet[Placement]:
    today = timezone.localdate()
    return Placement.objects.filter(
        agency=agency, state=Placement.State.PLACED, period__contains=today, household__ended_on__lte=today
    )


STATES = (
    Impossible(
        "hold.past_its_time",
        _("Holds that ended and still keep a place"),
        _("The sweeper should have let them go: look whether beat and the workers run."),
        _hold_past_its_time,
    ),
    Impossible(
        "referral.open_though_placed",
        _("Open referrals whose every child is placed"),
        _("Open the referral and close it, or it counts as a need that nobody has."),
        _open_though_placed,
    ),
    Impossible(
        "placement.outside_approval",
        _("Children living where the approval has ended"),
        _("Tell each child’s council today: the child must move or the carers be approved again."),
        _living_where_nobody_is_approved,
    ),
)
