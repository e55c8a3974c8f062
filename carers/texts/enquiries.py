"""The words of messages to people who might foster. Service messages carry no promotion."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.outbox.wording import Words
from carers.law.working_days import add_working_days
from carers.models import Enquiry, Household, InformationSession


def call_by(enquiry: Enquiry) -> str:
    """The day by which somebody calls: one working day after the enquiry, our promise."""
    due = add_working_days(timezone.localdate(enquiry.received_at), 1)
    return date_format(due, "l j F")


def later_promised(enquiry: Enquiry, agency: Organisation) -> Words:
    title = _("We will get in touch later, as you asked")
    body = _(
        "Hello %(name)s\n\n"
        "You asked %(agency)s to get in touch about fostering from %(day)s. We will not write before then.\n\n"
        "If that changes, or you would rather we did not, answer this e-mail or ring %(telephone)s, and we will "
        "remove your details.\n"
    ) % {
        "name": enquiry.name,
        "agency": agency.name,
        "day": date_format(enquiry.contact_after, "j F Y") if enquiry.contact_after else "",
        "telephone": agency.telephone or _("the number on our website"),
    }
    return Words(title, body)


def session_booked(enquiry: Enquiry, session: InformationSession) -> Words:
    title = _("Your seat: %(title)s") % {"title": session.title}
    body = _(
        "Hello %(name)s\n\n"
        "You have a seat at “%(title)s” on %(when)s.\n\n"
        "Where: %(where)s\n\n"
        "If you can't come, reply to this message and somebody else can have the seat.\n"
    ) % {
        "name": enquiry.name,
        "title": session.title,
        "when": date_format(timezone.localtime(session.starts_at), "l j F, H:i"),
        "where": session.where,
    }
    return Words(title, body)


def ask_to_confirm(home: Household, address: str) -> Words:
    title = _("Is your room still free?")
    body = _(
        "Hello %(name)s\n\n"
        "Please tell us whether what we know about the rooms in your home is still right. It takes one tap:\n\n"
        "%(address)s\n\n"
        "If something has changed, answer this message or ring us.\n"
    ) % {"name": home.name, "address": address}
    return Words(title, body)


def home_opened(home: Household, agency: Organisation, address: str) -> Words:
    title = _("The page of your home")
    body = _(
        "Hello %(name)s\n\n"
        "%(agency)s has opened a page for your home. There you see your rooms as we know them, tell us days off and "
        "what you would rather take, and answer what we ask you:\n\n"
        "%(address)s\n\n"
        "Sign in with the e-mail address to which this message came.\n"
    ) % {"name": home.name, "agency": agency.name, "address": address}
    return Words(title, body)
