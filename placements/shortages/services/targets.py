"""Hand what would close the gap to those who recruit: a campaign list to each agency named, and what becomes of it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import audit
from accounts.input.errors import Invalid, NotReady
from accounts.models import Organisation
from accounts.tenancy.caller import CallerAt
from placements.models import CampaignTarget, Snapshot

State = CampaignTarget.State
MOST_HOMES = 50


@transaction.atomic
def hand_over(
    by: CallerAt, agencies: Iterable[UUID], profiles: Iterable[str], message: str = ""
) -> list[CampaignTarget]:
    """Ask each agency for the homes of the newest list whose profiles are chosen.

    What an agency was asked for already and has not met stays as it is. Raises Invalid, in words, when no agency
    or no profile is chosen; NotReady when nothing was worked out yet.
    """
    reasons = Snapshot.objects.filter(council=by.organisation_id, kind=Snapshot.Kind.REASONS)
    snapshot = reasons.order_by("-as_of").first()
    if snapshot is None:
        raise NotReady(_("Nothing has been worked out yet. Choose Work it out now, then come back."), "target.no_list")
    wanted = set(profiles)
    rows = [row for row in snapshot.figures["closing"]["list"] if row["code"] in wanted]
    serving = Organisation.objects.filter(pk__in=list(agencies)).exclude(agency_kind="")
    if not rows:
        raise Invalid(_("Choose at least one kind of home."), "target.none", {"profiles": _("Choose at least one.")})
    if not serving:
        raise Invalid(_("Choose who should recruit."), "target.nobody", {"agencies": _("Choose at least one service.")})
    kinds = list(snapshot.figures["closing"].get("kinds", []))
    made = []
    for agency in serving:
        for row in rows:
            target = _ask(by, agency, row, kinds, snapshot, message)
            if target:
                made.append(target)
    return made


def _ask(
    by: CallerAt, agency: Organisation, row: Mapping[str, Any], kinds: list[str], snapshot: Snapshot, message: str
) -> CampaignTarget | None:
    held = CampaignTarget.objects.filter(
        council=by.organisation_id, agency=agency, profile=row["code"], state__in=[State.OPEN, State.TAKEN_UP]
    )
    if held.exists():
        return None
    target = CampaignTarget(
        council_id=by.organisation_id, agency=agency, profile=row["code"], near=row["near"], age_min=row["age_min"],
        age_max=row["age_max"], places=row["places"], kinds=kinds, skills=row["skills"], homes=row["homes"],
        children=row["children"], as_of=snapshot.as_of, message=message.strip(), made_by=by.user,
    )  # fmt: skip
    target.save()
    audit.record(by, "recruitment.asked", target, agency=str(agency.pk))
    return target


_MOVES = {
    "take_up": ({State.OPEN}, State.TAKEN_UP, "recruitment.taken_up"),
    "met": ({State.OPEN, State.TAKEN_UP}, State.MET, "recruitment.met"),
    "close": ({State.OPEN, State.TAKEN_UP}, State.CLOSED, "recruitment.closed"),
}


@transaction.atomic
def move(by: CallerAt, target_id: UUID, verb: str) -> CampaignTarget:
    """The agency takes a target up; either side says that it is met; the council closes it.

    Raises LookupError for an unknown verb, DoesNotExist for a row of others, NotReady for an ended one.
    """
    before, after, action = _MOVES[verb]
    target = CampaignTarget.objects.select_for_update().get(pk=target_id)
    mine = target.agency_id if verb == "take_up" else target.council_id if verb == "close" else by.organisation_id
    if mine != by.organisation_id:
        raise CampaignTarget.DoesNotExist
    if target.state not in before:
        raise NotReady(_("This was taken up or ended already. Look at the list again."), "target.ended")
    target.state, target.moved_at = after, timezone.now()
    target.save(update_fields=["state", "moved_at"])
    audit.record(by, action, target)
    return target
