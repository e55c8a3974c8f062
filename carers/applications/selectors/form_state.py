"""Whether an application form can still be filled in, and where not, why. Read within the agency's scope."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carers.models import Application, ApplicationForm, Enquiry

State, Stage = Enquiry.State, Application.Stage
# Where an enquiry has ended, or rests, without having led to an application.
_LEFT = (State.WITHDRAWN, State.DECLINED, State.CLOSED_NO_CONTACT, State.NOT_NOW)
_AGAIN = (Stage.WITHDRAWN, Stage.DECLINED, Stage.TRANSFERRED)


def handed_in_application(form: ApplicationForm) -> Application | None:
    """What handing in made; None while the person still fills in, also where staff registered a paper one."""
    return Application.objects.filter(pk=form.application_id).first() if form.application_id else None


def application_of(form: ApplicationForm) -> Application | None:
    """The application that handing in made, or that staff registered on paper before it."""
    return Application.objects.filter(enquiry=form.enquiry_id).first()


def closed_because(form: ApplicationForm) -> str:
    """In words, why nothing more can be filled in, added or handed in; empty while it can."""
    return why_closed(form, Enquiry.objects.get(pk=form.enquiry_id), application_of(form))


def why_closed(form: ApplicationForm, enquiry: Enquiry, application: Application | None) -> str:
    if application is not None:
        return "" if application.is_open else _ended(form, application)
    if enquiry.state in (State.INVITED, State.APPLIED):
        return ""
    facts = {"agency": form.agency.name, "day": _day(enquiry.state_since)}
    if enquiry.state == State.WITHDRAWN:
        return _("This application was withdrawn on %(day)s, before it was handed in.") % facts
    if enquiry.state == State.NOT_NOW:
        return _("This application has been set aside since %(day)s: you and %(agency)s said “not now”.") % facts
    if enquiry.state in _LEFT:
        return _("%(agency)s closed this application on %(day)s, before it was handed in.") % facts
    words = _("You are in touch with %(agency)s again. Your application opens once they invite you; nothing is lost.")
    return words % facts


def _ended(form: ApplicationForm, application: Application) -> str:
    facts = {"agency": form.agency.name, "day": _day(application.stage_since)}
    words: dict[str, str] = {
        Stage.WITHDRAWN: _("This application was withdrawn on %(day)s."),
        Stage.DECLINED: _("This application ended on %(day)s: %(agency)s decided not to approve you."),
        Stage.TRANSFERRED: _("This application went to another service on %(day)s."),
        Stage.APPROVED: _("This application ended on %(day)s: you are approved."),
    }
    return words[application.stage] % facts


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")


def may_ask_again(enquiry: Enquiry, application: Application | None) -> bool:
    """Whether this way has ended without an approval, so that the person may begin another."""
    return application.stage in _AGAIN if application is not None else enquiry.state in _LEFT


def asked_again(enquiry: Enquiry) -> Enquiry | None:
    """Another enquiry of the same person at the same service that is open: they have asked again already."""
    same = Q()
    if enquiry.email:
        same |= Q(email__iexact=enquiry.email)
    if enquiry.telephone:
        same |= Q(telephone=enquiry.telephone)
    if not same:
        return None
    others = Enquiry.objects.filter(same, agency=enquiry.agency_id, merged_into=None, state__in=Enquiry.OPEN)
    return others.exclude(pk=enquiry.pk).order_by("-id").first()
