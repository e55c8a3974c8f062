"""Tenancy in the database: every table classed, every tenant table closed, tried by raw SQL."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts.tenancy.scopes import role, scope
from accounts.tenancy.system_organisation import ITSELF
from config.tables import TABLES, TENANT
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
# Everybody may read the names of organisations; what they may not do is write them.
READ_BY_ALL = {"accounts_organisation", "accounts_organisation_serves"}


def _owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_every_table_is_classed_and_none_twice() -> None:
    present = {row[0] for row in _owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    listed = [table.name for table in TABLES]
    assert sorted(set(listed)) == sorted(listed)
    assert present == set(listed), f"class in config/tables.py: {present ^ set(listed)}"


def test_every_tenant_table_is_enabled_and_forced_with_policies_that_say_who() -> None:
    for table in TENANT:
        [[enabled, forced]] = _owner(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table.name
        )
        assert enabled, table.name
        assert forced, table.name
        policies = _owner(
            "SELECT polname, coalesce(pg_get_expr(polqual, polrelid), '') "
            "|| coalesce(pg_get_expr(polwithcheck, polrelid), '') "
            "FROM pg_policy WHERE polrelid = %s::regclass AND 'hearth_app'::regrole = ANY (polroles)",
            table.name,
        )
        assert policies, table.name
        for name, expression in policies:
            if name.endswith("_read") and table.name in READ_BY_ALL:
                continue
            assert "current_setting" in expression, (table.name, name, expression)
            assert expression.strip("() ") != "true", (table.name, name)


def test_reference_tables_cannot_be_written_by_the_service() -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_sector")


def test_the_service_is_neither_superuser_nor_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("hearth_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


def _rows_seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _rows_changed(table: str, column: str) -> int:
    """How many rows a careless UPDATE and DELETE without any condition would touch."""
    touched = 0
    with connection.cursor() as cursor:
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                    touched += cursor.rowcount
                    transaction.set_rollback(True)
            except DatabaseError as error:
                if "permission denied" not in str(error):
                    touched += 1  # a foreign key spoke, so the row was reached
    return touched


def test_owner_stranger_and_nobody_by_raw_sql(cast: Cast, full_world: dict[str, Any]) -> None:
    """In each tenant table with rows: its owners see them, a stranger and nobody see and change none."""
    empty = []
    for table in TENANT:
        column = "id"
        everything = _owner(f"SELECT count(*) FROM {table.name}")[0][0]
        if not everything:
            empty.append(table.name)
            continue
        seen = 0
        for organisation in (cast.agency.pk, cast.council.pk, ITSELF):
            with scope(organisation):
                seen = max(seen, _rows_seen(table.name))
        assert seen or table.name == "accounts_regionmember", table.name
        if table.name in READ_BY_ALL:
            with scope():
                assert _rows_changed(table.name, column) == 0, table.name
            continue
        with scope():
            assert _rows_seen(table.name) == 0, f"{table.name}: nobody sees rows"
            assert _rows_changed(table.name, column) == 0, f"{table.name}: nobody changes rows"
        with scope(full_world["stranger"]):
            assert _rows_seen(table.name) == 0, f"{table.name}: a stranger sees rows"
            assert _rows_changed(table.name, column) == 0, f"{table.name}: a stranger changes rows"
    assert not empty, f"Make a row of these in tests/permissions WORLD, so that they are tried: {empty}"


@pytest.fixture
def full_world(cast: Cast, sent_tasks: list[Any]) -> dict[str, Any]:
    """A row in every tenant table, and an organisation that has nothing to do with any of them."""
    from accounts.models import Organisation
    from tests.test_permissions import _modules

    made: dict[str, Any] = {}
    for module in _modules():
        for name, make in {**getattr(module, "WORLD", {}), **getattr(module, "TENANCY_WORLD", {})}.items():
            made[name] = make(cast, made)
    stranger = Organisation.objects.using("owner").create(name="Stranger", slug="stranger", agency_kind="private")
    return made | {"stranger": stranger.pk}


def test_using_true_would_be_caught(cast: Cast, full_world: dict[str, Any]) -> None:
    """The planted fault: with an open policy the raw SQL trial fails."""
    _owner("CREATE POLICY planted ON carers_enquiry FOR SELECT TO hearth_app USING (true)")
    try:
        with pytest.raises(AssertionError, match="nobody sees rows"):
            test_owner_stranger_and_nobody_by_raw_sql(cast, full_world)
    finally:
        _owner("DROP POLICY planted ON carers_enquiry")


def test_a_row_cannot_refer_across_organisations(cast: Cast, full_world: dict[str, Any]) -> None:
    """Plain foreign keys are checked past row-level security; the composite ones refuse."""
    with (
        pytest.raises(DatabaseError, match="carers_place_same_household_id"),
        scope(full_world["stranger"]),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO carers_place (agency_id, household_id, slot, period, basis) "
            "VALUES (%s, %s, 9, '[2000-01-01,)', 'approved')",
            [full_world["stranger"], full_world["home"]],
        )


def test_the_audit_trail_can_only_grow(cast: Cast, full_world: dict[str, Any]) -> None:
    for statement in ("UPDATE accounts_auditentry SET action = 'x'", "DELETE FROM accounts_auditentry"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            scope(cast.agency.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_narrow_roles_read_only_what_they_were_given(cast: Cast, full_world: dict[str, Any]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM carers_household")
        every_home = cursor.fetchone()[0]
    with scope(), role("hearth_matcher"):
        assert _rows_seen("carers_household") == every_home > 0
    with pytest.raises(DatabaseError, match="permission denied"), scope(), role("hearth_matcher"):
        _rows_seen("carers_enquiry")
    for hidden in ("carers_enquiry.name", "carers_application.name", "placements_child.needs", "carers_check.kind"):
        table, column = hidden.split(".")
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            scope(),
            role("hearth_shortage"),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT {column} FROM {table}")
    with pytest.raises(ValueError, match="not a narrow role"), role("hearth_owner"):
        pass


def test_scope_is_restored_and_ends_with_the_transaction(cast: Cast) -> None:
    from accounts.tenancy.scopes import current_organisation

    with scope(cast.agency.pk):
        with scope(cast.rival.pk):
            assert current_organisation() == cast.rival.pk
        assert current_organisation() == cast.agency.pk
    assert current_organisation() is None


def test_the_document_says_what_the_list_says() -> None:
    from config.management.commands.tenancy_table import tenancy_table
    from config.paths import BASE_DIR

    kept = (BASE_DIR / "docs" / "tenancy.md").read_text()
    assert kept == tenancy_table(), "Print it again: manage.py tenancy_table > docs/tenancy.md"
