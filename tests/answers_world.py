"""People, carers and services with answers to every form, and the pages of those who act on them."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.documents.services.documents import keep
from accounts.models import Document
from accounts.tenancy.scopes import scope
from carers.applications.forms import documents, my_application, sections
from carers.applications.selectors.subject_access import what_we_hold
from carers.law.sections import SECTIONS
from carers.models import (
    Application,
    Enquiry,
    Feedback,
    FollowUp,
    Household,
    Preference,
    Respondent,
    Section,
    Unavailability,
)
from carers.people.forms import enquiry
from carers.people.services.enquiries import advance_enquiry
from carers.public.forms import could_i_foster
from placements.homes.forms import my_home as carers_forms
from placements.models import Ask, Reply
from placements.offers.pages import answering
from placements.placing.forms import short_stays
from tests.answers_kept import Answers, Kept
from tests.applicants import owned_form
from tests.cast import Cast, make_home, make_referral
from tests.clock import in_days
from tests.permissions.applicant import PNG
from tests.pseudo import texts


def _read(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200, path
    return "\n".join(texts(answer.content.decode()))


class World:
    """A person with an application of their own, and a home; recruiters and assessors read."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.staff = cast, Client()
        self.staff.force_login(cast.people["musa"])
        self.form = owned_form(cast, telephone="+44 7700 900123")
        self.enquiry_id = self.form.enquiry_id
        with cast.acting("musa") as musa:
            advance_enquiry(musa, self.enquiry_id, "applied")
            self.application = Application.objects.get(enquiry=self.enquiry_id)
            type(self.form).objects.filter(pk=self.form.pk).update(
                application=self.application, handed_in_at=timezone.now()
            )
            now = timezone.now()
            FollowUp.objects.create(
                agency_id=cast.agency.pk, person_id=self.enquiry_id, enquiry_id=self.enquiry_id, kind="call",
                step="first_call", cycle="1", whom="person", channel="call", state="task", title="Call them",
                trigger={}, meant_for=now, due_at=now,
            )  # fmt: skip

    def people_pages(self) -> dict[str, str]:
        with self.cast.acting("musa") as musa:
            row = Enquiry.objects.select_related("application").get(pk=self.enquiry_id)
            export = json.dumps(what_we_hold(musa, row), default=str)
        return {
            "person": _read(self.staff, f"/agency/people/{self.enquiry_id}/"),
            "contact": _read(self.staff, f"/agency/people/{self.enquiry_id}/contact/"),
            "call": _read(self.staff, "/agency/follow-ups/to-do/"),
            "application": _read(self.staff, f"/agency/applications/{self.application.pk}/"),
            "export": export,
        }

    def answers_page(self) -> dict[str, str]:
        with self.cast.acting("musa") as musa:
            export = json.dumps(what_we_hold(musa, Enquiry.objects.get(pk=self.enquiry_id)), default=str)
        return {"answers": _read(self.staff, f"/agency/applications/{self.application.pk}/answers/"), "export": export}

    def write_enquiry(self, renamed: dict[str, str] | None = None) -> Callable[[Answers], None]:
        def write(answers: Answers) -> None:
            columns = {(renamed or {}).get(name, name): value for name, value in answers.items()}
            with self.cast.acting("musa"):
                Enquiry.objects.filter(pk=self.enquiry_id).update(**columns)

        return write


CALLERS = frozenset({"telephone", "contact_by", "contact_when", "may_leave_message"})
WHERE_IT_GOES = {"agencies": "which service holds it", "agency": "which service holds it"}


def of_enquiries(world: World) -> Iterator[Kept]:
    write, pages = world.write_enquiry(), world.people_pages
    yield Kept(enquiry.WhereYouLiveForm, write, pages)
    yield Kept(enquiry.YouForm, write, pages)
    yield Kept(enquiry.ReachForm, write, pages, callers=CALLERS)
    yield Kept(enquiry.ServicesForm, write, pages, WHERE_IT_GOES)
    yield Kept(my_application.ContactForm, write, pages, callers=CALLERS)
    later = {"in_months": "contact_after", "consent": "marketing_consent"}

    def asked_later(answers: Answers) -> None:
        months = int(answers.pop("in_months"))
        world.write_enquiry(later)(answers | {"in_months": in_days(30 * months)})

    yield Kept(could_i_foster.LaterForm, asked_later, pages, WHERE_IT_GOES)
    # A withdrawn application is shown as withdrawn with its reason; so is an enquiry.
    yield Kept(my_application.WithdrawForm, world.write_enquiry(), pages)


