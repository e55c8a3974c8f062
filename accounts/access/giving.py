"""Who may give which role: nobody gives what he does not hold, and nobody puts anybody on both sides alone.

A council that runs a fostering agency is one organisation with two sides. What the agency writes down about carers and
what the council writes down about children are kept apart by roles alone, so a role of the other side is given by
somebody who runs that side, and whoever is to stand on both is let there by two people (`services.role_requests`).
The same rule holds for pages, endpoints, invitations and keys.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from accounts.input.errors import NotAllowed
from accounts.tenancy.roles import ROLES, capabilities_of, doors_of

RUNS_THE_TEAM = "settings.write"
# Sides that have a role which runs the team; a regional body has none yet.
RUN_BY_SOMEBODY = {role.door for role in ROLES.values() if RUNS_THE_TEAM in role.capabilities}


def on_side(roles: Iterable[str], side: str) -> tuple[str, ...]:
    return tuple(key for key in roles if key in ROLES and ROLES[key].door == side)


def runs(held: Iterable[str], side: str) -> bool:
    """Whether these roles let people in and out on that side."""
    return RUNS_THE_TEAM in capabilities_of(on_side(held, side))


def may_give(held: Iterable[str], role: str) -> bool:
    """Whether whoever holds `held` may give `role`: they run its side and may do there all that it may."""
    side = ROLES[role].door
    mine = capabilities_of(on_side(held, side))
    return RUNS_THE_TEAM in mine and ROLES[role].capabilities <= mine


def names_of(roles: Iterable[str]) -> str:
    return ", ".join(ROLES[key].name for key in ROLES if key in set(roles))


def check_change(held: Collection[str], before: Collection[str], after: Collection[str]) -> None:
    """Whether whoever holds `held` may, alone, make somebody's roles `after` of what they are. Raises NotAllowed."""
    _check_given(held, set(after) - set(before))
    taken = {key for key in set(before) - set(after) if key in ROLES and not runs(held, ROLES[key].door)}
    if any(ROLES[key].door in RUN_BY_SOMEBODY for key in taken):
        raise NotAllowed(
            _("Only who runs that side can take away: %s. Leave it as it is, or ask them.") % names_of(taken),
            "roles.other_side",
        )
    there, new = doors_of(tuple(before)), doors_of(tuple(after))
    if new - there and (there or len(new) > 1):
        raise NotAllowed(
            _("This person would work on two sides of your organisation. That takes two people: ask for the roles "
              "at Team, “Ask for roles of the other side”, and somebody else who runs that side confirms."),
            "roles.two_sides",
        )  # fmt: skip


def check_key(held: Collection[str], roles: Collection[str]) -> None:
    """Whether whoever holds `held` may make a key with these roles. Raises NotAllowed."""
    _check_given(held, roles)
    if len(doors_of(tuple(roles))) > 1:
        raise NotAllowed(_("A key works for one side of your organisation. Make one for each side."), "roles.two_sides")


def _check_given(held: Collection[str], roles: Iterable[str]) -> None:
    beyond = [key for key in roles if not may_give(held, key)]
    if beyond:
        raise NotAllowed(
            _("You do not hold this yourself, so you cannot give it: %s. Ask for it at Team, “Ask for roles of the "
              "other side”; somebody who runs that side confirms.") % names_of(beyond),
            "roles.not_held",
        )  # fmt: skip
