"""What people are told of roles of the other side: that they are asked for, and how it ended."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.access.giving import names_of
from accounts.models import RoleRequest, User
from accounts.outbox.services import messages
from accounts.outbox.wording import Words
from accounts.tenancy.caller import CallerAt


def whom_of(row: RoleRequest) -> str:
    if row.membership is None:
        return f"{row.name} ({row.email})"
    return row.membership.user.name or row.membership.user.email


def concerned(row: RoleRequest) -> tuple[str, list[User]]:
    """Whom it is about, in words, and the people of both sides: who asked, and whom it is for if they work here."""
    return whom_of(row), [row.asked_by, *([row.membership.user] if row.membership else [])]


def tell_of_wish(by: CallerAt, row: RoleRequest, able: list[User]) -> None:
    whom, people = concerned(row)
    link = f"{settings.PUBLIC_URL}{reverse('team')}"
    facts = {"who": by.user, "whom": whom, "organisation": by.organisation, "link": link}

    def write() -> Words:
        body = _("Hello,\n\n%(who)s asks that %(whom)s be given at %(organisation)s: %(roles)s.\n\nSomebody who runs "
                 "that side, and did not ask for it, can confirm or refuse it at %(link)s. It lapses after thirty "
                 "days.\n\nIf this surprises you, refuse it and speak with your colleague.")  # fmt: skip
        return Words(_("Roles of the other side are asked for"), body % {**facts, "roles": names_of(row.roles)})

    for person in _once([*people, *able]):
        messages.enqueue(by, row, "membership.roles_asked", "email", person.email, write, cycle=str(person.pk))


def tell_of_end(by: CallerAt, row: RoleRequest, told: tuple[str, list[User]], what: str | Promise) -> None:
    whom, people = told
    facts = {"whom": whom, "organisation": by.organisation}

    def write() -> Words:
        who = by.user or _("the operator of Hearth, since nobody runs that side yet")
        body = _("Hello,\n\nRoles at %(organisation)s %(what)s: %(roles)s, for %(whom)s.\n\nDecided by %(who)s.\n\nIf "
                 "this surprises you, tell your manager at once: they see it at Settings, “Who did what”.")  # fmt: skip
        said = facts | {"who": who, "what": str(what), "roles": names_of(row.roles)}
        return Words(_("Roles of the other side: decided"), body % said)

    decided = [by.user] if by.user else []
    for person in _once([*people, *decided]):
        messages.enqueue(by, row, "membership.roles_decided", "email", person.email, write, cycle=str(person.pk))


def _once(people: Iterable[User]) -> Iterable[User]:
    return {user.pk: user for user in people}.values()
