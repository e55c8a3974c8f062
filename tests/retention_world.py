"""People of every kind and age at one agency, each with a mark of their own in everything that is about them."""

import random
from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.range import DateRange

from tests.cast import Cast
from tests.clock import TODAY, in_days

NOW = datetime.combine(TODAY, time(3), UTC)
LONG_AGO = in_days(-7800)
YEARS = {"enquiry": 2, "application": 3, "home": 10}


def _years_on(day: date, years: int) -> date:
    """The same day so many years on, told apart from the product's own arithmetic; 28 February for a leap day."""
    year, leap = day.year + years, (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if leap and not isleap(year) else day.replace(year=year)


@dataclass
class One:
    """`last` is the day from which their period runs; None: it does not run (open, approved, or the home is open)."""

    mark: str
    kind: str
    pk: UUID
    last: date | None
    held: bool = False

    @property
    def must_go(self) -> bool:
        return self.last is not None and _years_on(self.last, YEARS[self.kind]) < TODAY and not self.held


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _around(chance: random.Random, kind: str) -> date:
    """A day near the border, or far to either side of it."""
    return _years_on(TODAY, -YEARS[kind]) + timedelta(days=chance.choice([-900, -40, -2, -1, 0, 1, 2, 40, 300]))


@dataclass
class Maker:
    """In the agency's scope; `chance` decides ages, ends and what hangs on each record."""

    cast: Cast
    chance: random.Random

    def _facts(self, mark: str) -> dict[str, Any]:
        return {"agency_id": self.cast.agency.pk, "name": f"Ada {mark}", "email": f"{mark}@example.org",
                "telephone": "0113 496 0001", "postcode": "LS6 2AB", "sector_id": "LS6 2",
                "notes": f"about {mark}"}  # fmt: skip

    def _hang_on(self, mark: str, enquiry: Any, day: date) -> None:
        """What is written about and to a person, some of it on the day itself."""
        from carers.models import Feedback, FollowUp, Note, PersonFact

        agency = self.cast.agency.pk
        message = self._message(mark, enquiry, day)
        Note(agency_id=agency, enquiry=enquiry, text=f"note on {mark}", confidential=mark).save()
        Note.objects.filter(enquiry=enquiry).update(written_at=_at(day - timedelta(days=30)))
        Feedback(agency_id=agency, enquiry=enquiry, milestone="enquired", words=mark, ease=2,
                 told_at=_at(day - timedelta(days=20))).save()  # fmt: skip
        PersonFact(agency_id=agency, person_id=enquiry.pk, name="consent.given", source=mark, at=_at(day)).save()
        FollowUp(agency_id=agency, person_id=enquiry.pk, enquiry=enquiry, kind="first_contact", step="call", cycle="1",
                 whom="person", channel="email", trigger={"name": "enquiry.received", "subject": mark},
                 meant_for=_at(day), due_at=_at(day), state="message", message=message, title=mark,
                 note=mark).save()  # fmt: skip

    def _message(self, mark: str, subject: Any, day: date) -> Any:
        from accounts.models import Message

        row = Message(organisation_id=self.cast.agency.pk, kind="followup.call", subject_kind="enquiry",
                      subject_id=subject.pk, channel="email", recipient=f"{mark}@example.org", title=mark,
                      body=f"Dear {mark}", link_to=f"/my/{mark}", reference=uuid4().hex, state="sent",
                      sent_at=_at(day), cycle=uuid4().hex, priority=0)  # fmt: skip
        row.save()
        return row

    def enquiry(self, day: date | None = None) -> One:
        """At `day`, or some day around the border, on which it may be asked to be contacted again later."""
        from carers.models import Enquiry

        later = None if day else self.chance.choice([None, None, 5])
        more, since = not day and self.chance.random() < 0.6, None
        mark, day = uuid4().hex[:10], day or _around(self.chance, "enquiry")
        state = self.chance.choice(["closed_no_contact", "declined", "not_now", "contacted"])
        after = day + timedelta(days=later) if later else None
        row = Enquiry(**self._facts(mark), state=state, state_since=_at(day), contact_after=after,
                      received_at=_at(day - timedelta(days=60)))  # fmt: skip
        row.save()
        self._hang_on(mark, row, day)
        if more:
            since = self._more(mark, row, day)
        return One(mark, "enquiry", row.pk, max(one for one in (day, after, since) if one))

    def _more(self, mark: str, enquiry: Any, day: date) -> date:
        """Something that people did later and that no state tells of; the day that counts because of it."""
        from carers.models import ApplicationForm, FollowUp, PersonFact, Respondent

        agency, later = self.cast.agency.pk, day + timedelta(days=self.chance.choice([30, 60, 400, 800]))
        what = self.chance.choice(["settled", "fact", "invited", "answered", "uploaded", "merged", "merged"])
        if what == "settled":
            FollowUp(agency_id=agency, person_id=enquiry.pk, enquiry=enquiry, kind="first_contact", step="call",
                     cycle="2", whom="person", channel="call", trigger={}, meant_for=_at(day), due_at=_at(day),
                     state="done", outcome="spoke", settled_at=_at(later), note=mark).save()  # fmt: skip
        elif what == "fact":
            PersonFact(agency_id=agency, person_id=enquiry.pk, name="contact.made", at=_at(later)).save()
        elif what == "merged":
            return self._merged(mark, enquiry, later)
        else:
            runs = later if what == "invited" else day
            form = ApplicationForm(agency_id=agency, enquiry=enquiry, claim_sent_to=f"{mark}@example.org",
                                   claim_expires_at=_at(runs))  # fmt: skip
            form.save()
            ApplicationForm.objects.filter(pk=form.pk).update(created_at=_at(day))
            if what == "answered":
                Respondent(agency_id=agency, form=form, kind="referee", item="1", name=mark, digest=mark,
                           email=f"{mark}@example.net", asked_at=_at(day), expires_at=_at(day),
                           answered_at=_at(later)).save()  # fmt: skip
            elif what == "uploaded":
                self._document(mark, form, later)
        return later

    def _document(self, mark: str, form: Any, day: date) -> None:
        from accounts.models import Document

        Document(organisation_id=self.cast.agency.pk, subject_kind="applicationform", subject_id=form.pk, kind="other",
                 name=mark, media_type="application/pdf", size=1, digest=mark, stored_as=mark,
                 uploaded_at=_at(day)).save()  # fmt: skip

    def _merged(self, mark: str, into: Any, day: date) -> date:
        """The same person asked again at `day`: one person's record, whichever of the two was closed."""
        from carers.models import Enquiry

        again = Enquiry(**self._facts(mark), state="received", state_since=_at(day), received_at=_at(day))
        again.merged_into = into
        again.save()
        return day

    def application(self, day: date | None = None) -> One:
        """Refused or withdrawn at `day`; without one, at some day around the border, and perhaps still open."""
        from carers.models import Application, ApplicationForm, ApplicationPerson, Check, Decision, Enquiry, Respondent

        again = not day and self.chance.random() < 0.3
        stage = "declined" if day else self.chance.choice(["withdrawn", "declined", "declined", "stage2"])
        mark, day = uuid4().hex[:10], day or _around(self.chance, "application")
        told = day + timedelta(days=5) if self.chance.random() < 0.3 else None
        enquiry = Enquiry(**self._facts(mark), state="applied", state_since=_at(day - timedelta(days=400)),
                          received_at=_at(day - timedelta(days=430)))  # fmt: skip
        enquiry.save()
        self._hang_on(mark, enquiry, day)
        row = Application(agency_id=self.cast.agency.pk, enquiry=enquiry, name=f"Ada {mark}", stage=stage,
                          withdrawal_reason="AW2" if stage == "withdrawn" else "", stage_since=_at(day), told_on=told,
                          registered_on=day - timedelta(days=300), pause_reason=mark)  # fmt: skip
        row.save()
        person = ApplicationPerson(agency_id=self.cast.agency.pk, application=row, role="applicant", name=mark)
        person.save()
        Check(agency_id=self.cast.agency.pk, application=row, kind="dbs", person=mark, about=person,
              number="1").save()  # fmt: skip
        Decision(agency_id=self.cast.agency.pk, application=row, kind="panel", outcome="not_suitable",
                 reasons=f"because of {mark}").save()  # fmt: skip
        form = ApplicationForm(agency_id=self.cast.agency.pk, enquiry=enquiry, application=row,
                               applicant=self.cast.people["appa"])  # fmt: skip
        form.save()
        ApplicationForm.objects.filter(pk=form.pk).update(created_at=_at(day - timedelta(days=400)))
        Respondent(agency_id=self.cast.agency.pk, form=form, kind="referee", item="1", name=mark, digest=mark,
                   email=f"{mark}@example.net", asked_at=_at(day - timedelta(days=200)),
                   expires_at=_at(day)).save()  # fmt: skip
        last = None if stage == "stage2" else max(day, told or day)
        if last and again:
            last = max(last, self._merged(mark, enquiry, day + timedelta(days=self.chance.choice([10, 700]))))
        return One(mark, "application", row.pk, last)

    def home(self) -> One:
        from carers.models import Application, Approval, Departure, Enquiry, Household, Note, Place

        again = self.chance.random() < 0.3
        mark, day = uuid4().hex[:10], _around(self.chance, "home")
        open_still = self.chance.random() < 0.25
        stayed = day + timedelta(days=10) if self.chance.random() < 0.3 else day
        enquiry = Enquiry(**self._facts(mark), state="applied", received_at=_at(day - timedelta(days=900)),
                          state_since=_at(day - timedelta(days=800)))  # fmt: skip
        enquiry.save()
        application = Application(agency_id=self.cast.agency.pk, enquiry=enquiry, name=mark, stage="approved",
                                  stage_since=_at(day - timedelta(days=700)))  # fmt: skip
        application.save()
        begun = day - timedelta(days=600)
        row = Household(agency_id=self.cast.agency.pk, application=application, name=f"The {mark}s", reference=mark,
                        approved_on=begun, status="open" if open_still else "ended", postcode="LS6 2AB",
                        ended_on=None if open_still else day, pets=[mark], own_children=[{"sex": mark}],
                        sector_id="LS6 2", area_id="E08000035")  # fmt: skip
        row.save()
        Note(agency_id=self.cast.agency.pk, household=row, text=mark).save()
        Approval(agency_id=self.cast.agency.pk, household=row, period=DateRange(begun, None if open_still else stayed),
                 max_children=1, kinds=["short_term"], reason=mark).save()  # fmt: skip
        Place(agency_id=self.cast.agency.pk, household=row, slot=1,
              period=DateRange(begun, None if open_still else stayed)).save()  # fmt: skip
        if not open_still:
            Departure(agency_id=self.cast.agency.pk, household=row, kind="terminated", received_on=day,
                      reason="retired", takes_effect_on=day, took_effect_at=_at(day), words=mark).save()  # fmt: skip
        if again:
            stayed = max(stayed, self._merged(mark, enquiry, day + timedelta(days=self.chance.choice([5, 900]))))
        return One(mark, "home", row.pk, None if open_still else stayed)
