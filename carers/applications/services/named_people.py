"""Who applies, who lives there, who vouches: rows of an application, from its form."""

from collections.abc import Collection

from django.utils import timezone

from accounts.acts.audit import record
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.named_people import NAMING, Named, named_in, people_of
from carers.models import Application, ApplicationForm, ApplicationPerson, Section

Role = ApplicationPerson.Role


def ensure_people(by: CallerAt, application: Application) -> list[ApplicationPerson]:
    """The people of a locked application, written where they stood in its form alone."""
    people = people_of(application)
    fresh = [person for person in people if person._state.adding]
    for person in fresh:
        person.save()
    if fresh:
        record(by, "application.people_named", application, count=len(fresh))
        rename(application, people)
    return people


def rename(application: Application, people: Collection[ApplicationPerson]) -> None:
    """An application bears the full names of those who apply; while nobody is named it keeps the enquiry's."""
    names = [person.name for person in people if person.role == Role.APPLICANT]
    joined = " and ".join(names)[:200]
    if joined and joined != application.name:
        application.name = joined
        application.version += 1
        application.save(update_fields=["name", "version"])


def take_from_form(by: CallerAt, application: Application, form: ApplicationForm, keys: Collection[str]) -> None:
    """What these sections, handed in now, say of who applies, lives there and vouches; who is gone has left.

    Somebody whom staff named already is the same person, not another.
    """
    keys = [key for key in NAMING if key in keys]
    if not keys:
        return
    sections = {one.key: one for one in Section.objects.filter(form=form)}
    rows = list(ApplicationPerson.objects.filter(application=application, left_on=None))
    named = named_in(sections, keys)
    for one in named:
        row = _row_of(rows, one) or ApplicationPerson(agency_id=application.agency_id, application=application)
        row.role, row.item, row.name = one.role, one.item, one.name
        row.birth_date = one.birth_date or row.birth_date
        row.save()
    still = {(one.role, one.item) for one in named}
    today = timezone.localdate()
    for row in rows:
        said_there = row.item in keys if row.role == Role.APPLICANT else NAMING_OF[row.role] in keys
        if row.item and said_there and (row.role, row.item) not in still:
            row.left_on = today
            row.save(update_fields=["left_on"])
    if application.people_named_on is None:
        application.people_named_on = today
        application.save(update_fields=["people_named_on"])
    record(by, "application.people_named", application, count=len(named))
    rename(application, people_of(application))


NAMING_OF: dict[str, str] = {Role.MEMBER: "household", Role.REFEREE: "referees"}


def _row_of(rows: Collection[ApplicationPerson], one: Named) -> ApplicationPerson | None:
    """The row of this entry; else one that staff wrote with the same role and name."""
    mine = [row for row in rows if row.role == one.role]
    by_item = [row for row in mine if row.item == one.item]
    by_name = [row for row in mine if not row.item and row.name.casefold() == one.name.casefold()]
    return next(iter(by_item + by_name), None)
