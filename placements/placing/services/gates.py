"""Decisions the law asks for before a child is placed outside the council's area.

Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959): regulation 11, a nominated
officer approves a placement out of area, the director of children's services one at a distance ("outside the
area and not in an adjoining authority"); regulation 13, written notice to the area authority before the
placement, or within five working days of one made in an emergency.
"""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotAllowed, NotReady
from accounts.models import Adjacency, Organisation
from accounts.tenancy.caller import CallerAt
from carers.law.working_days import add_working_days
from placements.models import Gate, Notice, Referral

NOTICE_WORKING_DAYS = 5


def kind_of_gate(council_code: str, home_code: str) -> str:
    """ "" within the area or where one is not known; out_of_area next door; at_a_distance beyond that."""
    if not home_code or not council_code or home_code == council_code:
        return ""
    next_door = Adjacency.objects.filter(council=council_code, adjoining=home_code).exists()
    return Gate.Kind.OUT_OF_AREA if next_door else Gate.Kind.AT_A_DISTANCE


def _kind(referral: Referral, home_code: str) -> str:
    """A council that asks by e-mail takes its decisions and gives its notices itself: nothing is asked here."""
    if referral.recorded_for_id is not None:
        return ""
    return kind_of_gate(Organisation.objects.get(pk=referral.council_id).area_id or "", home_code)


def must_be_open(referral: Referral, household_id: UUID, home_code: str) -> None:
    """Raise NotReady unless the gate that this home needs has been approved."""
    kind = _kind(referral, home_code)
    if not kind:
        return
    gate = Gate.objects.filter(referral=referral, household=household_id).first()
    if gate is not None and gate.state == Gate.State.APPROVED:
        return
    who = "a nominated officer" if kind == Gate.Kind.OUT_OF_AREA else "the director of children's services"
    if gate is not None and gate.state == Gate.State.REFUSED:
        raise NotReady(
            _("Placing outside your area here was refused: %(why)s") % {"why": gate.decided_words},
            "gate.refused",
        )
    raise NotReady(
        _("This home is outside your area: %(who)s must approve it first. Ask for approval on the page of this home.")
        % {"who": who},
        "gate.needed",
    )


def ask(by: CallerAt, referral: Referral, household_id: UUID, home_code: str, words: str) -> Gate:
    """Ask for approval of a home outside the area. Asking again gives the same row. Raises Invalid."""
    kind = _kind(referral, home_code)
    if not kind:
        raise Invalid(_("This home is in your own area: no approval is needed."), "gate.not_needed")
    gate, fresh = Gate.objects.get_or_create(
        referral=referral,
        household_id=household_id,
        defaults={"council_id": referral.council_id, "kind": kind, "asked_words": words},
    )
    if fresh:
        record(by, "gate.asked", gate, household=str(household_id), kind=kind)
    return gate


def decide(by: CallerAt, gate_id: UUID, approved: bool, office: str, words: str) -> Gate:
    """Approve or refuse, with the office held (or who delegated it) and why. Raises NotAllowed, Invalid, NotReady."""
    if not by.can("gates.decide"):
        raise NotAllowed(_("Only somebody whom the council has nominated may decide this."), "gate.not_nominated")
    if not office.strip() or not words.strip():
        raise Invalid(
            _("Say which office you hold, or who delegated the decision to you, and why you decide so."),
            "gate.reason_missing",
            {"office": _("Enter the office you hold or who delegated it"), "words": _("Enter the reason")},
        )
    gate = Gate.objects.select_for_update().get(pk=gate_id)
    if gate.state != Gate.State.ASKED:
        raise NotReady(_("This was decided already. Look at the referral again."), "gate.decided")
    gate.state = Gate.State.APPROVED if approved else Gate.State.REFUSED
    gate.decided_at, gate.decided_by = timezone.now(), by.user_id
    gate.office, gate.decided_words = office, words
    gate.save()
    record(by, "gate.approved" if approved else "gate.refused", gate, household=str(gate.household_id))
    return gate


def notice_due(by: CallerAt, referral: Referral, household_id: UUID, home_code: str) -> Notice | None:
    """Note that the area authority must be told: before the placement, in an emergency within five working days."""
    if not _kind(referral, home_code):
        return None
    urgent = referral.urgency == Referral.Urgency.EMERGENCY
    due = add_working_days(referral.needed_by, NOTICE_WORKING_DAYS) if urgent else referral.needed_by
    notice, fresh = Notice.objects.get_or_create(
        referral=referral,
        household_id=household_id,
        defaults={"council_id": referral.council_id, "area_id": home_code, "due_on": due},
    )
    if fresh:
        record(by, "notice.due", notice, area=home_code)
    return notice


def give_notice(by: CallerAt, notice_id: UUID, on: date, how: str) -> Notice:
    """Record that the written notice was given. Raises Invalid for a day to come."""
    if on > timezone.localdate():
        raise Invalid(_("Enter the day on which notice was given: today or earlier."), "notice.day")
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    notice.given_on, notice.how = on, how
    notice.save(update_fields=["given_on", "how"])
    record(by, "notice.given", notice, area=notice.area_id)
    return notice
