"""The signed-in person's own form that an address names: found by the person, read in the agency's scope."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from accounts.pages.access import CallerRequest
from carers.applications.selectors.my_application import my_form
from carers.models import ApplicationForm


def own_form(request: CallerRequest, form_id: UUID) -> tuple[User, ApplicationForm]:
    """The signed-in person's own form; a stranger's is simply not there."""
    assert request.caller.user is not None
    user = request.caller.user
    try:
        return user, my_form(user, form_id)
    except ApplicationForm.DoesNotExist:
        raise Http404 from None
