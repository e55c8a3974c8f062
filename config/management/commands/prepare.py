import json
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command

from accounts.access.services.demo import list_demo_people
from accounts.access.services.field_keys import note_keys
from accounts.access.services.look_ups import make_all
from accounts.management.base import ProductionCommand
from accounts.models import Organisation
from accounts.reference.services.reference import load_reference, reference_is_current
from config.paths import DEMO_PEOPLE

DEMO_COUNCIL = "E08000035"


class Command(ProductionCommand):
    help = "Migrate, load reference data and, in development on the first run, make the demo region."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *_: Any, no_demo: bool, **__: Any) -> None:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        if not reference_is_current():
            load_reference()
        note_keys()
        make_all()
        if not no_demo and not settings.DEVELOPMENT:
            self.stdout.write("No demo region: these are production settings.")
        elif not no_demo and not Organisation.objects.exists():
            self.stdout.write("Making a demo region (only this once) ...")
            self.stdout.flush()
            call_command("generate_region", council=DEMO_COUNCIL, scale=0.5, seed=1, stdout=StringIO())
        if settings.DEVELOPMENT:
            people = json.dumps([person.as_dict() for person in list_demo_people()], ensure_ascii=False)
            (settings.DATA_DIR / DEMO_PEOPLE).write_text(people)
            settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
