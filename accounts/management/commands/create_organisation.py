from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.access.services.organisations import INDEPENDENT, KINDS, NewOrganisation, create_organisation
from accounts.input.errors import ServiceError
from accounts.management.base import ProductionCommand
from accounts.management.development import database_in_words


class Command(ProductionCommand):
    help = "Make an organisation and invite its first manager; prints the invitation's address once."
    requires_system_checks = []  # they ask the database, and answer with a traceback where it is away

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="as the public knows it")
        parser.add_argument("--kind", required=True, choices=KINDS, help="both: a council with its own service")
        parser.add_argument("--manager", required=True, metavar="E-MAIL", help="who runs it and lets the others in")
        area = "ONS code of the area, like E08000035: a council's own, or the one an agency serves"
        parser.add_argument("--council", default="", metavar="CODE", help=area)
        parser.add_argument("--ofsted-urn", default="", dest="urn", metavar="URN")
        parser.add_argument("--provider", choices=[str(kind) for kind in INDEPENDENT], default=str(INDEPENDENT[-1]),
                            help="what an independent agency is; its manager can change it")  # fmt: skip

    def handle(self, *_: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("name", "kind", "manager", "council", "urn", "provider")}
        try:
            with database_in_words():
                made = create_organisation(NewOrganisation(**asked))
        except ServiceError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{made.organisation.name} is made. Send this address to {options['manager']}; it works for")
        self.stdout.write("seven days, and sends a sign-in code to that e-mail address and to no other:")
        self.stdout.write(made.link)
