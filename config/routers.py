"""Which role does what: the owner migrates, the app role serves."""

from typing import Any


class OwnerMigrates:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True
