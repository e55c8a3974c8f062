"""What was decided about one referral, by whom and when: as one list that can be printed for the child's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.tenancy.scopes import role
from carers.models import Household
from placements.models import Gate, Notice, Placement, Referral


@dataclass(frozen=True)
class Decision:
    """`on` is the day; `office` the office held, or who delegated it; `person` who recorded it."""

    what: str
    on: date | None
    words: str
    office: str = ""
    person: str = ""
    service: str = ""

    def as_data(self) -> dict[str, Any]:
        return vars(self)


def decisions_of(referral: Referral) -> list[Decision]:
    """Approvals asked and given, notices, homes chosen, emergencies outside the terms: oldest first, undated last."""
    gates = list(referral.gates.all())
    notices = list(referral.notices.select_related("area"))
    chosen = list(referral.matches.filter(chosen=True).select_related("decided_by"))
    outside = list(referral.placements.exclude(authorised_by="").exclude(state=Placement.State.RELEASED))
    homes = {row.household_id for row in gates} | {row.household_id for row in notices}
    services = _services(homes | {row.household_id for row in chosen} | {row.household_id for row in outside})
    people = User.objects.in_bulk([gate.decided_by for gate in gates if gate.decided_by])
    found = [one for gate in gates for one in _gate(gate, services.get(gate.household_id, ""), people)]
    found += [_notice(notice, services.get(notice.household_id, "")) for notice in notices]
    found += [
        Decision(_("Home chosen"), _day(match.created_at), match.reason, person=_name(match.decided_by),
                 service=services.get(match.household_id, ""))
        for match in chosen
    ]  # fmt: skip
    found += [_outside(row, services.get(row.household_id, "")) for row in outside]
    return sorted(found, key=lambda one: (one.on is None, one.on or date.min))


def _gate(gate: Gate, service: str, people: Mapping[UUID, User]) -> list[Decision]:
    kind = gate.get_kind_display()
    asked = _("Approval asked: %(kind)s") % {"kind": kind.lower()}
    found = [Decision(asked, _day(gate.asked_at), gate.asked_words, service=service)]
    if gate.state != Gate.State.ASKED:
        person = _name(people.get(gate.decided_by)) if gate.decided_by else ""
        said = f"{kind}: {gate.get_state_display().lower()}"
        found.append(Decision(said, _day(gate.decided_at), gate.decided_words, gate.office, person, service))
    return found


def _notice(notice: Notice, service: str) -> Decision:
    words = (
        _("Notice given to %(area)s (regulation 13)")
        if notice.given_on
        else _("Notice due to %(area)s (regulation 13), not recorded as given")
    )
    return Decision(words % {"area": notice.area.name}, notice.given_on, notice.how, service=service)


def _outside(row: Placement, service: str) -> Decision:
    last = row.period.upper
    until = _("Until %(day)s at most.") % {"day": last.strftime("%-d %B %Y")} if last else ""
    what = _("Emergency outside the terms of approval allowed (regulation 23)")
    return Decision(what, _day(row.created_at), until, row.authorised_by, service=service)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _name(person: User | None) -> str:
    return (person.name or person.email) if person else ""


def _services(households: set[UUID]) -> dict[UUID, str]:
    """Household -> name of its service, for homes of any service."""
    with role("hearth_matcher"):
        rows = dict(Household.objects.filter(pk__in=households).values_list("pk", "agency_id"))
    names = dict(Organisation.objects.filter(pk__in=set(rows.values())).values_list("pk", "name"))
    return {household: names.get(agency, "") for household, agency in rows.items()}
