"""Asking carers about a referral, within a budget: carers who are asked too often stop saying yes."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.models import Household
from placements.models import Ask, Referral

OPEN_ASKS = 2  # at most so many open asks at one home
NO_AFTER, REST = 2, timedelta(days=7)  # after two "no" in a row within a fortnight, a week's rest
FORTNIGHT = timedelta(days=14)
ANSWER_WITHIN = {
    "emergency": timedelta(hours=2),
    "urgent": timedelta(hours=24),
    "planned": timedelta(hours=72),
}


@transaction.atomic
def ask(by: CallerAt, referral_id: UUID, household_id: UUID) -> Ask:
    """Ask the carers of one home. Asking again about the same referral gives the same ask. Raises NotReady."""
    home = Household.objects.select_for_update(no_key=True).get(pk=household_id, agency=by.organisation_id)
    referral = Referral.objects.get(pk=referral_id)
    there = Ask.objects.filter(household=home, referral=referral).first()
    if there is not None:
        return there
    why = why_not_ask(home)
    if why:
        raise NotReady(why, "ask.budget")
    row = Ask(
        agency_id=by.organisation_id,
        household=home,
        referral=referral,
        answer_by=timezone.now() + ANSWER_WITHIN[referral.urgency],
    )
    row.save()
    record(by, "carer.asked", row, household=str(home.pk), referral=str(referral.pk))
    return row


def why_not_ask(home: Household) -> str:
    """Why these carers should not be asked now, in words; empty where they may be."""
    now = timezone.now()
    asks = Ask.objects.filter(household=home)
    if asks.filter(state=Ask.State.ASKED, answer_by__gt=now).count() >= OPEN_ASKS:
        return f"These carers have {OPEN_ASKS} questions open. Wait for an answer before you ask again."
    lately = list(asks.exclude(state=Ask.State.ASKED).filter(asked_at__gt=now - FORTNIGHT).order_by("-asked_at"))
    last = lately[:NO_AFTER]
    if len(last) == NO_AFTER and all(row.state == Ask.State.NO for row in last):
        until = (last[0].answered_at or last[0].asked_at) + REST
        if until > now:
            return f"These carers said no twice. Let them rest until {until:%-d %B}."
    return ""


def answer(by: CallerAt, ask_id: UUID, yes: bool, reason: str = "") -> Ask:
    """Record what the carers said; a no with its reason. Raises Invalid, NotReady, DoesNotExist."""
    row = Ask.objects.select_for_update().get(pk=ask_id, agency=by.organisation_id)
    if row.state not in (Ask.State.ASKED, Ask.State.LAPSED):
        raise NotReady(
            _("This was answered already: %(state)s.") % {"state": row.get_state_display().lower()},
            "ask.answered",
        )
    if not yes and reason not in Ask.Reason.values:
        raise Invalid(_("Choose why they said no."), "ask.reason", {"reason": _("Choose why")})
    row.state = Ask.State.YES if yes else Ask.State.NO
    row.reason, row.answered_at = "" if yes else reason, timezone.now()
    row.save(update_fields=["state", "reason", "answered_at"])
    record(by, "carer.answered", row, household=str(row.household_id), yes=yes)
    return row


def let_asks_lapse(agency_id: UUID) -> int:
    """Asks whose time is over count as unanswered, not as a no; how many."""
    rows = Ask.objects.filter(agency=agency_id, state=Ask.State.ASKED, answer_by__lte=timezone.now())
    return rows.update(state=Ask.State.LAPSED)
