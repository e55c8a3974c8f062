"""Dated facts from the application form: begun, sections opened again, referees asked, answered, declined."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q
from django.utils.functional import lazy

from accounts.models import AuditEntry
from carers.law.followup_history import Fact
from carers.law.sections import SECTIONS
from carers.law.sending_hours import Channel
from carers.models import Application, ApplicationForm, Respondent, Section
from carers.people.selectors.settings import references_wanted

if TYPE_CHECKING:
    from carers.people.selectors.persons import Person

# What fits a message's recipient; a longer address goes by hand.
_LONGEST_ADDRESS = 254


def add_forms(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """By enquiry. A form that was never handed in starts nothing but the reminder that it is there."""
    open_ones = Q(application=None) | Q(application__stage__in=Application.OPEN)
    forms = {form.pk: form for form in ApplicationForm.objects.filter(open_ones, agency=agency_id)
             if form.enquiry_id in people}  # fmt: skip
    for form in forms.values():
        people[form.enquiry_id].form_id = form.pk
        if form.claimed_at:
            people[form.enquiry_id].facts.append(Fact("application.started", form.claimed_at, f"{form.pk}.started"))
    if forms:
        _add_sections(agency_id, forms, people)
        _add_referees(agency_id, forms, people)


def _add_sections(agency_id: UUID, forms: dict[UUID, ApplicationForm], people: Mapping[UUID, "Person"]) -> None:
    handed_in = [form.pk for form in forms.values() if form.handed_in_at]
    open_ones: dict[UUID, list[Section]] = defaultdict(list)
    for section in Section.objects.filter(agency=agency_id, form__in=handed_in, handed_in_at=None).defer("answers"):
        open_ones[section.form_id].append(section)
    last = dict(
        Section.objects.filter(agency=agency_id, form__in=handed_in)
        .order_by()
        .values_list("form")
        .annotate(Max("handed_in_at"))
    )
    reopened = _reopened(agency_id, [section.pk for rows in open_ones.values() for section in rows])
    for pk in handed_in:
        person, subject = people[forms[pk].enquiry_id], f"{pk}.sections"
        rows = [section for section in open_ones[pk] if section.pk in reopened]
        if rows:
            since = min(reopened[section.pk] for section in rows)
            person.whats[subject] = in_words([row.key for row in rows])
            person.facts.append(Fact("section.missing", since, f"{pk}.sections.{since:%Y%m%d%H%M%S}", subject))
        elif last.get(pk):
            person.facts.append(Fact("section.complete", last[pk], f"{pk}.complete", subject))


def _titles(keys: list[str]) -> str:
    return ", ".join(str(SECTIONS[key].title) for key in keys if key in SECTIONS)


# Put into words where a message is written: in its reader's language, not the planner's.
in_words = lazy(_titles, str)


def _reopened(agency_id: UUID, sections: list[UUID]) -> dict[UUID, datetime]:
    """When each section was opened again, last."""
    rows = AuditEntry.objects.filter(organisation=agency_id, action="section.reopened", subject_id__in=sections)
    return dict(rows.order_by().values_list("subject_id").annotate(Max("at")))


def _add_referees(agency_id: UUID, forms: dict[UUID, ApplicationForm], people: Mapping[UUID, "Person"]) -> None:
    """Referees who were sent a link are chased at their own address; one who declined leaves a gap to fill."""
    declined: dict[UUID, list[Respondent]] = defaultdict(list)
    rows = Respondent.objects.filter(agency=agency_id, kind=Respondent.Kind.REFEREE, form__in=list(forms))
    for row in rows.defer("answers"):
        person, subject = people[forms[row.form_id].enquiry_id], str(row.pk)
        person.referees.append(row.name)
        person.others[subject], person.whats[subject] = row.email, row.name
        person.asked_by_link[subject] = row
        person.facts.append(Fact("reference.asked", row.asked_at, f"{subject}.{row.asked_at:%Y%m%d%H%M}", subject))
        ended = row.answered_at or row.declined_at
        if ended:
            person.facts.append(Fact("reference.received", ended, f"{subject}.received", subject))
        if row.declined_at:
            declined[row.form_id].append(row)
    if not declined:
        return
    wanted = references_wanted(agency_id)
    for section in Section.objects.filter(agency=agency_id, form__in=list(declined), key="referees"):
        person = people[forms[section.form_id].enquiry_id]
        person.facts.append(_gap(section, declined[section.form_id], wanted, person))


def _gap(section: Section, declined: list[Respondent], wanted: int, person: "Person") -> Fact:
    gone = {row.item for row in declined}
    left = [item for item in section.answers.get("items", []) if item.get("id") not in gone]
    subject = f"{section.form_id}.referees"
    if len(left) >= wanted:
        return Fact("referee.named", section.saved_at, f"{subject}.named", subject)
    last = max(row.declined_at for row in declined if row.declined_at)
    person.whats[subject] = "one more" if wanted - len(left) == 1 else f"{wanted - len(left)} more"
    return Fact("referee.missing", last, f"{subject}.{last:%Y%m%d%H%M%S}", subject)


def add_postal_addresses(agency_id: UUID, people: Mapping[UUID, "Person"]) -> None:
    """By application: where a letter goes, for those who have a decision to be told of, if letters can be sent."""
    if settings.MESSAGE_GATEWAYS.get("letter", "none") == "none":
        return
    told = [key for key, person in people.items() if any(f.name == "decision.notice_ready" for f in person.facts)]
    rows = Section.objects.filter(agency=agency_id, key="addresses", form__application__in=told)
    for section in rows.select_related("form"):
        assert section.form.application_id is not None
        person = people[section.form.application_id]
        homes = [item for item in section.answers.get("items", []) if not item.get("until_month")]
        if homes:
            lines = [person.name, *str(homes[-1].get("address", "")).splitlines(), str(homes[-1].get("postcode", ""))]
            whole = "\n".join(line.strip(" ,") for line in lines if line.strip(" ,"))
            person.postal = whole if whole.count("\n") >= 2 and len(whole) <= _LONGEST_ADDRESS else ""


def chased_by_link(person: "Person", check_person: str) -> bool:
    """Whether a reference check is one that a respondent's link stands for: by name, or by its place in the list."""
    if check_person.casefold() in {name.casefold() for name in person.referees}:
        return True
    number = check_person.removeprefix("Referee ")
    return number.isdigit() and int(number) <= len(person.referees)


def reachable_others(person: "Person") -> dict[str, frozenset[Channel]]:
    return {subject: frozenset({Channel.EMAIL}) for subject, email in person.others.items() if email}
