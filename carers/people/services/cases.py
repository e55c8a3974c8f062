"""Whose case it is, what was noted, and acts on many people at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.models import User
from accounts.tenancy.caller import CallerAt
from carers.models import Application, Enquiry, Household, Note
from carers.people.selectors.people import team
from carers.people.services.enquiries import advance_enquiry

Case = Enquiry | Application
MOST_AT_ONCE = 200


@transaction.atomic
def assign(by: CallerAt, case: Case, owner_id: UUID | None) -> Case:
    """Give a case to a colleague, or to nobody. Raises Invalid for somebody who does not work here."""
    owner = _colleague(by, owner_id)
    case.owner = owner
    case.save(update_fields=["owner"])
    record(by, f"{case._meta.model_name}.assigned", case, owner=str(owner.pk) if owner else "")
    return case


def _colleague(by: CallerAt, owner_id: UUID | None) -> User | None:
    if owner_id is None:
        return None
    found = team(by.organisation_id).filter(pk=owner_id).first()
    if found is None:
        raise Invalid(_("Choose somebody who works here."), "case.owner_unknown", {"owner": _("Choose a colleague")})
    return found


def take_all(by: CallerAt, ids: Sequence[UUID]) -> list[Enquiry]:
    """The enquiries of these ids, locked. Raises Invalid, and nothing is done, if one of them is not ours."""
    wanted = set(ids)
    if not wanted:
        raise Invalid(_("Tick at least one person first."), "people.none_chosen")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(_("Choose at most %(most)s people at once.") % {"most": MOST_AT_ONCE}, "people.too_many")
    rows = list(
        Enquiry.objects.select_for_update()
        .filter(agency=by.organisation_id, merged_into=None, pk__in=wanted)
        .order_by("pk")
    )
    if len(rows) != len(wanted):
        raise not_all_here()
    return rows


def not_all_here() -> Invalid:
    """A list with somebody who is not ours, or is nobody, is refused as a whole."""
    return Invalid(
        _("Somebody on your list is not here any more. Nothing was changed: load the list again, then choose."),
        "people.not_all_here",
    )


@transaction.atomic
def assign_all(by: CallerAt, ids: Sequence[UUID], owner_id: UUID | None) -> int:
    rows = take_all(by, ids)
    for row in rows:
        assign(by, row, owner_id)
    return len(rows)


@transaction.atomic
def move_all(by: CallerAt, ids: Sequence[UUID], to: str, reason: str = "") -> int:
    """Move all, or none: the first who can't follow refuses for all, by name."""
    rows = take_all(by, ids)
    for row in rows:
        try:
            advance_enquiry(by, row.pk, to, reason)
        except NotReady as refused:
            raise NotReady(
                _("%(name)s: %(why)s Nobody was moved.") % {"name": row.name, "why": refused.message},
                refused.code,
                refused.fields,
            ) from refused
    return len(rows)


@transaction.atomic
def write_note(by: CallerAt, about: Case | Household, text: str, confidential: str = "") -> Note:
    """Add a note. `confidential` is what somebody else said: a subject-access export leaves it out."""
    if not text.strip() and not confidential.strip():
        raise Invalid(_("Write something first."), "note.empty", {"text": _("Enter a note")})
    facts: dict[str, Any] = {str(about._meta.model_name): about}
    note = Note(agency_id=by.organisation_id, text=text.strip(), confidential=confidential.strip(),
                author_id=by.user_id, **facts)  # fmt: skip
    note.save()
    record(by, "note.written", about, note=str(note.pk))
    return note


@transaction.atomic
def merge(by: CallerAt, duplicate: Enquiry, into: Enquiry) -> Enquiry:
    """Say that two enquiries are one person's. Nothing is lost, and `undo_merge` takes it back."""
    if duplicate.pk == into.pk or into.merged_into_id is not None:
        raise NotReady(_("Choose another enquiry of the same person to merge into."), "enquiry.merge_not_possible")
    if hasattr(duplicate, "application"):
        raise NotReady(
            _("This enquiry has led to an application, so keep it: open the other one and merge that into this one."),
            "enquiry.has_application",
        )
    if Enquiry.objects.filter(merged_into=duplicate).exists():
        raise NotReady(_("Others were merged into this one. Undo those merges first."), "enquiry.merge_not_possible")
    duplicate.merged_into = into
    duplicate.version += 1
    duplicate.save(update_fields=["merged_into", "version"])
    record(by, "enquiry.merged", duplicate, into=str(into.pk))
    record(by, "enquiry.merged", into, duplicate=str(duplicate.pk))
    return duplicate


@transaction.atomic
def undo_merge(by: CallerAt, duplicate: Enquiry) -> Enquiry:
    if duplicate.merged_into_id is None:
        raise NotReady(_("This enquiry is not merged."), "enquiry.not_merged")
    record(by, "enquiry.merge_undone", duplicate, was=str(duplicate.merged_into_id))
    duplicate.merged_into, duplicate.state_since = None, timezone.now()
    duplicate.version += 1
    duplicate.save(update_fields=["merged_into", "state_since", "version"])
    return duplicate
