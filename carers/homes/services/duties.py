"""What an approved home is owed by a date: reviews, visits, training standards, DBS renewals."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.days import DONE, must_lie_in
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.homes.selectors.last_dates import AFTER_APPROVAL, KINDS
from carers.models import AgencySettings, Check, Duty, Household
from carers.people.selectors.settings import clock_of, settings_of

Kind = Duty.Kind
# When each kind of duty was last done, as far as somebody said.
LastDates = Mapping[str, date | None]
_NEXT_CLOCK = {
    Kind.REVIEW: "next_review",
    Kind.UNANNOUNCED: "home_visit_unannounced",
    Kind.SUPERVISION: "supervision",
    Kind.DBS: "dbs_renewal",
}


def _first_clock(kind: str, home: Household) -> str:
    if kind == Kind.TRAINING:
        family = home.kind == Household.Kind.FAMILY_AND_FRIENDS
        return "training_standards_family" if family else "training_standards"
    return "first_review" if kind == Kind.REVIEW else _NEXT_CLOCK[Kind(kind)]


def owed_from(home: Household, kind: str, since: date, chosen: AgencySettings, first: bool = False) -> Duty:
    """Unsaved: the duty of a kind whose period runs from `since`; `first` where nothing of it was done yet."""
    key = _first_clock(kind, home) if first or kind == Kind.TRAINING else _NEXT_CLOCK[Kind(kind)]
    due = clock_of(key, chosen).due(since)
    return Duty(agency_id=home.agency_id, household=home, kind=kind, since=since, due_on=due)


def first_duties(home: Household, chosen: AgencySettings, told: LastDates, today: date) -> list[Duty]:
    """Unsaved: first review and unannounced visit within twelve months, supervision in six weeks, training
    standards within 12 or 18 months, the DBS renewal.

    What was last done on a day `told` counts from that day. What nobody told counts from approval, unless that period
    was over before `today`, the day on which Hearth learnt of the home: then it is unknown what was done in it, and
    what is unknown is no debt (`carers.homes.selectors.last_dates`).
    """
    made = []
    for kind in KINDS:
        last = told.get(kind)
        if kind == Kind.TRAINING and last:
            duty = owed_from(home, kind, home.approved_on, chosen)
            duty.done_on = last
        else:
            duty = owed_from(home, kind, last or home.approved_on, chosen, first=last is None)
        if last or duty.due_on >= today:
            made.append(duty)
    return made


def open_first_duties(home: Household, told: LastDates | None = None) -> list[Duty]:
    """With approval, or when a home is brought in. The certificates that Hearth has seen count as told."""
    known = {Kind.DBS: last_certificate(home), **(told or {})}
    return Duty.objects.bulk_create(first_duties(home, settings_of(home.agency_id), known, timezone.localdate()))


def last_certificate(home: Household) -> date | None:
    """The day from which the DBS renewal counts: the oldest of the newest certificates of each applicant."""
    if home.application_id is None:
        return None
    seen = Check.objects.filter(application=home.application_id, kind=Check.Kind.DBS, received_on__isnull=False)
    newest = seen.order_by().values("person").annotate(newest=Max("received_on"))
    return min((row["newest"] for row in newest), default=None)


@transaction.atomic
def tell_last_dates(by: CallerAt, household_id: UUID, told: LastDates) -> list[Duty]:
    """When something was last done at a home before Hearth knew: its next duty counts from there. The duties written.

    A duty of that kind that still counts from approval is corrected. Raises Invalid, NotReady where one counts from a
    later day already, DoesNotExist.
    """
    home = Household.objects.select_for_update().get(pk=household_id, agency=by.organisation_id)
    days = {kind: day for kind, day in told.items() if day is not None}
    _must_be_possible(home, days)
    chosen = settings_of(home.agency_id)
    written = [_tell(home, kind, day, chosen) for kind, day in days.items()]
    record(by, "duty.last_dates_told", home, **{kind: day.isoformat() for kind, day in days.items()})
    return written


def _must_be_possible(home: Household, days: dict[str, date]) -> None:
    if not days:
        raise Invalid(_("Give at least one day."), "duty.no_day")
    must_lie_in(DONE, **days)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved: nothing is owed to it."), "household.ended")
    words = _("This is before the home was approved. Correct the day.")
    early = {kind: words for kind, day in days.items() if kind in AFTER_APPROVAL and day < home.approved_on}
    if early:
        raise Invalid(words, "duty.before_approval", early)


def _tell(home: Household, kind: str, day: date, chosen: AgencySettings) -> Duty:
    there = Duty.objects.select_for_update().filter(household=home, kind=kind)
    if there.filter(done_on__isnull=False).exists():
        raise NotReady(
            _("A later day of this is noted already: “%s”.") % Kind(kind).label,
            "duty.known",
            {kind: _("Known already")},
        )
    duty = there.filter(done_on=None).first()
    if duty is not None and duty.since != home.approved_on:
        raise NotReady(
            _("This counts from a day that was told: “%s”. Note it as done instead.") % Kind(kind).label,
            "duty.known", {kind: _("Known already")},
        )  # fmt: skip
    fresh = owed_from(home, kind, home.approved_on if kind == Kind.TRAINING else day, chosen)
    fresh.done_on = day if kind == Kind.TRAINING else None
    if duty is not None:
        fresh.pk, fresh._state.adding = duty.pk, False
    fresh.save()
    return fresh


@transaction.atomic
def finish_duty(by: CallerAt, duty_id: UUID, done_on: date, outcome: str = "") -> Duty:
    """Note that a duty was done, and open the next one of its kind. Raises Invalid, NotReady, DoesNotExist."""
    must_lie_in(DONE, done_on=done_on)
    duty = Duty.objects.select_for_update().select_related("household").get(pk=duty_id, agency=by.organisation_id)
    if duty.done_on is not None:
        raise NotReady(_("This was noted as done already."), "duty.done_already")
    if done_on < duty.since:
        raise NotReady(
            _("The day is before the period began. Correct the date."), "duty.too_early", {"done_on": _("Too early")}
        )
    duty.done_on, duty.outcome = done_on, outcome
    duty.save(update_fields=["done_on", "outcome"])
    record(by, "duty.done", duty.household, kind=duty.kind, duty=str(duty.pk))
    key = _NEXT_CLOCK.get(Kind(duty.kind))
    if key and duty.household.status != Household.Status.ENDED:
        due = clock_of(key, settings_of(duty.agency_id)).due(done_on)
        Duty.objects.create(
            agency_id=duty.agency_id, household=duty.household, kind=duty.kind, since=done_on, due_on=due
        )
    return duty
