"""How somebody wants to be reached, in words: stands beside their telephone number wherever staff see it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTACT_BY = [
    ("email", gettext_lazy("E-mail")),
    ("telephone", gettext_lazy("Telephone")),
    ("text", gettext_lazy("Text message")),
]
CONTACT_WHEN = [
    ("any", gettext_lazy("Any time")),
    ("morning", gettext_lazy("In the morning")),
    ("afternoon", gettext_lazy("In the afternoon")),
    ("evening", gettext_lazy("After 5pm")),
    ("weekend", gettext_lazy("At the weekend")),
]


def way_words(contact_by: str) -> str:
    return str(dict(CONTACT_BY).get(contact_by, contact_by)) or _("not asked")


def time_words(contact_when: str) -> str:
    return str(dict(CONTACT_WHEN).get(contact_when, contact_when)) or _("not asked")


def message_words(may_leave_message: bool) -> str:
    """Nobody at home may know of it: a message is left by those alone who were told that they may."""
    return _("Yes, one that says it is about fostering") if may_leave_message else _("No: leave no message")


def call_words(contact_by: str, contact_when: str, may_leave_message: bool) -> str:
    """One line for whoever is about to ring."""
    return _("Get in touch by: %(way)s. Best time: %(time)s. May a message be left? %(message)s") % {
        "way": way_words(contact_by).lower(),
        "time": time_words(contact_when).lower(),
        "message": message_words(may_leave_message).lower(),
    }
