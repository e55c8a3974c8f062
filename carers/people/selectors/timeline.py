"""Everything that happened to a record, in trade words: acts, notes, messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts.audit import history_of
from accounts.models import AuditEntry, Message, User
from carers.models import Note
from carers.texts.acts import words_for_act

_SENT = {
    "sent": gettext_lazy("sent"),
    "failed": gettext_lazy("could not be sent"),
    "doubtful": gettext_lazy("may have been sent"),
    "dropped": gettext_lazy("not sent"),
}


@dataclass(frozen=True)
class Happening:
    """One line: when, what in trade words, who, and for a note its text and confidential part."""

    at: datetime
    words: str
    who: str
    text: str = ""
    confidential: str = ""


def notes_about(subjects: Sequence[UUID]) -> list[Note]:
    about = Q(enquiry__in=subjects) | Q(application__in=subjects) | Q(household__in=subjects)
    return list(Note.objects.filter(about).select_related("author").order_by("-id")[:100])


def timeline(agency_id: UUID, *subjects: UUID, limit: int = 60) -> list[Happening]:
    """The newest `limit` happenings of these rows, newest first; four queries whatever their number."""
    acts = list(history_of(agency_id, *subjects)[:limit])
    people = {
        user.pk: user.name or user.email
        for user in User.objects.filter(pk__in={act.actor_id for act in acts if act.actor_id})
    }
    found = [
        Happening(act.at, words_for_act(act.action, act.data), _who(act, people))
        for act in acts
        if act.action != "note.written"
    ]
    for note in notes_about(subjects):
        who = note.author.name if note.author else ""
        found.append(Happening(note.written_at, _("Note"), who, note.text, note.confidential))
    for message in Message.objects.filter(subject_id__in=subjects).order_by("-id")[:limit]:
        words = _("%(channel)s “%(title)s”: %(state)s") % {
            "channel": message.get_channel_display().capitalize(),
            "title": message.title or message.kind,
            "state": _SENT.get(message.state, _("on its way")),
        }
        found.append(Happening(message.sent_at or message.created_at, words, ""))
    return sorted(found, key=lambda happening: happening.at, reverse=True)[:limit]


def _who(act: AuditEntry, people: dict[UUID, str]) -> str:
    return people.get(act.actor_id, "") if act.actor_id else _nobody(act.actor_kind)


def _nobody(kind: str) -> str:
    return {"public": _("the person themselves"), "job": _("the service"), "api_key": _("a connected program")}.get(
        kind, ""
    )
