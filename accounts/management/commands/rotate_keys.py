from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.encryption import keys_in_force
from accounts.keyring import fingerprint
from accounts.management.base import ProductionCommand
from accounts.services.field_keys import BATCH, Turned, forget_old_keys, turn_all


class Command(ProductionCommand):
    help = (
        "Encrypt every stored answer and every second factor anew with the first key of HEARTH_FIELD_KEYS. "
        "It can be stopped at any time and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help=f"rows a transaction (default {BATCH})")

    def handle(self, *_: Any, batch: int, **__: Any) -> None:
        if batch < 1:
            raise CommandError("Give --batch 1 or more.")
        ends: dict[str, Turned] = {}
        for so_far in turn_all(batch):
            where = f"{so_far.column.table}.{so_far.column.name}"
            ends[where] = so_far
            self.stdout.write(f"{so_far.seen:>9,} of {where} looked at, {so_far.turned:,} turned")
            self.stdout.flush()
        unreadable = {where: end.unreadable for where, end in ends.items() if end.unreadable}
        if unreadable:
            told = "; ".join(f"{count:,} in {where}" for where, count in unreadable.items())
            raise CommandError(
                f"No key opens {told}. They are left as they are. Add the key they were stored under to "
                "HEARTH_FIELD_KEYS, behind the first, and run this again; keep every key until then."
            )
        gone = forget_old_keys()
        self.stdout.write(f"Everything is under the key {fingerprint(keys_in_force()[0])}, the first.")
        if gone:
            self.stdout.write(f"{', '.join(gone)}: no longer needed; take them out of HEARTH_FIELD_KEYS.")
