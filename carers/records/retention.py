"""Enquiries, applications and approved homes: when each is due to go (`accounts.records.keepers`). How: `forgetting`.

SI 2011/581 reg 32: case records of approved carers at least ten years from the day approval ended; records about a
temporarily approved person ten years from the placement's end; of people not approved at least three years from the
refusal or withdrawal. For enquiries that became nothing the law sets no period.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Document
from accounts.records.keepers import Always, Keeper
from accounts.records.policy import Rule
from carers.models import (
    Application,
    ApplicationForm,
    Enquiry,
    FollowUp,
    Household,
    Note,
    PersonFact,
    Place,
    Respondent,
    TemporaryApproval,
)
from carers.records.last_activity import last_days, merged_still_applying, newest_day
from carers.records.services import forgetting

ENQUIRY = Rule("enquiry", "months", default=24)
APPLICATION = Rule("application", "months", default=36, shortest=36, by_law=True)
HOME = Rule("home", "months", default=120, shortest=120, by_law=True)
NOT_APPROVED = (Application.Stage.WITHDRAWN, Application.Stage.DECLINED, Application.Stage.TRANSFERRED)


def enquiries(agency: UUID, day: date) -> QuerySet[Any]:
    """Enquiries that became no application, by the last thing that happened. One left open ages like one closed.

    Whoever asked to hear from us later, or is still at their form, is not past; a duplicate stays as long as the
    enquiry it was merged into, and what happened with it happened with that one.
    """
    quiet = Enquiry.objects.filter(agency=agency, application=None, forgotten_on=None, state_since__date__lt=day)
    quiet = quiet.exclude(state=Enquiry.State.APPLIED).exclude(merged_still_applying())
    # Asked row by row: as a join, with few rows expected, it would go through all enquiries for each of them.
    gone = Enquiry.objects.filter(pk=OuterRef("merged_into"), forgotten_on__isnull=False)
    quiet = quiet.filter(Q(merged_into=None) | Exists(gone))
    return quiet.annotate(since=Greatest(*last_days(agency, "pk"))).filter(since__lt=day)


def applications(agency: UUID, day: date) -> QuerySet[Any]:
    """Withdrawn, refused or gone to another service, by the day of it, of the letter that told them, or of the last
    thing that happened with the person after that."""
    found = Application.objects.filter(
        agency=agency, stage__in=NOT_APPROVED, household=None, forgotten_on=None, stage_since__date__lt=day
    ).exclude(merged_still_applying("enquiry"))
    notes = newest_day(Note.objects.filter(application=OuterRef("pk")), "written_at")
    facts = PersonFact.objects.filter(agency=agency, person_id=OuterRef("pk"))
    calls = FollowUp.objects.filter(agency=agency, application=OuterRef("pk"))
    papers = Document.objects.filter(organisation=agency, subject_id=OuterRef("pk"))
    since = Greatest(
        newest_day(papers, "uploaded_at"),
        TruncDate("stage_since"), "told_on", notes, newest_day(calls, "settled_at"), newest_day(facts, "at"),
        *last_days(agency, "enquiry"),
    )  # fmt: skip
    return found.annotate(since=since).filter(since__lt=day)


def homes(agency: UUID, day: date) -> QuerySet[Any]:
    """Homes no longer approved, by the end of the approval, of the last stay there and of a temporary approval, or by
    the last thing that happened if the same people have asked again since."""
    places = Place.objects.filter(household=OuterRef("pk"))
    found = Household.objects.filter(
        ~Exists(places.filter(period__endswith=None)),
        agency=agency, status=Household.Status.ENDED, forgotten_on=None, ended_on__lt=day,
    ).exclude(merged_still_applying("application__enquiry"))  # fmt: skip
    last_place = places.order_by(F("period__endswith").desc()).values("period__endswith")[:1]
    temporary = TemporaryApproval.objects.filter(household=OuterRef("pk"))
    since = Greatest(
        "ended_on",
        Subquery(last_place),
        Subquery(temporary.order_by("-ends_on").values("ends_on")[:1]),
        Subquery(temporary.filter(ended_on__isnull=False).order_by("-ended_on").values("ended_on")[:1]),
        *last_days(agency, "application__enquiry"),
    )
    return found.annotate(since=since).filter(since__lt=day)


def chain(agency: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """All of a person's record from any part of it: enquiry, form, who answered for them, application, home; and the
    same of every enquiry merged with theirs, from either end."""
    named = list(ids)
    mine = Enquiry.objects.filter(agency=agency)
    parts = ("pk", "application", "application__household", "form", "form__respondents")
    touched = {pk for part in parts for pk in mine.filter(**{f"{part}__in": named}).values_list("pk", flat=True)}
    for _end in ("up", "down"):
        pairs = list(mine.filter(Q(pk__in=touched) | Q(merged_into__in=touched)).values_list("pk", "merged_into"))
        touched.update(one for pair in pairs for one in pair if one)
    found = set(touched)
    held = Application.objects.filter(agency=agency).filter(
        Q(pk__in=named) | Q(household__in=named) | Q(enquiry__in=touched)
    )
    for application, home in held.values_list("pk", "household__pk"):
        found.update(part for part in (application, home) if part)
    forms = ApplicationForm.objects.filter(Q(enquiry__in=touched) | Q(application__in=found), agency=agency)
    found.update(forms.values_list("pk", flat=True))
    found.update(Respondent.objects.filter(form__in=found).values_list("pk", flat=True))
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
        reads="people.read",
    ),
    Keeper(
        APPLICATION,
        _("Applications withdrawn or refused"),
        _("the refusal or withdrawal or, if later, the last thing that happened"),
        _("The form, checks, references, notes and messages are deleted. The stage it reached, the days and the code "
          "of the reason stay, for the figures."),
        _("Fostering Services (England) Regulations 2011, regulation 32"),
        Application,
        applications,
        forgetting.forget_applications,
        page="application",
        reads="people.read",
    ),
    Keeper(
        HOME,
        _("Foster carers no longer approved"),
        _("the end of the approval or, if later, of the last stay or of a new enquiry"),
        _("Names, address, the whole case record, notes and messages are deleted. Terms, places, days and the code of "
          "the reason stay, for the figures."),
        _("Fostering Services (England) Regulations 2011, regulation 32"),
        Household,
        homes,
        forgetting.forget_homes,
        page="home_page",
        reads="homes.read",
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
