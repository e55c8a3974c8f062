"""What is due to go, organisation by organisation: as a dry run, or done now as each night does it."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.management.base import ProductionCommand
from accounts.models import Organisation
from accounts.records.keepers import begins_on, outlook
from accounts.records.services.retention_night import run
from accounts.tenancy.scopes import scope


class Command(ProductionCommand):
    help = "Delete or make anonymous what is past its time; with --dry-run only say how much that is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="one JSON document, without names")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="one organisation alone")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Organisation.objects.order_by("name")
        if options["organisation"]:
            chosen = chosen.filter(slug=options["organisation"])
            if not chosen.exists():
                raise CommandError(f"No organisation is called {options['organisation']}.")
        act = self._would if options["dry_run"] else self._does
        found = [{"organisation": one.slug, **act(one)} for one in chosen]
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "organisations": found}, default=str))
            return
        for one in found:
            self.stdout.write(f"{one.pop('organisation')}: " + "; ".join(f"{key} {said}" for key, said in one.items()))

    def _would(self, organisation: Organisation) -> dict[str, Any]:
        with scope(organisation.pk):
            seen = outlook(organisation.pk, timezone.localdate())
            rules = {
                one.kept.keeper.rule.key: {
                    "kept": f"{one.kept.amount} {one.kept.keeper.rule.unit}", "tonight": one.tonight, "soon": one.soon,
                }
                for one in seen
            }  # fmt: skip
            return {"begins_on": begins_on(organisation.pk), "rules": rules}

    def _does(self, organisation: Organisation) -> dict[str, Any]:
        return {"gone": run(organisation.pk, timezone.now())}
