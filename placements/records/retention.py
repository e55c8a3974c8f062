"""What placements keep: children's records are the councils', and Hearth deletes none of them by itself.

Two kinds are no such record: a referral that was never opened, and one that a service wrote down from an e-mail and
that came to nothing there. The case record of both is with the council that asked.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.records.keepers import Always, Keeper
from accounts.records.policy import Rule
from placements.models import Placement, Referral, ReferralDraft
from placements.records.services import forgetting

DRAFT = Rule("referral_draft", "months", default=3)
RECORDED = Rule("recorded_referral", "months", default=12)


def drafts(council: UUID, day: date) -> QuerySet[Any]:
    """Referrals still being written, by the last save."""
    found = ReferralDraft.objects.filter(council=council).annotate(since=TruncDate("saved_at"))
    return found.filter(since__lt=day)


def recorded(agency: UUID, day: date) -> QuerySet[Any]:
    """Referrals that came by e-mail and are closed, no child of which ever lived or is held a place here."""
    kept = Placement.objects.exclude(state=Placement.State.RELEASED)
    found = Referral.objects.filter(
        ~Exists(kept.filter(referral=OuterRef("pk"))),
        ~Exists(kept.filter(child__referral_children__referral=OuterRef("pk"))),
        council=agency, recorded_for__isnull=False, state=Referral.State.CLOSED, closed_at__isnull=False,
    ).exclude(reference__startswith=forgetting.GONE)  # fmt: skip
    return found.annotate(since=TruncDate("closed_at")).filter(since__lt=day)


KEEPERS = (
    Keeper(
        DRAFT,
        _("Referrals still being written"),
        _("the last save"),
        _("Deleted as a whole. What has been opened is the council’s case record and is not touched."),
        _("Our suggestion: the law sets no period for what was never opened"),
        ReferralDraft,
        drafts,
        forgetting.forget_drafts,
        holder="council",
        reads="referrals.read",
        notice=True,
    ),
    Keeper(
        RECORDED,
        _("Referrals by e-mail that came to nothing here"),
        _("the day it was closed"),
        _("The reference, words, needs and places of the children are deleted. Days, kind of care and how it ended "
          "stay, for the figures. The council that asked has its own record."),
        _("Our suggestion: the law sets no period for a copy at a service that did not take the child"),
        Referral,
        recorded,
        forgetting.forget_recorded,
        holder="council",
        reads="inbox.read",
        notice=True,
    ),
)  # fmt: skip

# Until the 75th birthday by the rules councils work with; not read in the instrument itself, hence no clock here.
ALWAYS = (
    Always(
        _("Children, referrals and placements"),
        _("Never deleted by this service. They are the council’s case records, which other law has it keep for very "
          "long (as a rule to the child’s 75th birthday; ask your council, we have not confirmed it)."),
    ),
)  # fmt: skip
