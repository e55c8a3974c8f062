from typing import Any

from accounts.management.base import ProductionCommand
from accounts.reference.services.reference import load_reference


class Command(ProductionCommand):
    help = "Load councils, adjoining councils, postcode sectors and DfE's figures (repeatable)."

    def handle(self, *_: Any, **__: Any) -> None:
        for kind, count in load_reference().items():
            self.stdout.write(f"{count:>7,} {kind}")
