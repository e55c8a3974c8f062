"""What an applicant does with a form as a whole: documents added, asked for again."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.documents.services.documents import keep
from accounts.input.errors import NotReady
from accounts.models import Document, User
from carers.applications.selectors.form_state import application_of, asked_again, may_ask_again
from carers.applications.selectors.my_application import at_agency, full_name
from carers.applications.services.form_guard import refuse_if_closed
from carers.models import ApplicationForm, Enquiry
from carers.people.services import enquiries

_CARRIED = ("email", "telephone", "postcode", "spare_room", "contact_by", "contact_when", "may_leave_message")


def add_document(user: User, form: ApplicationForm, kind: str, name: str, data: bytes) -> Document:
    """A paper for this application. Raises FormClosed, Invalid."""
    with at_agency(form, user) as by:
        refuse_if_closed(form)
        return keep(by, form, kind, name, data)


@transaction.atomic
def ask_again(user: User, form: ApplicationForm) -> Enquiry:
    """A new enquiry at the same service with what it knows already. Raises NotReady while this one still runs.

    The earlier one stays as it ended; staff see that it is the same person.
    """
    with at_agency(form, user) as by:
        earlier = enquiries.locked(form.enquiry_id)
        if not may_ask_again(earlier, application_of(form)):
            raise NotReady(_("This application has not ended, so there is no need to ask again."), "form.not_ended")
        there = asked_again(earlier)
        if there is not None:
            day = date_format(localtime(there.received_at), "j F Y")
            raise NotReady(
                _("You asked again on %(day)s already. %(agency)s will get in touch with you.")
                % {"day": day, "agency": form.agency.name},
                "form.asked_already",
            )
        facts = {name: getattr(earlier, name) for name in _CARRIED}
        notes = _("Asks again, after an earlier application.")
        made = enquiries.receive_enquiry(by, facts | {"name": full_name(form), "notes": notes})
        record(by, "form.asked_again", form, enquiry=str(made.pk))
        return made
