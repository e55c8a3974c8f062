from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.access.services.field_keys import BATCH, PASSES, Turned, forget_old_keys, old_keys, turn_all
from accounts.keyring.encryption import keys_in_force
from accounts.keyring.keys import fingerprint
from accounts.management.base import ProductionCommand


class Command(ProductionCommand):
    help = (
        "Encrypt every stored answer and every second factor anew with the first key of HEARTH_FIELD_KEYS. "
        "It can be stopped at any time and run again. With --forget, once every process has the new key: look "
        "again, and where nothing is under an old key, say which keys can be taken out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help=f"rows a transaction (default {BATCH})")
        parser.add_argument("--forget", action="store_true", help="let go of the old keys if nothing is under them")

    def handle(self, *_: Any, batch: int, forget: bool, **__: Any) -> None:
        if batch < 1:
            raise CommandError("Give --batch 1 or more.")
        if forget:
            return self._forget(batch)
        for _number in range(PASSES):
            if not self._pass(batch):
                break
        else:
            raise CommandError(
                f"After {PASSES} passes something is still written under an old key. Restart web, workers and beat "
                "with the new key first in HEARTH_FIELD_KEYS, then run this again."
            )
        self.stdout.write(f"Everything is under the key {fingerprint(keys_in_force()[0])}, the first.")
        if old_keys():
            self.stdout.write(
                "Keep the old keys for now. When every process has been restarted with the new key first, "
                "`manage.py rotate_keys --forget` looks once more and says which can be taken out."
            )
        return None

    def _forget(self, batch: int) -> None:
        """Nothing that is written meanwhile may be left behind: what had to be turned begins the wait anew."""
        if turned := self._pass(batch):
            raise CommandError(
                f"{turned:,} were still under an old key, so a process may be writing under it. They are turned now, "
                "and no key was let go. Restart web, workers and beat, then run this again."
            )
        if gone := forget_old_keys():
            self.stdout.write(f"{', '.join(gone)}: no longer needed; take them out of HEARTH_FIELD_KEYS and restart.")
        else:
            self.stdout.write("There is no old key to let go of.")

    def _pass(self, batch: int) -> int:
        """How many were turned in one walk over everything."""
        ends: dict[str, Turned] = {}
        for so_far in turn_all(batch):
            where = f"{so_far.column.table}.{so_far.column.name}"
            ends[where] = so_far
            self.stdout.write(f"{so_far.seen:>9,} of {where} looked at, {so_far.turned:,} turned")
            self.stdout.flush()
        if unreadable := {where: end.unreadable for where, end in ends.items() if end.unreadable}:
            told = "; ".join(f"{count:,} in {where}" for where, count in unreadable.items())
            raise CommandError(
                f"No key opens {told}. They are left as they are. Add the key they were stored under to "
                "HEARTH_FIELD_KEYS, behind the first, and run this again; keep every key until then."
            )
        return sum(end.turned for end in ends.values())
