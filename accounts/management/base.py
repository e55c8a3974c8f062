"""Where a command may run. Every command of ours is one of these two; a test walks them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.access.development import NotHere, refuse_outside_development


class ProductionCommand(BaseCommand):
    """Serves a real service: it may run anywhere."""


class DevelopmentCommand(BaseCommand):
    """For trying things out: refused under production settings, before it reads an argument or a row."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        name = type(self).__module__.rpartition(".")[2]
        try:
            refuse_outside_development(f"`manage.py {name}` runs")
        except NotHere as refused:
            raise CommandError(refused.message) from None
        return super().execute(*args, **options)
