"""Who an application is about: named by its form or by staff. What is not known is said, never assumed."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

from carers.law.sections import SECTIONS
from carers.models import Application, ApplicationForm, ApplicationPerson, Check, Section

Role = ApplicationPerson.Role
ADULT = 18
# Which sections of the form name people, and as what.
NAMING: dict[str, str] = {
    "you": Role.APPLICANT,
    "partner": Role.APPLICANT,
    "household": Role.MEMBER,
    "referees": Role.REFEREE,
}


@dataclass(frozen=True)
class Named:
    """One person as a section of the form names them; `item` is the section, or its entry."""

    role: str
    item: str
    name: str
    birth_date: date | None = None


def named_in(sections: Mapping[str, Section], keys: Collection[str] = tuple(NAMING)) -> list[Named]:
    """The people whom these sections name. Of the household, those who live there and do not apply themselves."""
    found: list[Named] = []
    for key in keys:
        if key in sections:
            entries = sections[key].answers.get("items", []) if SECTIONS[key].many else [sections[key].answers]
            found += [_named(NAMING[key], one.get("id", key), one) for one in entries if _is_one(key, one)]
    apply = [_named(Role.APPLICANT, key, sections[key].answers) for key in ("you", "partner") if key in sections]
    return [one for one in found if one.role != Role.MEMBER or not any(same_person(one, other) for other in apply)]


def _is_one(key: str, answers: Mapping[str, str]) -> bool:
    """Whether an entry names somebody who counts: a partner applies too, a grown child lives elsewhere."""
    if key == "partner" and answers.get("together") != "yes":
        return False
    return bool(answers.get("name")) and not (key == "household" and answers.get("lives_here") == "no")


def _named(role: str, item: str, answers: Mapping[str, str]) -> Named:
    return Named(role, item, answers.get("name") or "", parse_date(answers.get("birth_date") or ""))


def same_person(one: Named, other: Named) -> bool:
    """The same name, and no birth dates that differ: a father and his son may share a name."""
    known = one.birth_date is not None and other.birth_date is not None
    return one.name.casefold() == other.name.casefold() and not (known and one.birth_date != other.birth_date)


def people_of(application: Application) -> list[ApplicationPerson]:
    """Applicants, household members, referees, each in the order they were named.

    An application from before people were kept has its form: those named there stand here unsaved, until the next
    act writes them (`carers.applications.services.named_people.ensure_people`).
    """
    rows = sorted(application.people.all(), key=lambda row: (list(Role.values).index(row.role), row.pk))
    if not rows:
        form = ApplicationForm.objects.filter(application=application.pk).first()
        kept = {one.key: one for one in Section.objects.filter(form=form, key__in=NAMING)} if form else {}
        handed_in = {key: one for key, one in kept.items() if one.handed_in_at}
        rows = [
            ApplicationPerson(agency_id=application.agency_id, application=application, role=one.role,
                              item=one.item, name=one.name, birth_date=one.birth_date)
            for one in named_in(handed_in)
        ]  # fmt: skip
    return [row for row in rows if row.left_on is None]


def everybody_is_named(application: Application) -> bool:
    """Whether somebody said that all who apply and live there are named: staff, or who handed the form in."""
    handed_in = ApplicationForm.objects.filter(application=application.pk, handed_in_at__isnull=False)
    return application.people_named_on is not None or handed_in.exists()


def is_adult(person: ApplicationPerson, today: date) -> bool | None:
    """None: the date of birth is not known. Who applies is of age, or could not apply."""
    if person.role != Role.MEMBER:
        return True
    born = person.birth_date
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) >= ADULT


def needed(people: Sequence[ApplicationPerson], today: date) -> list[tuple[str, ApplicationPerson]]:
    """(kind, about whom) of the checks that each person needs: SI 2011/581 regulation 26 and Schedule 3, Part 1.

    DBS for each applicant and each household member of 18 and over, medical and authority checks for each
    applicant. References belong to those who were named for them.
    """
    kinds = Check.Kind
    wanted: list[tuple[str, ApplicationPerson]] = []
    for person in people:
        if person.role == Role.APPLICANT:
            wanted += [(kind, person) for kind in (kinds.DBS, kinds.MEDICAL, kinds.AUTHORITY)]
        elif person.role == Role.MEMBER and is_adult(person, today):
            wanted.append((kinds.DBS, person))
        elif person.role == Role.REFEREE:
            wanted.append((kinds.REFERENCE, person))
    return wanted


def not_said(application: Application, people: Sequence[ApplicationPerson], today: date) -> list[str]:
    """In words, what nobody has told us yet of who applies and who lives there."""
    missing = []
    if not any(person.role == Role.APPLICANT for person in people):
        missing.append("who applies: nobody is named yet")
    if not everybody_is_named(application):
        missing.append("who else applies or lives there: say when everybody is named")
    return missing + [
        f"date of birth of {person.name}: not known, so nobody can tell whether a DBS check is needed"
        for person in people
        if is_adult(person, today) is None
    ]


_WORDS = re.compile(r"[^\W_]+")


def _parts(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def whose(check: Check, people: Sequence[ApplicationPerson]) -> ApplicationPerson | None:
    """Whom a check is about. One from before people were kept has a name alone: theirs, if it fits one person only.

    “Jade” is Jade Okafor where nobody else is called so; “Ada and Bo Marsh” is neither Ada's nor Bo's.
    """
    if check.about_id is not None:
        return next((person for person in people if person.pk == check.about_id), None)
    if check.kind not in (Check.Kind.DBS, Check.Kind.MEDICAL, Check.Kind.AUTHORITY, Check.Kind.REFERENCE):
        return None
    referee = check.kind == Check.Kind.REFERENCE
    said = _parts(check.person)
    fits = [one for one in people if (one.role == Role.REFEREE) == referee and said and said <= _parts(one.name)]
    return fits[0] if len(fits) == 1 else None
