"""Grants to the app role, from the one list of tables, after each migration."""

from typing import Any

from django.db import connections

from config.tables import TABLES

_APP = "hearth_app"
_NARROW = ("hearth_matcher", "hearth_shortage")


def grant_after_migrate(sender: Any, using: str, **_: Any) -> None:
    """Once per migrate run, when every table is there, on the owner's connection only.

    Django signals only apps that have models, hence `accounts` as the one to listen to.
    """
    if sender.name == "accounts" and using == "owner":
        apply_grants(using)


def apply_grants(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {row[0] for row in cursor.fetchall()}
        for table in TABLES:
            if table.name in present:
                cursor.execute(f'REVOKE ALL ON "{table.name}" FROM {_APP}')
                cursor.execute(f'GRANT {table.privileges} ON "{table.name}" TO {_APP}')
                if table.klass == "reference":
                    cursor.execute(f'GRANT SELECT ON "{table.name}" TO {", ".join(_NARROW)}')
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_APP}")
