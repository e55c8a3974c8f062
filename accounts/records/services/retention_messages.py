"""The texts of messages: sign-in mails go within a day, other texts once nobody needs to ask what was written.

The row stays, so that what was sent, when and with what effect can still be counted. A statutory notice belongs to the
person's record and goes with it.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Message
from accounts.records.keepers import Keeper
from accounts.records.policy import Rule
from accounts.tenancy.caller import CallerAt

State = Message.State
# The codes and links in them run out in minutes; kept a day for whoever asks why a mail never came.
ACCOUNT_MAIL = Rule("account_mail", "days", default=1, longest=30)
MESSAGE_TEXT = Rule("message_text", "months", default=12)
_SETTLED = (State.SENT, State.DROPPED)
_STUCK = (State.FAILED, State.DOUBTFUL)
_ABOUT_ACCOUNTS = Q(kind__startswith="account.")


def _written_before(organisation: UUID, day: date, which: Q) -> QuerySet[Any]:
    found = Message.objects.filter(which, organisation=organisation, state__in=_SETTLED + _STUCK).exclude(body="")
    return found.annotate(since=TruncDate(Coalesce(F("sent_at"), F("created_at")))).filter(since__lt=day)


def account_mails(organisation: UUID, day: date) -> QuerySet[Any]:
    return _written_before(organisation, day, _ABOUT_ACCOUNTS)


def texts(organisation: UUID, day: date) -> QuerySet[Any]:
    return _written_before(organisation, day, ~_ABOUT_ACCOUNTS & ~Q(priority=Message.STATUTORY))


def forget_account_mails(by: CallerAt, rows: list[Any]) -> list[str]:
    _redact([row.pk for row in rows], recipient="")
    return []


def forget_texts(by: CallerAt, rows: list[Any]) -> list[str]:
    """The address stays where a stop may still come for it: of texts, and of what has an unsubscribe link."""
    _redact([row.pk for row in rows])
    answerable = Q(channel="sms") | Q(message_class=Message.MessageClass.MARKETING)
    Message.objects.filter(pk__in=[row.pk for row in rows]).exclude(answerable).update(recipient="")
    return []


def forget_messages_of(organisation: UUID, subjects: set[UUID]) -> None:
    """A person's record goes, and with it what was ever written to them: texts, addresses, links."""
    found = Message.objects.filter(organisation=organisation, subject_id__in=subjects)
    _redact(list(found.values_list("pk", flat=True)), recipient="", link_to="", provider_reference="")


def _redact(keys: list[UUID], **more: str) -> None:
    found = Message.objects.filter(pk__in=keys)
    # What never left and is too old to leave is let go of, so that nobody is asked to decide about an empty text.
    found.exclude(state__in=_SETTLED).update(state=State.DROPPED, reason="too old to be sent", claim=None)
    found.update(title="", body="", **more)


KEEPERS = (
    Keeper(
        ACCOUNT_MAIL,
        _("Sign-in mails"),
        _("the day they were sent"),
        _("The text and the address are deleted; that a mail went stays."),
        _("Our choice: the codes in them run out in minutes"),
        Message,
        account_mails,
        forget_account_mails,
        holder="organisation",
        held_by="subject_id",
    ),
    Keeper(
        MESSAGE_TEXT,
        _("Texts of messages"),
        _("the day they were sent"),
        _("The text is deleted; what was sent when, and whether it arrived, stays. Notices by law stay with the "
          "person’s record."),
        _("Our choice: the law sets no period"),
        Message,
        texts,
        forget_texts,
        holder="organisation",
        held_by="subject_id",
    ),
)  # fmt: skip
