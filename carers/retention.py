"""Enquiries, applications and approved homes: when each is due to go (`accounts.retention`). How: services.forgetting.

SI 2011/581 reg 32: case records of approved carers at least ten years from the day approval ended; records about a
temporarily approved person ten years from the placement's end; of people not approved at least three years from the
refusal or withdrawal. For enquiries that became nothing the law sets no period.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.retention import Always, Keeper
from accounts.retention_policy import Rule
from carers.models import (
    Application,
    ApplicationForm,
    Booking,
    Enquiry,
    Feedback,
    Household,
    Note,
    Place,
    Respondent,
    Section,
    TemporaryApproval,
)
from carers.services import forgetting

ENQUIRY = Rule("enquiry", "months", default=24)
APPLICATION = Rule("application", "months", default=36, shortest=36, by_law=True)
HOME = Rule("home", "months", default=120, shortest=120, by_law=True)
NOT_APPROVED = (Application.Stage.WITHDRAWN, Application.Stage.DECLINED, Application.Stage.TRANSFERRED)


def _last(rows: type[Model], by: str, moment: str) -> Subquery:
    """The London day of the newest of these rows of an enquiry."""
    newest = rows._default_manager.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(last=Max(moment))
    return Subquery(newest.values(last_day=TruncDate("last")))


def enquiries(agency: UUID, day: date) -> QuerySet[Any]:
    """Enquiries that became no application, by the last thing that happened. One left open ages like one closed.

    Whoever asked to hear from us later, or is still at their form, is not past; a duplicate stays as long as the
    enquiry it was merged into.
    """
    quiet = Enquiry.objects.filter(agency=agency, application=None, forgotten_on=None, state_since__date__lt=day)
    quiet = quiet.exclude(state=Enquiry.State.APPLIED)
    quiet = quiet.filter(Q(merged_into=None) | Q(merged_into__forgotten_on__isnull=False))
    last = Greatest(
        TruncDate("state_since"),
        "contact_after",
        _last(Note, "enquiry", "written_at"),
        _last(Booking, "enquiry", "session__starts_at"),
        _last(Feedback, "enquiry", "told_at"),
        _last(Section, "form__enquiry", "saved_at"),
    )
    return quiet.annotate(since=last).filter(since__lt=day)


def applications(agency: UUID, day: date) -> QuerySet[Any]:
    """Withdrawn, refused or gone to another service, by the day of it or of the letter that told them."""
    found = Application.objects.filter(agency=agency, stage__in=NOT_APPROVED, household=None, forgotten_on=None)
    return found.annotate(since=Greatest(TruncDate("stage_since"), "told_on")).filter(since__lt=day)


def homes(agency: UUID, day: date) -> QuerySet[Any]:
    """Homes no longer approved, by the end of the approval, of the last stay there and of a temporary approval."""
    places = Place.objects.filter(household=OuterRef("pk"))
    found = Household.objects.filter(
        ~Exists(places.filter(period__endswith=None)),
        agency=agency, status=Household.Status.ENDED, forgotten_on=None, ended_on__lt=day,
    )  # fmt: skip
    last_place = places.order_by(F("period__endswith").desc()).values("period__endswith")[:1]
    temporary = TemporaryApproval.objects.filter(household=OuterRef("pk"))
    since = Greatest(
        "ended_on",
        Subquery(last_place),
        Subquery(temporary.order_by("-ends_on").values("ends_on")[:1]),
        Subquery(temporary.filter(ended_on__isnull=False).order_by("-ended_on").values("ended_on")[:1]),
    )
    return found.annotate(since=since).filter(since__lt=day)


def chain(agency: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """All of a person's record from any part of it: enquiry, form, who answered for them, application, home."""
    named = list(ids)
    found: set[UUID] = set()
    rows = Enquiry.objects.filter(agency=agency).filter(
        Q(pk__in=named) | Q(application__in=named) | Q(application__household__in=named) | Q(merged_into__in=named)
    )
    for parts in rows.values_list("pk", "form__pk", "application__pk", "application__household__pk"):
        found.update(part for part in parts if part)
    held = Application.objects.filter(agency=agency).filter(Q(pk__in=named) | Q(household__in=named))
    for application, home, form in held.values_list("pk", "household__pk", "form__pk"):
        found.update(part for part in (application, home, form) if part)
    forms = ApplicationForm.objects.filter(agency=agency, pk__in=found)
    found.update(Respondent.objects.filter(form__in=forms).values_list("pk", flat=True))
    return found


KEEPERS = (
    Keeper(
        ENQUIRY,
        _("Enquiries that came to nothing"),
        _("the last thing that happened"),
        _("Name, address, notes and messages are deleted. When it came, from where and how it ended stays, for the "
          "figures."),
        _("Our suggestion: the law sets no period. Put in what your own policy says"),
        Enquiry,
        enquiries,
        forgetting.forget_enquiries,
        page="person",
    ),
    Keeper(
        APPLICATION,
        _("Applications withdrawn or refused"),
        _("the refusal or withdrawal"),
        _("The form, checks, references, notes and messages are deleted. The stage it reached, the days and the code "
          "of the reason stay, for the figures."),
        _("Fostering Services (England) Regulations 2011, regulation 32"),
        Application,
        applications,
        forgetting.forget_applications,
        page="application",
    ),
    Keeper(
        HOME,
        _("Foster carers no longer approved"),
        _("the end of the approval or, if later, of the last stay"),
        _("Names, address, the whole case record, notes and messages are deleted. Terms, places, days and the code of "
          "the reason stay, for the figures."),
        _("Fostering Services (England) Regulations 2011, regulation 32"),
        Household,
        homes,
        forgetting.forget_homes,
        page="home_page",
    ),
)  # fmt: skip

ALWAYS = (
    Always(
        _("Enquiries half filled in"),
        _("Deleted fourteen days after the last save. No service sees them before they are sent."),
    ),
    Always(
        _("Addresses that may not be written to"),
        _("Kept as long as the stop holds: without them the person would be written to again."),
    ),
    Always(
        _("Who did what"),
        _("Kept: it holds no names, only what was done, by whom, to which number."),
    ),
)
