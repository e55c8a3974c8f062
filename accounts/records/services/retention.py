"""How long an organisation keeps what, and what it keeps longer: periods and holds. Each change is an act."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.services.team import person_only
from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotAllowed, NotReady
from accounts.models import RetentionHold, RetentionPeriod
from accounts.records.keepers import KEEPERS, Keeper, holds_open_to, keeper_of, kept_at, open_holds
from accounts.records.policy import Rule
from accounts.tenancy.caller import CallerAt


def in_words(amount: int, unit: str) -> str:
    """`36`, "months" -> "3 years"; what is no whole number of years stays in months."""
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", amount) % {"n": amount}
    if amount % 12:
        return ngettext("%(n)s month", "%(n)s months", amount) % {"n": amount}
    return ngettext("%(n)s year", "%(n)s years", amount // 12) % {"n": amount // 12}


def _refusal(rule: Rule, keeper: Keeper) -> str:
    least, most = in_words(rule.shortest, rule.unit), in_words(rule.most, rule.unit)
    unit = _("months") if rule.unit == "months" else _("days")
    if rule.by_law:
        return _("The law asks for %(least)s at least (%(source)s). Enter %(n)s %(unit)s or more.") % {
            "least": least, "source": keeper.source, "n": rule.shortest, "unit": unit,
        }  # fmt: skip
    return _("Enter a number of %(unit)s from %(n)s to %(m)s, that is from %(least)s to %(most)s.") % {
        "unit": unit, "n": rule.shortest, "m": rule.most, "least": least, "most": most,
    }  # fmt: skip


def one_at_a_time(organisation: UUID) -> None:
    """Until the transaction ends, nobody else deletes at this organisation or decides what is not to be deleted.

    A person's record is many rows: a lock on one of them does not stop a night that took another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"retention {organisation}"])


@transaction.atomic
def set_period(by: CallerAt, key: str, amount: int) -> RetentionPeriod:
    """Keep a kind of record for so many months or days. A shorter period deletes nothing for thirty days.

    Raises Invalid: unknown, or less than the law asks for; NotAllowed for a program, or who may not read the records.
    """
    person_only(by)
    keeper = keeper_of(key)
    if keeper is None:
        raise Invalid(_("There is no such kind of record. Choose one from the list."), "retention.unknown")
    if not keeper.open_to(by):
        raise NotAllowed(_("Only somebody who may read these records can say how long they are kept. Ask a manager of "
                           "the service that keeps them."), "retention.not_yours")  # fmt: skip
    if not keeper.rule.allows(amount):
        words = _refusal(keeper.rule, keeper)
        below = keeper.rule.by_law and amount < keeper.rule.shortest
        raise Invalid(words, "retention.below_the_law" if below else "retention.out_of_range", {"amount": words})
    one_at_a_time(by.organisation_id)
    before = next(kept.amount for kept in kept_at(by.organisation_id) if kept.keeper is keeper)
    facts = {"amount": amount, "set_at": timezone.now(), "set_by_id": by.user_id}
    if amount < before:
        facts["shortened_on"] = timezone.localdate()
    chosen, _fresh = RetentionPeriod.objects.update_or_create(
        organisation_id=by.organisation_id, rule=key, defaults=facts
    )
    if before != amount:
        record(by, "retention.period_changed", chosen, rule=key, amount=[before, amount], unit=keeper.rule.unit)
    return chosen


def locked_record(by: CallerAt, record_id: UUID) -> Any:
    """A record of the organisation that can be held, locked: a night's work and a hold wait for one another.

    Raises LookupError; NotReady where the record has gone already.
    """
    for keeper in KEEPERS:
        if not keeper.page or not keeper.open_to(by):
            continue
        mine: Any = keeper.model._default_manager.filter(**{keeper.holder: by.organisation_id})
        row = mine.select_for_update(of=("self",)).filter(pk=record_id).first()
        if row is not None:
            if row.forgotten_on:
                raise NotReady(_("This record has been deleted already. It can’t be kept."), "retention.gone")
            return row
    raise LookupError(record_id)


@transaction.atomic
def hold(by: CallerAt, record_id: UUID, ground: str, reason: str, review_on: date) -> RetentionHold:
    """Keep a person's record whatever its age. Raises LookupError; NotReady; Invalid, with the field in words."""
    one_at_a_time(by.organisation_id)
    row = locked_record(by, record_id)
    faults = {}
    if ground not in RetentionHold.Ground.values:
        faults["ground"] = _("Choose why the record is to be kept")
    if not reason.strip():
        faults["reason"] = _("Say in a few words why, such as the complaint’s number")
    if review_on < timezone.localdate():
        faults["review_on"] = _("The day to look again must be today or later")
    if faults:
        raise Invalid(next(iter(faults.values())), "retention.hold_invalid", faults)
    if open_holds(by.organisation_id).filter(subject_id=row.pk).exists():
        raise NotReady(_("This record is kept already. End that first to give another reason."), "retention.held")
    made = RetentionHold.objects.create(
        organisation_id=by.organisation_id,
        subject_kind=row._meta.model_name or "",
        subject_id=row.pk,
        ground=ground,
        reason=reason.strip()[:300],
        review_on=review_on,
        placed_by_id=by.user_id,
    )
    record(by, "record.held", row, ground=ground, hold=str(made.pk), review_on=review_on.isoformat())
    return made


@transaction.atomic
def end_hold(by: CallerAt, hold_id: UUID, reason: str) -> RetentionHold:
    """The record's own time counts again. Raises DoesNotExist; Invalid without a reason; NotReady once ended;
    NotAllowed for a program."""
    person_only(by)
    found = holds_open_to(by).select_for_update().get(pk=hold_id)
    if found.ended_at is not None:
        raise NotReady(_("This hold has ended already."), "retention.hold_ended")
    if not reason.strip():
        words = _("Say why the record need not be kept any longer")
        raise Invalid(words, "retention.reason_missing", {"reason": words})
    found.ended_at, found.ended_by_id, found.ended_reason = timezone.now(), by.user_id, reason.strip()[:300]
    found.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record(by, "record.hold_ended", found, held=str(found.subject_id))
    return found
