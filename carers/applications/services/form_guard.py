"""Nothing goes into a form that was withdrawn, closed or decided."""

from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from carers.applications.selectors.form_state import closed_because
from carers.models import ApplicationForm


class FormClosed(ServiceError):
    """Withdrawn, closed or decided: nothing more goes into this form."""

    status = 409
    code = "form.closed"


def refuse_if_closed(form: ApplicationForm) -> None:
    """Within the agency's scope. Raises FormClosed, with what the person can do next."""
    why = closed_because(form)
    if why:
        raise FormClosed(
            _("%(why)s Nothing more can be added to it, and nothing was changed. Your page says what you can do next.")
            % {"why": why}
        )
