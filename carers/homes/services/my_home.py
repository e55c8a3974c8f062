"""What carers do for their own home, and what staff do about it: access, days off, preferences and their conflicts."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.models import User
from accounts.outbox.services.messages import enqueue
from accounts.tenancy.caller import CallerAt
from carers.homes.selectors.my_home import preferences_of
from carers.homes.services.register import end_unavailability, locked_home, mark_unavailable
from carers.law.vocabulary import UnavailableReason
from carers.models import Approval, Carer, Household, Place, Preference, Unavailability
from carers.people.services.carers import join_home
from carers.texts.enquiries import home_opened

# What carers may say themselves; the other reasons are the agency's to record.
CARERS_REASONS = (UnavailableReason.BREAK, UnavailableReason.ILLNESS, UnavailableReason.HOUSE, UnavailableReason.OTHER)
Side = Preference.Side


@dataclass(frozen=True)
class Wishes:
    """`most_children` None: no number. `kinds` are keys of KindOfCare."""

    age_min: int
    age_max: int
    kinds: list[str]
    most_children: int | None = None
    sex: str = "any"
    note: str = ""


@transaction.atomic
def give_access(by: CallerAt, household_id: UUID, email: str, name: str = "") -> Carer:
    """Let a carer open the page of their own home; they sign in with this address. Raises NotReady, DoesNotExist."""
    home = Household.objects.get(pk=household_id, agency=by.organisation_id)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved."), "household.ended")
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=name)
    if Carer.objects.filter(household=home, user=user, ended_at=None).exists():
        raise NotReady(_("This person can open the home's page already."), "carer.there_already")
    carer = join_home(by, home, user)
    agency, link = by.organisation, f"{settings.PUBLIC_URL}{reverse('my_home')}"
    assert agency is not None
    enqueue(by, home, "carer.access", "email", user.email, lambda: home_opened(home, agency, link), cycle=str(carer.pk))
    return carer


@transaction.atomic
def end_access(by: CallerAt, household_id: UUID, carer_id: UUID) -> Carer:
    carer = Carer.objects.select_for_update().get(pk=carer_id, household=household_id, agency=by.organisation_id)
    if carer.ended_at is not None:
        raise NotReady(_("This person's access has ended already."), "carer.ended_already")
    carer.ended_at = timezone.now()
    carer.save(update_fields=["ended_at"])
    record(by, "carer.access_ended", carer.household, person=str(carer.user_id))
    return carer


@transaction.atomic
def take_days_off(
    by: CallerAt, household_id: UUID, starts: date, ends: date, reason: str, slot: int | None = None, note: str = ""
) -> list[Unavailability]:
    """One room, or without `slot` all of them, not available from `starts` until (not including) `ends`.

    A child who lives there goes on living there: staff see the days and plan a short break. Raises Invalid, NotReady.
    """
    if reason not in CARERS_REASONS:
        raise Invalid(_("Choose the reason."), "unavailability.reason", {"reason": _("Choose the reason")})
    if starts < timezone.localdate():
        raise Invalid(_("The first day has passed."), "days_off.past", {"starts": _("Choose today or a later day")})
    there = Place.objects.filter(household=household_id, agency=by.organisation_id, period__contains=starts)
    slots = sorted(set(there.values_list("slot", flat=True))) if slot is None else [slot]
    if not slots:
        raise NotReady(_("Your home has no room on our register then. Ring us."), "days_off.no_place")
    return [mark_unavailable(by, household_id, number, starts, ends, reason, note) for number in slots]


@transaction.atomic
def say_preferences(by: CallerAt, household_id: UUID, wishes: Wishes, side: str) -> Preference:
    """A new version of one side; what both sides agree on is settled by itself. Raises Invalid, NotReady."""
    home = locked_home(by, household_id)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved."), "household.ended")
    if wishes.age_min > wishes.age_max:
        raise Invalid(
            _("The oldest age must be at least the youngest."), "preference.ages", {"age_max": _("Too young")}
        )
    if not wishes.kinds:
        raise Invalid(_("Choose at least one kind of care."), "preference.kinds", {"kinds": _("Choose at least one")})
    row = Preference(agency_id=home.agency_id, household=home, said_by=side, author_id=by.user_id, **asdict(wishes))
    row.save()
    record(by, "preferences.said", home, side=side)
    found = preferences_of(home, _terms(home))
    if found.carers and found.carers.settled_at is None and not found.differ:
        _settle(found.carers, Side.CARERS, "")
    return row


def _terms(home: Household) -> Approval | None:
    return Approval.objects.filter(household=home, period__contains=timezone.localdate()).first()


def _settle(row: Preference, kept: str, answer: str) -> None:
    row.settled_at, row.kept, row.answer = timezone.now(), kept, answer
    row.save(update_fields=["settled_at", "kept", "answer"])


@transaction.atomic
def settle_preferences(by: CallerAt, household_id: UUID, keep: str, answer: str = "") -> Preference:
    """Staff decide whose version holds. Keeping the agency's needs an answer, which the carers read.

    Raises NotReady where there is nothing to settle, Invalid.
    """
    home = locked_home(by, household_id)
    found = preferences_of(home, _terms(home))
    if not found.is_conflict or found.carers is None:
        raise NotReady(_("There is nothing to settle: both say the same."), "preferences.no_conflict")
    if keep not in Side.values:
        raise Invalid(_("Choose whose version holds."), "preferences.side", {"keep": _("Choose one")})
    if keep == Side.AGENCY and not answer.strip():
        raise Invalid(
            _("Tell the carers why."), "preferences.answer_missing", {"answer": _("Enter what the carers will read")}
        )
    if keep == Side.CARERS:
        fields = ("age_min", "age_max", "most_children", "sex", "kinds", "note")
        Preference(agency_id=home.agency_id, household=home, said_by=Side.AGENCY, author_id=by.user_id,
                   **{name: getattr(found.carers, name) for name in fields}).save()  # fmt: skip
    _settle(found.carers, keep, answer.strip())
    record(by, "preferences.settled", home, kept=keep)
    return found.carers


@transaction.atomic
def come_back(by: CallerAt, household_id: UUID, row: Unavailability) -> None:
    """Carers end, from today, an absence that they may also begin. Raises NotReady for the agency's own."""
    if row.reason not in CARERS_REASONS:
        raise NotReady(_("Your service recorded this one: ring them to change it."), "days_off.not_yours")
    end_unavailability(by, household_id, row.pk, timezone.localdate())
