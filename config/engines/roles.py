"""The cluster's roles and the service's database; safe to run at every start.

Roles belong to the whole cluster, so a launcher or an init script makes them, never a migration. For a server
of your own, docker/postgres/10-roles.sh holds the same statements.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER, APP, MATCHER, SHORTAGE = "hearth_owner", "hearth_app", "hearth_matcher", "hearth_shortage"
NARROW = (MATCHER, SHORTAGE)
DATABASE = "hearth"
_PLAIN = sql.SQL("NOSUPERUSER NOCREATEROLE NOBYPASSRLS")


@dataclass(frozen=True)
class RolePasswords:
    owner: str
    app: str


def ensure_roles(superuser_url: str, passwords: RolePasswords, may_create_databases: bool = False) -> None:
    """Owner (migrates), app (never superuser, never owner) and the narrow reading roles."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for name, password in ((OWNER, passwords.owner), (APP, passwords.app)):
            verb = sql.SQL("ALTER" if name in known else "CREATE")
            create_db = sql.SQL("CREATEDB" if may_create_databases and name == OWNER else "NOCREATEDB")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN {} {} PASSWORD {}").format(
                    verb, sql.Identifier(name), _PLAIN, create_db, sql.Literal(password)
                )
            )
        for name in NARROW:
            if name not in known:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN {}").format(sql.Identifier(name), _PLAIN))
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(sql.Identifier(name), sql.Identifier(APP))
            )


def ensure_database(superuser_url: str, name: str = DATABASE) -> None:
    """The database, owned by the owner role, closed to everybody else but the app role."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(APP))
        )
