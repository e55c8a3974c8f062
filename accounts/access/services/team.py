"""Who works here: a colleague is let in, gets other roles, leaves. The last manager of a side can't go.

Nobody gives what he does not hold: `accounts.access.giving`.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.giving import RUN_BY_SOMEBODY, check_change, runs
from accounts.access.selectors.staff import works_here
from accounts.access.services.people import person_of
from accounts.acts import audit
from accounts.input.errors import Invalid, NotAllowed, NotReady
from accounts.input.pasted import a_name, an_address
from accounts.models import Membership, Organisation, User
from accounts.outbox.services import messages
from accounts.outbox.wording import Words
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.roles import ROLES, doors_of


def sides_of(organisation: Organisation) -> set[str]:
    """What an organisation is, one or several of: agency, council, region."""
    sides = (
        ("agency", organisation.is_agency),
        ("council", organisation.is_council),
        ("region", organisation.is_regional_body),
    )
    return {side for side, has in sides if has}


def roles_open_to(organisation: Organisation) -> list[str]:
    """The roles somebody can have at this organisation, by what it is."""
    sides = sides_of(organisation)
    return [key for key, role in ROLES.items() if role.door in sides]


def check_roles(organisation: Organisation, roles: Iterable[str]) -> list[str]:
    """The roles in the order of the list. Raises Invalid for none, or for one this organisation doesn't have."""
    asked, known = set(roles), roles_open_to(organisation)
    if not asked or asked - set(known):
        words = _("Choose at least one role of your organisation.")
        raise Invalid(words, "membership.roles_unknown", {"roles": words})
    return [key for key in known if key in asked]


def person_only(by: CallerAt) -> None:
    """A key that leaks must not be able to let people in, or to make more keys."""
    if by.kind != "user":
        raise NotAllowed(_("A person must do this, signed in; a program can't."), "membership.person_needed")


def read_address(email: str) -> str:
    """An e-mail address in the form it is kept. Raises Invalid."""
    try:
        return an_address(email).lower()
    except ValueError as wrong:
        raise Invalid(str(wrong), "membership.email_wrong", {"email": str(wrong)}) from None


def check_new(organisation: Organisation, email: str) -> None:
    """Raises NotReady where the person of this address works here already."""
    known = Membership.objects.filter(organisation=organisation, user__email=email).first()
    if known is not None and works_here(known):
        words = _("This person works here already. Change their roles instead.")
        raise NotReady(words, "membership.known", {"email": words})


@transaction.atomic
def invite(by: CallerAt, email: str, name: str, roles: Iterable[str]) -> Membership:
    """Let a colleague in, from today, and write to them how to sign in.

    The answer is the same whether or not the person uses Hearth elsewhere. Raises Invalid, NotReady, NotAllowed.
    """
    person_only(by)
    email = read_address(email)
    organisation = locked(by)
    chosen = check_roles(organisation, roles)
    check_change(held_by(by), (), chosen)
    return let_in(by, organisation, email, name, chosen)


def let_in(by: CallerAt, organisation: Organisation, email: str, name: str, chosen: list[str]) -> Membership:
    """The membership of somebody who does not work here yet; who may give the roles was asked before.

    Raises NotReady for somebody who works here.
    """
    check_new(organisation, email)
    user = person_of(email, a_name(name))
    membership = Membership.objects.filter(organisation=organisation, user=user).first()
    today = timezone.localdate()
    if membership is None:
        membership = Membership(organisation=organisation, user=user, roles=chosen, starts_on=today)
        membership.save()
    else:
        membership.roles, membership.starts_on, membership.ends_on = chosen, today, None
        membership.save(update_fields=["roles", "starts_on", "ends_on"])
    audit.record(by, "membership.invited", membership, roles=chosen)
    _write_to(by, membership, user)
    return membership


def _write_to(by: CallerAt, membership: Membership, user: User) -> None:
    messages.enqueue(
        by, membership, "membership.invited", "email", user.email, lambda: _invited(by.organisation),
        cycle=membership.starts_on.isoformat(),
    )  # fmt: skip


