"""A draft of the caller's council, or what became of it: a referral, or thrown away."""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.input.errors import Gone
from accounts.models import AuditEntry
from accounts.tenancy.caller import CallerAt
from placements.models import Referral, ReferralDraft


class DraftOpened(Gone):
    """The draft is a referral by now: `referral`."""

    def __init__(self, made: Referral) -> None:
        words = f"This draft was opened already: it is the referral {made.reference} now. Go on there."
        super().__init__(words, "draft.opened", {"referral": str(made.pk)})
        self.referral = made.pk


def own_draft(by: CallerAt, draft_id: UUID, lock: bool = False) -> ReferralDraft:
    """Raises DraftOpened, Gone where it was thrown away, DoesNotExist where the council never had it."""
    rows = ReferralDraft.objects.filter(council=by.organisation_id, pk=draft_id)
    try:
        return (rows.select_for_update() if lock else rows).get()
    except ReferralDraft.DoesNotExist:
        _say_what_became(by, draft_id)
        raise


def _say_what_became(by: CallerAt, draft_id: UUID) -> None:
    ends = ("referral_draft.opened", "referral_draft.removed")
    last = AuditEntry.objects.filter(organisation=by.organisation_id, subject_id=draft_id, action__in=ends).first()
    if last is None:
        return
    made = Referral.objects.filter(council=by.organisation_id, pk=last.data.get("referral")).first()
    if made is not None:
        raise DraftOpened(made)
    day, what = date_format(localdate(last.at), "j F Y"), "opened" if "referral" in last.data else "thrown away"
    raise Gone(
        _("This draft was %(what)s on %(day)s. Begin a new referral if the child still needs a home.")
        % {"what": what, "day": day},
        "draft.gone",
    )
