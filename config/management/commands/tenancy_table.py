from typing import Any

from accounts.management.base import ProductionCommand
from config.tables import TABLES

HEAD = """# Tenancy: every table, who reads it, who writes it

Printed from `config/tables.py` by `manage.py tenancy_table`; a test compares them.

- **tenant**: row-level security is enabled and forced. No organisation in scope, no rows.
- **person**: row-level security by the person, enabled and forced. Nobody in scope, no rows.
- **reference**: everybody reads; only the owner role writes (`load_reference`).
- **system**: belongs to no organisation: people who sign in, sessions, keys by their digest, heartbeats.

The scope is set per transaction (`accounts/tenancy/scopes.py`). The narrow roles `hearth_matcher` and `hearth_shortage`
read the homes of all agencies, since a referral is matched against every agency's homes; what a person is shown
of another agency's home is decided where the page is made, and never includes why it is closed.

| table | class | reads | writes | app role may |
|---|---|---|---|---|
"""


def tenancy_table() -> str:
    rows = (f"| {t.name} | {t.klass} | {t.reads} | {t.writes} | {t.privileges.lower()} |" for t in TABLES)
    return HEAD + "\n".join(rows) + "\n"


class Command(ProductionCommand):
    help = "Print docs/tenancy.md from the list of tables."
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(tenancy_table(), ending="")
