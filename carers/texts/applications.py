"""The words of messages about an application: the invitation, the way back, requests to others."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.outbox.wording import Words
from carers.models import Enquiry


def invitation(enquiry: Enquiry, agency: Organisation, link: str, until: datetime) -> Words:
    title = _("Your application to foster")
    body = _(
        "Hello %(name)s\n\n"
        "%(agency)s invites you to apply. You fill in short sections at your own pace, on any device, and "
        "nothing you save is lost.\n\n"
        "Open your application: %(link)s\n\n"
        "The link works once, until %(until)s. After that you sign in with your e-mail address.\n"
    ) % {
        "name": enquiry.name,
        "agency": agency.name,
        "link": link,
        "until": date_format(timezone.localtime(until), "j F Y"),
    }
    return Words(title, body)


def open_again(enquiry: Enquiry, agency: Organisation, link: str) -> Words:
    """To somebody invited once more, whose form is there already."""
    body = _(
        "Hello %(name)s\n\n"
        "%(agency)s invites you to go on with your application. What you had saved is still there.\n\n"
        "Go on with it: %(link)s\n\n"
        "You sign in with your e-mail address.\n"
    ) % {"name": enquiry.name, "agency": agency.name, "link": link}
    return Words(_("Your application to foster is open again"), body)


def way_back(name: str, link: str) -> Words:
    title = _("Your way back to your application")
    body = _(
        "Hello %(name)s\n\nYou asked for a way back to your application: %(link)s\n\n"
        "It works once, within an hour. If you did not ask, you can leave this message alone.\n"
    ) % {"name": name, "link": link}
    return Words(title, body)


def request_to_answer(kind: str, name: str, applicant: str, agency: Organisation, link: str, until: datetime) -> Words:
    """To a referee, household member or joint applicant: only who asks, and what for."""
    what = {
        "referee": _("%(applicant)s has named you as somebody who knows them well. Could you answer a few questions?"),
        "household_member": _(
            "%(applicant)s is applying to foster, and you live with them. The law asks us for a few answers from you."
        ),
        "joint_applicant": _("You are applying to foster together with %(applicant)s. Some answers only you can give."),
    }[kind] % {"applicant": applicant}
    title = _("%s asks for your answers") % agency.name
    body = _(
        "Hello %(name)s\n\n%(what)s\n\nAnswer here, in about ten minutes, without an account: %(link)s\n\n"
        "The link is yours alone and works until %(until)s. Please do not pass it on.\n\n"
        "%(agency)s, %(telephone)s\n"
    ) % {
        "name": name,
        "what": what,
        "link": link,
        "until": date_format(timezone.localtime(until), "j F Y"),
        "agency": agency.name,
        "telephone": agency.telephone or "",
    }
    return Words(title, body)


def draft_link(channel: str, link: str, until: datetime) -> Words:
    """The link to a half-filled enquiry. Nothing in it says who asked, or what was told."""
    day = date_format(until, "j F Y")
    if channel == "sms":
        body = _("Your fostering enquiry, where you left it: %(link)s It is kept until %(until)s, then deleted.")
        return Words("", body % {"link": link, "until": day})
    body = _(
        "Hello\n\nYou asked for a link to your enquiry about fostering. Go on where you left it: %(link)s\n\n"
        "No fostering service has seen it yet. We keep it until %(until)s, and then delete it. The link opens "
        "this enquiry only; please do not pass it on.\n\n"
        "If you did not ask for it, you can leave this message alone.\n"
    )
    return Words(_("Go on with your enquiry"), body % {"link": link, "until": day})
