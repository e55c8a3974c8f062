from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from accounts.access.services.role_requests import State, confirm_as_operator, could_confirm
from accounts.input.errors import ServiceError
from accounts.management.base import ProductionCommand
from accounts.models import Organisation, RoleRequest
from accounts.tenancy.ids import key_of
from accounts.tenancy.scopes import scope


class Command(ProductionCommand):
    help = (
        "List requests for roles of an organisation's other side; confirm one where nobody there runs that side yet. "
        "Agree it with the organisation first: both sides are written to, and it stands in their audit (docs/roles.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", metavar="SLUG")
        parser.add_argument("--confirm", metavar="ID", default="")
        parser.add_argument("--operator", default="", help="who you are, or the reference under which it was agreed")

    def handle(self, *_: Any, organisation: str, **options: Any) -> None:
        found = Organisation.objects.filter(slug=organisation).first()
        if found is None:
            raise CommandError(f"No organisation is called {organisation}.")
        with scope(found.pk):
            if options["confirm"]:
                self._confirm(found, key_of(options["confirm"]), options["operator"])
            else:
                self._list(found)

    def _confirm(self, organisation: Organisation, request_id: UUID | None, operator: str) -> None:
        try:
            row = confirm_as_operator(organisation, request_id, operator) if request_id else None
        except RoleRequest.DoesNotExist:
            row = None
        except ServiceError as refused:
            raise CommandError(refused.message) from None
        if row is None:
            raise CommandError("There is no such request. Without --confirm they are listed.")
        self.stdout.write(f"Given: {', '.join(row.roles)}. Both sides have been written to.")

    def _list(self, organisation: Organisation) -> None:
        waiting = RoleRequest.objects.filter(organisation=organisation, state=State.OPEN).order_by("asked_at")
        for row in waiting.select_related("membership__user", "asked_by"):
            whom = row.membership.user.email if row.membership else row.email
            able = ", ".join(user.email for user in could_confirm(row)) or "nobody there: the operator"
            self.stdout.write(f"{row.pk}  {', '.join(row.roles)} for {whom}, asked by {row.asked_by.email}; {able}")
        if not waiting:
            self.stdout.write("Nothing waits.")