def _invited(organisation: Organisation | None) -> Words:
    link = f"{settings.PUBLIC_URL}{reverse('account_request_login_code')}"
    return Words(
        _("You can now work in Hearth for %s") % organisation,
        _("Hello,\n\nYou have been given access to %(organisation)s in Hearth.\n\nTo sign in, open %(link)s and enter "
          "this email address. We send you a code; you need no password.\n\nIf you did not expect this, tell your "
          "manager. Nothing happens until you sign in.")
        % {"organisation": organisation, "link": link},
    )  # fmt: skip


def locked(by: CallerAt) -> Organisation:
    """Two managers who remove each other at once must not both succeed: one after the other, by this lock."""
    return Organisation.objects.select_for_update().get(pk=by.organisation_id)


def held_by(by: CallerAt) -> list[str]:
    """The roles of a caller as they stand now, under the lock: what was given up meanwhile can't be passed on.

    Raises NotAllowed for somebody whose access ended meanwhile.
    """
    mine = Membership.objects.filter(organisation=by.organisation_id, user=by.user).first()
    if mine is None or not works_here(mine):
        raise NotAllowed(_("Your own access here has ended. Nothing was changed."), "membership.gone")
    return list(mine.roles)


def colleague(by: CallerAt, membership_id: UUID) -> Membership:
    return Membership.objects.select_related("user").get(pk=membership_id, organisation=by.organisation_id)


def _someone_else_runs(membership: Membership, side: str) -> bool:
    others = Membership.objects.filter(organisation=membership.organisation_id).exclude(pk=membership.pk)
    return any(
        runs(other.roles, side) for other in others.select_related("user") if other.user.is_active and works_here(other)
    )


def _keep_a_manager(membership: Membership, roles: Collection[str]) -> None:
    """Each side that this person runs must be run by somebody afterwards."""
    for side in sorted(doors_of(tuple(membership.roles))):
        left = runs(membership.roles, side) and not runs(roles, side)
        if left and not _someone_else_runs(membership, side):
            raise NotReady(
                _("Nobody else could let people in or out. Give somebody else the manager's role first."),
                "membership.last_manager",
            )


def _may_end(held: list[str], membership: Membership) -> None:
    """Who runs each side on which the person works may end their access: ending takes all roles away.

    A side that nobody else runs may be ended with the rest. Raises NotAllowed.
    """
    sides = doors_of(tuple(membership.roles)) & RUN_BY_SOMEBODY
    if any(not runs(held, side) and _someone_else_runs(membership, side) for side in sides):
        raise NotAllowed(
            _("Only who runs the side where this person works can end their access. Take away the roles of your own "
              "side instead: “Change roles”."),
            "roles.other_side",
        )  # fmt: skip


@transaction.atomic
def change_roles(by: CallerAt, membership_id: UUID, roles: Iterable[str]) -> Membership:
    """Raises DoesNotExist, Invalid, NotReady (the last manager), NotAllowed."""
    person_only(by)
    organisation = locked(by)
    membership = colleague(by, membership_id)
    chosen = check_roles(organisation, roles)
    check_change(held_by(by), membership.roles, chosen)
    _keep_a_manager(membership, chosen)
    before, membership.roles = membership.roles, chosen
    membership.save(update_fields=["roles"])
    audit.record(by, "membership.roles_changed", membership, before=before, roles=chosen)
    return membership


@transaction.atomic
def end(by: CallerAt, membership_id: UUID, ends_on: date) -> Membership:
    """From `ends_on` on, the person has no access; today means at once. What they did stays under their name.

    Raises DoesNotExist, Invalid for a past day, NotReady (ended already, the last manager), NotAllowed.
    """
    person_only(by)
    locked(by)
    membership, held, today = colleague(by, membership_id), held_by(by), timezone.localdate()
    if not works_here(membership):
        raise NotReady(_("This person has no access any more. Let them in again instead."), "membership.ended")
    _may_end(held, membership)
    if not today <= ends_on <= today + timedelta(days=366):
        words = _("Choose a day from today on, within a year.")
        raise Invalid(words, "membership.end_not_ahead", {"ends_on": words})
    _keep_a_manager(membership, ())
    if membership.ends_on is not None and ends_on > membership.ends_on:
        check_change(held, (), membership.roles)  # longer access is given anew
    membership.ends_on = max(ends_on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    audit.record(by, "membership.ended", membership, ends_on=membership.ends_on.isoformat())
    return membership
