"""A person's own data as they read it: questions and answers in words, in the order of their journey."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carers.applications.forms.documents import KINDS as DOCUMENT_KINDS
from carers.applications.forms.sections import FORMS
from carers.law.reaching import CONTACT_BY, CONTACT_WHEN
from carers.law.sections import SECTIONS
from carers.law.vocabulary import KindOfCare, WithdrawalReason
from carers.models import Application, Respondent
from carers.texts.acts import words_for_act
from carers.texts.values import in_words

Rows = list[tuple[str, Any]]


@dataclass
class Part:
    """One heading with its entries; an entry is rows of (question, answer)."""

    title: str
    entries: list[Rows] = field(default_factory=list)


def in_parts(held: dict[str, Any]) -> list[Part]:
    """`held` is what `services.my_application.my_data` gives."""
    parts = [Part(_("Your enquiry"), [_facts(held["enquiry"])])]
    if held["application"]:
        parts.append(Part(_("Your application"), [_facts(held["application"])]))
    for key, spec in SECTIONS.items():
        kept = held["sections"].get(key)
        if kept:
            entries = kept["answers"].get("items", []) if spec.many else [kept["answers"]]
            parts.append(Part(str(spec.title), [_given(FORMS[key], entry) for entry in entries]))
    parts += [
        Part(_("People we asked for you"), [_facts(one) for one in held["people_asked"]]),
        Part(_("Your documents"), [_facts(one) for one in held["documents"]]),
        Part(_("What you told us about the journey"), [_facts(one) for one in held["feedback"]]),
        Part(_("Messages to you"), [_facts({**one, "kind": ""}) for one in held["messages"]]),
    ]
    return [part for part in parts if part.entries]


def happenings(held: dict[str, Any]) -> Rows:
    return [(words_for_act(one["action"]), one["at"]) for one in held["what_happened"]]


def _given(form: type[forms.Form], answers: dict[str, Any]) -> Rows:
    """Questions that were answered; the others hold nothing of the person's."""
    return in_words(form, {name: value for name, value in answers.items() if value not in (None, "", [])})


def _facts(facts: dict[str, Any]) -> Rows:
    return list(_told(facts))


def _told(facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Facts that are there, each with its name in words; what is only a key for programs is left out."""
    names, values = _names(), _values()
    for name, value in facts.items():
        if name in names and value not in (None, "", []):
            known = values.get(name, {})
            many = [str(known.get(one, one)) for one in value] if isinstance(value, list) else None
            yield names[name], many or _plain(known.get(value, value))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)


def _names() -> dict[str, str]:
    return {
        "name": _("Name"), "postcode": _("Postcode"), "spare_room": _("Spare bedroom"), "notes": _("Your words"),
        "received_at": _("Received"), "email": _("E-mail"), "telephone": _("Telephone"),
        "contact_by": _("Get in touch by"), "contact_when": _("Best time"),
        "may_leave_message": _("May a message be left?"), "marketing_consent": _("News and events"),
        "stage": _("Where it stands"), "stage_since": _("Since"), "registered_on": _("Application received"),
        "paused_on": _("Resting since"), "kinds": _("Kinds of care"), "withdrawal_reason": _("Why you withdrew"),
        "kind": _("What it is"), "asked_at": _("Asked"), "answered_at": _("Answered"), "uploaded_at": _("Added"),
        "ease": _("How it was"), "words": _("What you said"), "told_at": _("Told us"), "title": _("Subject"),
        "body": _("Message"), "sent_at": _("Sent"),
    }  # fmt: skip


def _values() -> dict[str, dict[Any, Any]]:
    """The words of coded answers, by field."""
    return {
        "spare_room": {"yes": _("Yes"), "not_yet": _("Not yet"), "no": _("No")},
        "contact_by": dict(CONTACT_BY),
        "contact_when": dict(CONTACT_WHEN),
        "stage": dict(Application.Stage.choices),
        "kinds": dict(KindOfCare.choices),
        "withdrawal_reason": dict(WithdrawalReason.choices),
        "kind": dict(DOCUMENT_KINDS) | dict(Respondent.Kind.choices),
        "ease": {1: _("Hard"), 2: _("So-so"), 3: _("Easy")},
    }
