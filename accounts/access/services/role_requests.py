"""Crossing between the sides of one organisation: one person asks, another one who runs that side confirms.

Where nobody runs that side yet, the operator of the service confirms (`manage.py role_requests`, docs/roles.md).
Everybody concerned is told, and each step is audited.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.giving import check_change, may_give
from accounts.access.selectors.staff import REQUEST_VALID, works_here
from accounts.access.services import team
from accounts.access.services.role_mail import concerned, tell_of_end, tell_of_wish
from accounts.acts import audit
from accounts.input.errors import Invalid, NotAllowed, NotReady
from accounts.models import Membership, Organisation, RoleRequest, User
from accounts.tenancy.caller import CallerAt, job_for
from accounts.tenancy.roles import doors_of

State = RoleRequest.State


@transaction.atomic
def ask(
    by: CallerAt, roles: Iterable[str], membership_id: UUID | None = None, name: str = "", email: str = ""
) -> RoleRequest:
    """Ask that a colleague, or somebody new, be given roles that `by` can't give alone.

    Raises DoesNotExist, Invalid, NotAllowed, NotReady.
    """
    team.person_only(by)
    organisation = team.locked(by)
    chosen = team.check_roles(organisation, roles)
    membership = team.colleague(by, membership_id) if membership_id else None
    before = list(membership.roles) if membership else []
    _check_wish(team.held_by(by), before, chosen)
    assert by.user is not None
    row = RoleRequest(organisation=organisation, membership=membership, roles=chosen, asked_by=by.user)
    if membership is None:
        row.name, row.email = name.strip(), team.read_address(email)
        team.check_new(organisation, row.email)
    elif not works_here(membership):
        raise NotReady(_("This person has no access any more. Let them in first."), "membership.ended")
    _close_lapsed(organisation)
    same = _open(organisation).filter(membership=membership, email=row.email)
    if same.exists():
        raise NotReady(_("Somebody asked for this person already. That waits to be confirmed."), "role_request.known")
    row.save()
    audit.record(by, "membership.roles_asked", membership or row, roles=chosen, request=str(row.pk))
    tell_of_wish(by, row, could_confirm(row))
    return row


def _check_wish(held: list[str], before: list[str], chosen: list[str]) -> None:
    if set(chosen) & set(before):
        words = _("This person has that role already.")
        raise Invalid(words, "role_request.held_already", {"roles": words})
    if len(doors_of(tuple(chosen))) > 1:
        words = _("Ask for the roles of one side at a time: a different person confirms each.")
        raise Invalid(words, "role_request.one_side", {"roles": words})
    try:
        check_change(held, before, [*before, *chosen])
    except NotAllowed:
        return
    raise NotReady(_("You can give this yourself, at Team."), "role_request.needless")


def _open(organisation: Organisation) -> QuerySet[RoleRequest]:
    return RoleRequest.objects.filter(organisation=organisation, state=State.OPEN)


def _close_lapsed(organisation: Organisation) -> None:
    late = _open(organisation).filter(asked_at__lt=timezone.now() - REQUEST_VALID)
    late.update(state=State.LAPSED, decided_at=timezone.now(), name="", email="")


def could_confirm(row: RoleRequest) -> list[User]:
    """Who may confirm: everybody here who may give these roles, but who asked and whom it is for."""
    concerned = {row.asked_by_id, row.membership.user_id if row.membership else None}
    return [
        member.user
        for member in Membership.objects.filter(organisation=row.organisation_id).select_related("user")
        if works_here(member)
        and member.user.is_active
        and member.user_id not in concerned
        and all(may_give(member.roles, role) for role in row.roles)
    ]


def _waiting(by: CallerAt, request_id: UUID) -> RoleRequest:
    team.person_only(by)
    team.locked(by)
    row = RoleRequest.objects.select_for_update(of=("self",)).get(pk=request_id, organisation=by.organisation_id)
    _still_open(row)
    return row


def _still_open(row: RoleRequest) -> None:
    if row.state != State.OPEN or row.asked_at < timezone.now() - REQUEST_VALID:
        raise NotReady(
            _("This was decided already, or waited longer than thirty days. Ask again if it is still wanted."),
            "role_request.over",
        )


@transaction.atomic
def confirm(by: CallerAt, request_id: UUID) -> RoleRequest:
    """The second person gives the roles. Raises DoesNotExist, NotAllowed, NotReady."""
    row = _waiting(by, request_id)
    if by.user_id not in {user.pk for user in could_confirm(row)}:
        raise NotAllowed(
            _("Somebody else must confirm this: who runs that side, did not ask for it and does not get it."),
            "role_request.second_person",
        )
    row.decided_by = by.user
    return _give(by, row)


@transaction.atomic
def confirm_as_operator(organisation: Organisation, request_id: UUID, operator: str) -> RoleRequest:
    """The way for a side that nobody runs yet. Raises DoesNotExist, NotReady where somebody could confirm."""
    by = job_for(organisation)
    team.locked(by)
    row = RoleRequest.objects.select_for_update(of=("self",)).get(pk=request_id, organisation=organisation)
    _still_open(row)
    able = could_confirm(row)
    if able:
        raise NotReady(
            _("%(people)s can confirm this. Ask them: a second person there comes first.")
            % {"people": ", ".join(user.email for user in able)},
            "role_request.theirs",
        )
    row.operator = operator.strip()[:100]
    if not row.operator:
        raise Invalid(_("Say who you are, or the reference under which this was agreed."), "role_request.operator")
    return _give(by, row)


def _still_here(row: RoleRequest) -> None:
    """A wish ends with the access of whoever asked, and of whom it is for. Raises NotReady."""
    asker = Membership.objects.filter(organisation=row.organisation_id, user=row.asked_by_id).first()
    if asker is None or not works_here(asker) or (row.membership is not None and not works_here(row.membership)):
        raise NotReady(
            _("Who asked for this, or whom it is for, has no access any more. Refuse it; ask anew if it is wanted."),
            "role_request.over",
        )


def _give(by: CallerAt, row: RoleRequest) -> RoleRequest:
    _still_here(row)
    told = concerned(row)
    if row.membership is None:
        row.membership = team.let_in(by, row.organisation, row.email, row.name, row.roles)
    else:
        before = list(row.membership.roles)
        row.membership.roles = team.check_roles(row.organisation, {*before, *row.roles})
        row.membership.save(update_fields=["roles"])
        audit.record(by, "membership.roles_changed", row.membership, before=before, roles=row.membership.roles)
    _close(row, State.GIVEN)
    audit.record(by, "membership.roles_confirmed", row.membership, roles=row.roles, request=str(row.pk))
    tell_of_end(by, row, told, gettext_lazy("were given"))
    return row


@transaction.atomic
def refuse(by: CallerAt, request_id: UUID) -> RoleRequest:
    """Who asked takes it back, or who could confirm says no. Raises DoesNotExist, NotAllowed, NotReady."""
    row = _waiting(by, request_id)
    mine = by.user_id == row.asked_by_id
    if not mine and by.user_id not in {user.pk for user in could_confirm(row)}:
        raise NotAllowed(_("Who asked or who runs that side can end this."), "role_request.second_person")
    told, row.decided_by = concerned(row), by.user
    _close(row, State.WITHDRAWN if mine else State.REFUSED)
    audit.record(by, f"membership.roles_{row.state}", row.membership or row, roles=row.roles, request=str(row.pk))
    tell_of_end(by, row, told, gettext_lazy("were not given"))
    return row


def _close(row: RoleRequest, state: State) -> None:
    row.state, row.decided_at, row.name, row.email = state, timezone.now(), "", ""
    row.save()
