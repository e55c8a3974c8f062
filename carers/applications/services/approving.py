"""Approval makes the home, with its first terms."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.tenancy.caller import CallerAt
from carers.applications.services.applications import locked, set_stage
from carers.homes.services.duties import open_first_duties
from carers.homes.services.terms import Terms, next_reference, record_terms
from carers.models import Application, Decision, Household
from carers.people.services.carers import join_home


@dataclass(frozen=True)
class HomeFacts:
    """What matching asks of a home; whatever is left out stays unknown."""

    reference: str = ""
    kind: str = Household.Kind.MAINSTREAM
    more: dict[str, object] = field(default_factory=dict)


@transaction.atomic
def approve(by: CallerAt, application_id: UUID, terms: Terms, home: HomeFacts, version: int | None = None) -> Household:
    """Approve an application with terms: the household, its first approval and its places.

    Raises NotReady unless the application stands at the decision; Stale; DoesNotExist.
    """
    application = locked(application_id, version)
    if application.stage != Application.Stage.DECISION:
        raise NotReady(
            _("This application is at “%(stage)s”. Move it on to “Decision” before you approve it.")
            % {"stage": application.get_stage_display()},
            "application.not_at_decision",
        )
    household = _household(application, terms, home)
    record_terms(by, household, terms, "First approval")
    open_first_duties(household)
    if application.applicant:
        join_home(by, household, application.applicant)
    Decision.objects.create(
        agency_id=application.agency_id,
        application=application,
        kind=Decision.Kind.DECISION_MAKER,
        outcome=Decision.Outcome.SUITABLE,
        decided_by_id=by.user_id,
    )
    set_stage(by, application, Application.Stage.APPROVED, household=str(household.pk))
    record(by, "household.approved", household, application=str(application.pk))
    return household


def _household(application: Application, terms: Terms, home: HomeFacts) -> Household:
    enquiry = application.enquiry
    sector = enquiry.sector if enquiry else None
    household = Household(
        agency_id=application.agency_id,
        application=application,
        reference=home.reference or next_reference(application.agency_id),
        name=application.name,
        kind=home.kind,
        approved_on=terms.starts_on,
        postcode=enquiry.postcode if enquiry else "",
        sector=sector,
        area_id=sector.council_id if sector else None,
        lat=sector.lat if sector else None,
        lon=sector.lon if sector else None,
        bedrooms=terms.rooms or terms.max_children,
        availability_confirmed_at=timezone.now(),
        **home.more,
    )
    household.save()
    return household
