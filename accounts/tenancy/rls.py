"""Row-level security as migration operations: no organisation in scope, no rows.

Two settings per transaction say who asks: `hearth.organisation` and `hearth.person` (see
`accounts.tenancy`). A setting is '' after a commit, hence the nullif. Forced, the policies bind the
owner too, which gets one of its own so that it can migrate, load and flush.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

ORGANISATION = "(select nullif(current_setting('hearth.organisation', true), '')::uuid)"
PERSON = "(select nullif(current_setting('hearth.person', true), '')::uuid)"
PROVING = "(select nullif(current_setting('hearth.proving', true), '')::uuid)"
APP, OWNER = "hearth_app", "hearth_owner"


def _join(statements: Sequence[str]) -> str:
    return ";\n".join(statements) + ";"


def _enable(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_owner ON {table} TO {OWNER} USING (true) WITH CHECK (true)",
    ]


def _disable(table: str) -> list[str]:
    return [
        f"DROP POLICY {table}_owner ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]


def tenant(table: str, *columns: str, also_reads: str = "", writes: str = "") -> RunSQL:
    """Rows of `table` belong to the organisation named in any of `columns`.

    `also_reads` is a further SQL condition for reading only, for example an applicant's own rows.
    `writes` replaces the condition for writing.
    """
    own = " OR ".join(f"{column} = {ORGANISATION}" for column in columns)
    reads = f"{own} OR {also_reads}" if also_reads else own
    check = writes or own
    return RunSQL(
        _join(
            [
                *_enable(table),
                f"CREATE POLICY {table}_read ON {table} FOR SELECT TO {APP} USING ({reads})",
                f"CREATE POLICY {table}_add ON {table} FOR INSERT TO {APP} WITH CHECK ({check})",
                f"CREATE POLICY {table}_change ON {table} FOR UPDATE TO {APP} USING ({check}) WITH CHECK ({check})",
                f"CREATE POLICY {table}_remove ON {table} FOR DELETE TO {APP} USING ({check})",
            ]
        ),
        _join(
            [
                *(f"DROP POLICY {table}_{verb} ON {table}" for verb in ("read", "add", "change", "remove")),
                *_disable(table),
            ]
        ),
    )


def persons(table: str, column: str) -> RunSQL:
    """Rows of `table` belong to the person named in `column`.

    Whoever is only proving who they are (`accounts.tenancy.scopes.proving`) sees theirs and may note the use, no more.
    """
    own, waiting = f"{column} = {PERSON}", f"{column} = {PROVING}"
    either = f"{own} OR {waiting}"
    policies = {"read": f"SELECT TO {APP} USING ({either})", "add": f"INSERT TO {APP} WITH CHECK ({own})",
                "change": f"UPDATE TO {APP} USING ({either}) WITH CHECK ({either})",
                "remove": f"DELETE TO {APP} USING ({own})"}  # fmt: skip
    return RunSQL(
        _join([*_enable(table), *(f"CREATE POLICY {table}_{k} ON {table} FOR {v}" for k, v in policies.items())]),
        _join([*(f"DROP POLICY {table}_{verb} ON {table}" for verb in policies), *_disable(table)]),
    )


def narrow(table: str, role: str, condition: str = "true", update: Sequence[str] = ()) -> RunSQL:
    """Let a narrow role read `table` across organisations, and update (so, lock) the named columns."""
    forward = [
        f"GRANT SELECT ON {table} TO {role}",
        f"CREATE POLICY {table}_{role} ON {table} FOR SELECT TO {role} USING ({condition})",
    ]
    back = [f"DROP POLICY {table}_{role} ON {table}", f"REVOKE SELECT ON {table} FROM {role}"]
    if update:
        columns = ", ".join(update)
        forward += [
            f"GRANT UPDATE ({columns}) ON {table} TO {role}",
            f"CREATE POLICY {table}_{role}_lock ON {table} FOR UPDATE TO {role} "
            f"USING ({condition}) WITH CHECK ({condition})",
        ]
        back = [
            f"DROP POLICY {table}_{role}_lock ON {table}",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {role}",
            *back,
        ]
    return RunSQL(_join(forward), _join(back))


def glimpse(table: str, role: str, columns: Sequence[str]) -> RunSQL:
    """Let a narrow role read some columns of `table` across organisations: what counting needs, and no names."""
    names = ", ".join(columns)
    return RunSQL(
        _join(
            [
                f"GRANT SELECT ({names}) ON {table} TO {role}",
                f"CREATE POLICY {table}_{role} ON {table} FOR SELECT TO {role} USING (true)",
            ]
        ),
        _join([f"DROP POLICY {table}_{role} ON {table}", f"REVOKE SELECT ({names}) ON {table} FROM {role}"]),
    )


def unique_within(table: str, *columns: str) -> RunSQL:
    """The key that composite foreign keys point at, so that a row can't refer across organisations."""
    name = f"{table}_within_{'_'.join(columns)}"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({', '.join(columns)})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def same_organisation(
    table: str, columns: Sequence[str], parent: str, parent_columns: Sequence[str], on_delete: str = ""
) -> RunSQL:
    """A composite foreign key: plain ones are checked past row-level security and would let a row in."""
    name = f"{table}_same_{columns[-1]}"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES {parent} ({', '.join(parent_columns)}) {on_delete} DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
