"""What people are told of roles of the other side: that they are asked for, and how it ended."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.caller import Caller
from accounts.giving import names_of
from accounts.models import RoleRequest, User
from accounts.services import messages
from accounts.wording import Words


def whom_of(row: RoleRequest) -> str:
    if row.membership is None:
        return f"{row.name} ({row.email})"
    return row.membership.user.name or row.membership.user.email


def concerned(row: RoleRequest) -> tuple[str, list[User]]:
    """Whom it is about, in words, and the people of both sides: who asked, and whom it is for if they work here."""
    return whom_of(row), [row.asked_by, *([row.membership.user] if row.membership else [])]


def tell_of_wish(by: Caller, row: RoleRequest, able: list[User]) -> None:
    whom, people = concerned(row)
    facts = {"who": by.user, "whom": whom, "roles": names_of(row.roles), "organisation": by.organisation,
             "link": f"{settings.PUBLIC_URL}{reverse('team')}"}  # fmt: skip

    def write() -> Words:
        body = _("Hello,\n\n%(who)s asks that %(whom)s be given at %(organisation)s: %(roles)s.\n\nSomebody who runs "
                 "that side, and did not ask for it, can confirm or refuse it at %(link)s. It lapses after thirty "
                 "days.\n\nIf this surprises you, refuse it and speak with your colleague.")  # fmt: skip
        return Words(_("Roles of the other side are asked for"), body % facts)

    _send(by, row, "membership.roles_asked", [*people, *able], write)


def tell_of_end(by: Caller, row: RoleRequest, told: tuple[str, list[User]], what: str) -> None:
    whom, people = told
    facts = {"what": what, "whom": whom, "roles": names_of(row.roles), "organisation": by.organisation}

    def write() -> Words:
        who = by.user or _("the operator of Hearth, since nobody runs that side yet")
        body = _("Hello,\n\nRoles at %(organisation)s %(what)s: %(roles)s, for %(whom)s.\n\nDecided by %(who)s.\n\nIf "
                 "this surprises you, tell your manager at once: they see it at Settings, “Who did what”.")  # fmt: skip
        return Words(_("Roles of the other side: decided"), body % {**facts, "who": who})

    decided = [by.user] if by.user else []
    _send(by, row, "membership.roles_decided", [*people, *decided], write)


def _send(by: Caller, row: RoleRequest, kind: str, people: Iterable[User], write: Callable[[], Words]) -> None:
    for person in {user.pk: user for user in people}.values():
        messages.enqueue(by, row, kind, "email", person.email, write, cycle=str(person.pk))
