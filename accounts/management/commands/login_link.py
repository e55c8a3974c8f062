from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.access.services.login_links import make_link
from accounts.management.base import DevelopmentCommand
from accounts.management.development import database_in_words
from accounts.models import User


class Command(DevelopmentCommand):
    help = "Print an address that signs somebody in once, within an hour. Development only."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="as `manage.py demo_accounts` lists it")

    def handle(self, *_: Any, email: str, **__: Any) -> None:
        with database_in_words():
            user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {email}. `manage.py demo_accounts` lists the people you can try.")
        self.stdout.write(make_link(user))
