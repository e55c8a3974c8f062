"""One person for each kind of follow-up: what happens to them at ten on a Monday, and what makes it needless."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accounts.models import AuditEntry
from carers import models
from carers.followups.services import facts
from carers.homes.services.terms import Terms, record_terms
from tests.carers.followup_help import MONDAY
from tests.cast import Cast
from tests.clock import fixed

THAT_DAY = MONDAY.date()
DAY = timedelta(days=1)


def at(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return fixed(year, month, day, hour, minute)


@dataclass
class World:
    """Builds people of the cast's agency. Each builder gives the person's first row's id; `needless` is whether
    what would stop the follow-up has happened as well."""

    cast: Cast
    needless: bool = False

    def enquiry(self, **more: Any) -> models.Enquiry:
        name = uuid4().hex[:8]
        fields: dict[str, Any] = {"name": f"P {name}", "email": f"{name}@example.org", "received_at": MONDAY,
                                  "state_since": MONDAY, "contact_by": "email"} | more  # fmt: skip
        row = models.Enquiry(agency_id=self.cast.agency.pk, **fields)
        row.save()
        return row

    def older(self, **more: Any) -> models.Enquiry:
        return self.enquiry(**{"received_at": MONDAY - 40 * DAY, "state": "applied", **more})

    def application(self, enquiry: models.Enquiry | None = None, **more: Any) -> models.Application:
        enquiry = enquiry or self.older()
        row = models.Application(agency_id=self.cast.agency.pk, enquiry=enquiry, name=enquiry.name,
                                 **{"stage": "stage1", "stage_since": MONDAY - 20 * DAY,
                                    "registered_on": THAT_DAY - 25 * DAY, **more})  # fmt: skip
        row.save()
        return row

    def form(self, application: models.Application) -> models.ApplicationForm:
        row = models.ApplicationForm(
            agency_id=self.cast.agency.pk, enquiry=application.enquiry, application=application,
            applicant=self.cast.people["appa"], claimed_at=MONDAY - 30 * DAY, handed_in_at=MONDAY - 25 * DAY,
        )  # fmt: skip
        row.save()
        return row

    def home(self, **more: Any) -> models.Household:
        application = self.application(stage="approved")
        row = models.Household(agency_id=self.cast.agency.pk, application=application, reference=uuid4().hex[:8],
                               name=application.name, **{"approved_on": fixed(2024, 1, 1), **more})  # fmt: skip
        row.save()
        terms = Terms(row.approved_on, 1, 0, 17, ["long_term"], rooms=1)
        record_terms(self.cast.caller("rosa"), row, terms, "First approval")
        return row

    def note(self, name: str, person: UUID, subject: str, source: str = "") -> None:
        with self.cast.acting("rosa") as rosa:
            fact = facts.note(rosa, person, name, subject=subject, source=source)
            models.PersonFact.objects.filter(pk=fact.pk).update(at=MONDAY + (DAY if "received" in name else 0 * DAY))

    # One builder a kind, in the order of a person's way.

    def asked(self) -> UUID:
        """They enquired, and (needless) somebody spoke to them, or they left."""
        return self.enquiry(first_contact_at=MONDAY if self.needless else None).pk

    def left(self) -> UUID:
        return self.enquiry(**({"state": "withdrawn", "reason": "AW1"} if self.needless else {})).pk

    def visited(self) -> UUID:
        return self.enquiry(state="visit_booked" if self.needless else "contacted", first_contact_at=MONDAY).pk

    def named_a_day(self) -> UUID:
        spoken = at(9, 11, 9, 30) if self.needless else None
        return self.older(state="not_now", state_since=MONDAY - 40 * DAY, contact_after=THAT_DAY,
                          first_contact_at=spoken).pk  # fmt: skip

    def began_a_form(self) -> UUID:
        enquiry = self.older(state="invited", marketing_consent=not self.needless)
        models.ApplicationForm(agency_id=self.cast.agency.pk, enquiry=enquiry, claimed_at=MONDAY).save()
        return enquiry.pk

    def section_opened_again(self) -> UUID:
        form = self.form(self.application())
        section = models.Section(
            agency_id=self.cast.agency.pk, form=form, person=self.cast.people["appa"], key="pets",
            state="complete" if self.needless else "started", saved_at=MONDAY - 30 * DAY,
            handed_in_at=MONDAY + DAY if self.needless else None,
        )  # fmt: skip
        section.save()
        self._audit("section.reopened", section.pk)
        return form.enquiry_id

    def _audit(self, action: str, subject: UUID) -> None:
        AuditEntry.objects.create(
            organisation_id=self.cast.agency.pk, action=action, subject_kind="section", subject_id=subject, at=MONDAY
        )

    def referee_declined(self) -> UUID:
        form = self.form(self.application())
        names = ["One", "Two", "Three", "Four"] if self.needless else ["One", "Two", "Three"]
        models.Section(
            agency_id=self.cast.agency.pk, form=form, person=self.cast.people["appa"], key="referees",
            answers={"items": [{"id": name, "name": name} for name in names]}, state="complete",
            saved_at=MONDAY + DAY, handed_in_at=MONDAY - 25 * DAY,
        ).save()  # fmt: skip
        self._referee(form, "One", declined_at=MONDAY, asked_at=MONDAY - 30 * DAY)
        return form.enquiry_id

    def _referee(self, form: models.ApplicationForm, item: str, **more: Any) -> models.Respondent:
        row = models.Respondent(
            agency_id=self.cast.agency.pk, form=form, kind="referee", item=item, name=f"Referee {item}",
            email=f"referee-{item}@example.org".lower(), digest=uuid4().hex, expires_at=MONDAY + 28 * DAY, **more
        )  # fmt: skip
        row.save()
        return row

    def referee_asked(self) -> UUID:
        form = self.form(self.application())
        self._referee(form, "Five", asked_at=MONDAY, answered_at=MONDAY + DAY if self.needless else None)
        # The check that stands for the same referee is not chased a second time.
        self.check(form.application, "reference", "Referee 1")
        return form.enquiry_id

    def check(self, application: Any, kind: str, person: str = "", received: bool = False) -> models.Check:
        row = models.Check(agency_id=self.cast.agency.pk, application=application, kind=kind, asked_on=THAT_DAY)
        row.person, row.received_on = person or application.name, THAT_DAY + DAY if received else None
        row.save()
        return row

    def check_waits(self) -> UUID:
        application = self.application()
        check = self.check(application, "authority")
        assert application.enquiry_id is not None
        self.note("check.waits_for_applicant", application.enquiry_id, str(check.pk), "sign the form")
        if self.needless:
            self.note("check.form_received", application.enquiry_id, str(check.pk))
        return application.enquiry_id

    def medical_asked(self) -> UUID:
        return self._checked("medical")

    def dbs_asked(self) -> UUID:
        return self._checked("dbs")

    def _checked(self, kind: str) -> UUID:
        application = self.application()
        self.check(application, kind, received=self.needless)
        assert application.enquiry_id is not None
        return application.enquiry_id

    def moved(self) -> UUID:
        more = {"stage": "withdrawn", "withdrawal_reason": "AW1"} if self.needless else {"stage": "stage2"}
        return self._enquiry_of(self.application(stage_since=MONDAY, **more))

    def _enquiry_of(self, application: models.Application) -> UUID:
        assert application.enquiry_id is not None
        return application.enquiry_id

    def stage_1_in(self) -> UUID:
        application = self.application(stage1_complete_on=THAT_DAY)
        if self.needless:
            models.Decision(agency_id=self.cast.agency.pk, application=application, kind="stage1", outcome="proceed",
                            decided_on=THAT_DAY).save()  # fmt: skip
        return self._enquiry_of(application)

    def invited_to_an_evening(self) -> UUID:
        enquiry = self.older(state="contacted", first_contact_at=MONDAY - 30 * DAY, marketing_consent=True)
        session = models.InformationSession.objects.filter(agency=self.cast.agency.pk).first()
        if session is None:
            # A row's id tells when it was made.
            made = UUID(int=(int(MONDAY.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | uuid4().int >> 70)
            session = models.InformationSession(pk=made, agency_id=self.cast.agency.pk, title="An evening",
                                                where="online", seats=20, starts_at=at(30, 11, 18))  # fmt: skip
            session.save(force_insert=True)
        if self.needless:
            models.Booking(agency_id=self.cast.agency.pk, session=session, enquiry=enquiry, booked_at=MONDAY).save()
        return enquiry.pk

    def not_now(self) -> UUID:
        spoken = MONDAY + DAY if self.needless else MONDAY - 30 * DAY
        return self.older(state="not_now", state_since=MONDAY, first_contact_at=spoken, marketing_consent=True).pk

    def review_planned(self) -> UUID:
        return self._duty("review")

    def dbs_to_renew(self) -> UUID:
        return self._duty("dbs")

    def _duty(self, kind: str) -> UUID:
        home = self.home()
        models.Duty(agency_id=self.cast.agency.pk, household=home, kind=kind, since=THAT_DAY, due_on=fixed(2027, 2, 1),
                    done_on=THAT_DAY + DAY if self.needless else None).save()  # fmt: skip
        return self._enquiry_of(home.application)  # type: ignore[arg-type]

    def vacancy_confirmed(self) -> UUID:
        home = self.home(availability_confirmed_at=MONDAY)
        if self.needless:
            models.Unavailability(agency_id=self.cast.agency.pk, household=home, slot=1, reason="break",
                                  period=(THAT_DAY, None)).save()  # fmt: skip
        return self._enquiry_of(home.application)  # type: ignore[arg-type]

    def approved(self) -> UUID:
        more = {"status": "ended", "ended_on": THAT_DAY + 3 * DAY} if self.needless else {}
        return self._enquiry_of(self.home(approved_on=THAT_DAY, **more).application)  # type: ignore[arg-type]

    def withdrew(self) -> UUID:
        enquiry = self.older(marketing_consent=not self.needless)
        self.application(enquiry, stage="withdrawn", withdrawal_reason="AW1", stage_since=MONDAY)
        return enquiry.pk

    def decided(self) -> UUID:
        application = self.application(stage="approved", told_on=THAT_DAY if self.needless else None)
        models.Decision(agency_id=self.cast.agency.pk, application=application, kind="decision_maker",
                        outcome="suitable", decided_on=THAT_DAY).save()  # fmt: skip
        return self._enquiry_of(application)