def of_the_form(world: World) -> Iterator[Kept]:
    for key, form in sections.FORMS.items():
        yield Kept(form, _section(world, key), world.answers_page)
    for kind, answered in my_application.ANSWERS.items():
        yield Kept(answered, _respondent(world, kind), lambda: _without_export(world.answers_page()))
    yield Kept(my_application.TellUsForm, _feedback(world), world.answers_page)
    yield Kept(documents.DocumentForm, _document(world), world.answers_page)


def _without_export(pages: dict[str, str]) -> dict[str, str]:
    """What a referee or another grown-up wrote is not given out to the applicant."""
    return {name: page for name, page in pages.items() if name != "export"}


def _section(world: World, key: str) -> Callable[[Answers], None]:
    def write(answers: Answers) -> None:
        stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in answers.items()}
        body: Any = {"items": [stored | {"id": "x"}]} if SECTIONS[key].many else stored
        agency = world.cast.agency.pk
        with scope(agency, world.cast.people["appa"].pk):
            Section.objects.filter(form=world.form, key=key).delete()
            Section.objects.create(
                agency_id=agency, form=world.form, person=world.cast.people["appa"], key=key, answers=body,
                state="complete", handed_in_at=timezone.now(),
            )  # fmt: skip

    return write


def _respondent(world: World, kind: str) -> Callable[[Answers], None]:
    now = timezone.now()

    def write(answers: Answers) -> None:
        kept: Any = {"agency_id": world.cast.agency.pk, "name": "Rae", "email": "rae@example.org", "digest": kind,
                     "expires_at": now, "answered_at": now, "answers": answers}  # fmt: skip
        with world.cast.acting("musa"):
            Respondent.objects.update_or_create(form=world.form, kind=kind, item=kind, defaults=kept)

    return write


def _feedback(world: World) -> Callable[[Answers], None]:
    def write(answers: Answers) -> None:
        told = {"agency_id": world.cast.agency.pk, "ease": int(answers["ease"]), "words": answers["words"]}
        with world.cast.acting("musa"):
            Feedback.objects.update_or_create(enquiry_id=world.enquiry_id, milestone="enquiry", defaults=told)

    return write


def _document(world: World) -> Callable[[Answers], None]:
    with world.cast.acting("musa") as by:
        kept = keep(by, world.form, "other", "one.png", PNG)

    def write(answers: Answers) -> None:
        with world.cast.acting("musa"):
            Document.objects.filter(pk=kept.pk).update(kind=answers["kind"], name=answers["file"])

    return write


def of_homes(cast: Cast) -> Iterator[Kept]:
    home, staff, officer = make_home(cast), Client(), Client()
    staff.force_login(cast.people["musa"])
    officer.force_login(cast.people["olga"])

    def page() -> dict[str, str]:
        return {"home": _read(staff, f"/agency/homes/{home}/")}

    mine: Answers = {"agency_id": cast.agency.pk, "household_id": home}

    def days_off(answers: Answers) -> None:
        kept = {name: value for name, value in answers.items() if name not in ("starts", "ends")}
        with cast.acting("musa"):
            Unavailability.objects.filter(household=home).delete()
            Unavailability.objects.create(period=DateRange(answers["starts"], answers["ends"]), **mine, **kept)

    yield Kept(carers_forms.DaysOffForm, days_off, page)

    def prefer(answers: Answers) -> None:
        with cast.acting("musa"):
            Preference.objects.filter(household=home).delete()
            Preference.objects.create(said_by=Preference.Side.CARERS, **mine, **answers)

    yield Kept(carers_forms.PreferenceForm, prefer, page)

    def no_short_stays(answers: Answers) -> None:
        away = [[answers["starts"].isoformat(), answers["ends"].isoformat()]]
        with cast.acting("musa"):
            Household.objects.filter(pk=home).update(away=away)

    yield Kept(short_stays.ShortStaysForm, no_short_stays, page)
    referral = make_referral(cast)

    def answer(answers: Answers) -> None:
        with cast.acting("musa"):
            said = {"state": answers["yes"], "reason": answers["reason"], "answer_by": timezone.now()}
            Ask.objects.using("owner").update_or_create(
                household_id=home, referral_id=referral, defaults=said | {"agency_id": cast.agency.pk}
            )

    yield Kept(carers_forms.AskAnswerForm, answer, lambda: {"referral": _read(staff, f"/agency/referrals/{referral}/")})

    def reply(answers: Answers) -> None:
        with cast.acting("stan"):
            Reply.objects.update_or_create(
                agency_id=cast.rival.pk, referral_id=referral,
                defaults=answers | {"council_id": cast.council.pk},
            )  # fmt: skip

    yield Kept(answering.ReplyForm, reply, lambda: {"referral": _read(officer, f"/council/referrals/{referral}/")})
