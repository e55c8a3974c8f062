"""An agency changes its follow-ups: words, timing, on or off, sending hours. Every change is a new version."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, Stale
from accounts.tenancy.caller import CallerAt
from carers.followups.defaults import FIELDS
from carers.followups.services.seeding import book_of
from carers.law.followup_fields import MessageClass, check_fields, check_words, text_length
from carers.models import FollowUpKind, FollowUpStep, FollowUpWords, SendingRules

MOST_PARTS = 3
WRITTEN = {"email", "sms", "letter"}


@dataclass(frozen=True)
class NewWords:
    title: str
    body: str
    text: str = ""


def faults_of(step: FollowUpStep, words: NewWords) -> dict[str, str]:
    """What is wrong with words for a step, by field; empty if nothing is."""
    faults: dict[str, list[str]] = {"title": [], "body": [], "text": []}
    if not words.title.strip():
        faults["title"].append("Write a subject.")
    for name in faults:
        if getattr(words, name).strip():
            faults[name] += check_fields(getattr(words, name), FIELDS)
    if WRITTEN & set(step.channels):
        klass = MessageClass(step.message_class)
        faults["body"] += check_words(klass, words.body)
        if klass is MessageClass.SERVICE and words.title.strip():
            faults["title"] += check_words(klass, words.title)
    if "sms" in step.channels and words.text.strip():
        faults["text"] += check_words(MessageClass(step.message_class), words.text)
        parts = text_length(words.text).parts
        if parts > MOST_PARTS:
            faults["text"].append(f"This would go as {parts} texts. Shorten it to at most {MOST_PARTS}.")
    elif "sms" in step.channels:
        faults["text"].append("Write the text message, for people who have no e-mail.")
    return {name: " ".join(said) for name, said in faults.items() if said}


def change_words(by: CallerAt, step_key: str, words: NewWords, version: int | None = None) -> FollowUpWords:
    """Write a new version of a step's words; what is on its way keeps the old ones.

    Raises Invalid with the faults by field; DoesNotExist; Stale where somebody wrote meanwhile.
    """
    book_of(by.organisation_id)
    step = FollowUpStep.objects.get(agency=by.organisation_id, key=step_key, ended_at=None)
    old = FollowUpWords.objects.select_for_update().get(agency=by.organisation_id, step_key=step_key, ended_at=None)
    _guard_version(old.version, version)
    words = NewWords(words.title.strip(), words.body.strip() + "\n", words.text.strip())
    faults = faults_of(step, words)
    if faults:
        raise Invalid(_("These words can't be used yet. Nothing was changed."), "words.faulty", faults)
    if (old.title, old.body.strip(), old.text) == (words.title, words.body.strip(), words.text):
        return old
    old.ended_at = timezone.now()
    old.save(update_fields=["ended_at"])
    fresh = FollowUpWords(
        agency_id=by.organisation_id, step_key=step_key, version=old.version + 1, title=words.title,
        body=words.body, text=words.text, written_by=by.user,
    )  # fmt: skip
    fresh.save()
    record(by, "follow_up.words_changed", fresh, step=step_key, version=fresh.version)
    return fresh


def _guard_version(there: int, read: int | None) -> None:
    if read is not None and read != there:
        raise Stale(_("Somebody else changed this since you opened it. Nothing of yours was saved: look again."))


def change_timing(by: CallerAt, step_key: str, amount: int, at: time | None) -> FollowUpStep:
    """Move a step: how long after (or before) its trigger, and at what London hour. A new version.

    Who had the step under an earlier version does not get it again; who is still waiting gets it at the new time.
    """
    book_of(by.organisation_id)
    old = FollowUpStep.objects.select_for_update().get(agency=by.organisation_id, key=step_key, ended_at=None)
    if old.offset_unit == "clock":
        raise Invalid(_("This warning follows a clock, so its day can't be moved."), "step.follows_clock")
    if (amount < 0) != (old.offset_amount < 0) or abs(amount) > 400:
        raise Invalid(
            _("Choose a number of days up to 400."), fields={"amount": _("Choose a number of days up to 400")}
        )
    if (old.offset_amount, old.at) == (amount, at):
        return old
    now = timezone.now()
    FollowUpStep.objects.filter(pk=old.pk).update(ended_at=now)
    fresh = FollowUpStep.objects.get(pk=old.pk)
    fresh.pk, fresh.ended_at, fresh._state.adding = None, None, True
    fresh.version, fresh.offset_amount, fresh.at, fresh.written_by = old.version + 1, amount, at, by.user
    fresh.save()
    record(by, "follow_up.timing_changed", fresh, step=step_key, before=old.offset_amount, after=amount)
    return fresh


def switch(by: CallerAt, kind_key: str, on: bool) -> FollowUpKind:
    """Turn a kind on or off. Off also holds back what waits (the outbox looks again). Raises DoesNotExist."""
    book_of(by.organisation_id)
    kind = FollowUpKind.objects.select_for_update().get(agency=by.organisation_id, key=kind_key)
    if kind.is_on != on:
        kind.is_on = on
        kind.save(update_fields=["is_on"])
        record(by, f"follow_up.switched_{'on' if on else 'off'}", kind, kind=kind_key)
    return kind


def set_hours(by: CallerAt, opens: time, closes: time, weekdays: list[int], bank_holidays: bool) -> SendingRules:
    """Choose when messages may go, in London hours. Raises Invalid for hours that never open."""
    book_of(by.organisation_id)
    rules = SendingRules.objects.select_for_update().get(agency=by.organisation_id)
    if opens >= closes:
        raise Invalid(_("Sending hours must open before they close."), fields={"closes": _("Choose a later hour")})
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Invalid(_("Choose at least one day of the week."), fields={"weekdays": _("Choose at least one day")})
    rules.opens, rules.closes, rules.weekdays, rules.bank_holidays = opens, closes, sorted(set(weekdays)), bank_holidays
    rules.save()
    record(by, "sending_hours.changed", rules, opens=str(opens), closes=str(closes), weekdays=rules.weekdays)
    return rules


def settings_of(agency_id: UUID) -> SendingRules:
    return book_of(agency_id).rules
