import json
from argparse import ArgumentParser
from typing import Any

from accounts.access.services.demo import list_demo_people
from accounts.management.base import DevelopmentCommand
from accounts.management.development import database_in_words


class Command(DevelopmentCommand):
    help = "List the demo people: role, organisation, e-mail address. Development only."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a JSON list")

    def handle(self, *_: Any, **options: Any) -> None:
        with database_in_words():
            people = list_demo_people()
        if options["json"]:
            self.stdout.write(json.dumps([person.as_dict() for person in people], ensure_ascii=False, indent=2))
            return
        if not people:
            self.stdout.write("There are no demo people. Make a region first: `manage.py generate_region`.")
        for person in people:
            self.stdout.write(f"{person.role_name:<28}{person.organisation or '-':<36}{person.email:<48}{person.name}")
