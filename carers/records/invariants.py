"""States that enquiries, applications and homes should never be in (`accounts.tenancy.invariants`)."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.invariants import Impossible
from carers.models import Application, Enquiry, FollowUp, Household

_LATE = timedelta(days=2)


def _approved_without_home(agency: UUID) -> QuerySet[Application]:
    return Application.objects.filter(agency=agency, stage=Application.Stage.APPROVED, household=None)


def _home_without_terms(agency: UUID) -> QuerySet[Household]:
    mainstream = Household.objects.filter(agency=agency, kind=Household.Kind.MAINSTREAM)
    return mainstream.exclude(status=Household.Status.ENDED).filter(approvals=None)


def _applied_without_application(agency: UUID) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(agency=agency, state=Enquiry.State.APPLIED, application=None)


def _message_follow_up_without_message(agency: UUID) -> QuerySet[FollowUp]:
    late = FollowUp.objects.filter(agency=agency, state=FollowUp.State.MESSAGE, message=None)
    return late.filter(due_at__lt=timezone.now() - _LATE)


STATES = (
    Impossible(
        "application.approved_without_home",
        _("Approved applications without a home in the register"),
        _("Open the application and approve it again with its terms, or record the home by hand."),
        _approved_without_home,
    ),
    Impossible(
        "home.without_terms",
        _("Open homes without terms of approval"),
        _("Record the terms on the home’s page: until then no child can be placed there."),
        _home_without_terms,
    ),
    Impossible(
        "enquiry.applied_without_application",
        _("Enquiries that became an application which is not there"),
        _("Open the enquiry and move it on again."),
        _applied_without_application,
    ),
    Impossible(
        "follow_up.without_message",
        _("Follow-ups due for two days whose message was never written"),
        _("Look whether beat and the workers run; the next sweep writes them."),
        _message_follow_up_without_message,
    ),
)
