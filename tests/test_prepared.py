"""A start prepares nothing twice, and never trusts a mark that the database has outgrown."""

import os
from pathlib import Path

import pytest
from django.db import connections

from config.paths import DEMO_PEOPLE
from config.runner import prepared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def url() -> str:
    owner = os.environ["HEARTH_TEST_OWNER_URL"]
    return owner.rpartition("/")[0] + "/" + str(connections["owner"].settings_dict["NAME"])


def test_a_mark_holds_for_the_same_code_and_the_same_migrations_only(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / DEMO_PEOPLE).write_text("[]")
    assert not prepared.is_prepared(url, tmp_path, demo=True)
    prepared.mark_prepared(url, demo=True)
    assert prepared.is_prepared(url, tmp_path, demo=True)
    assert not prepared.is_prepared(url, tmp_path, demo=False)
    assert not prepared.is_prepared(url, tmp_path / "another", demo=True)
    assert not prepared.is_prepared("postgresql://nobody@127.0.0.1:1/none", tmp_path, demo=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0001', now())")
        assert not prepared.is_prepared(url, tmp_path, demo=True), "somebody migrated by hand"
        cursor.execute("DELETE FROM django_migrations WHERE app = 'x'")
    assert prepared.is_prepared(url, tmp_path, demo=True)
    monkeypatch.setattr(prepared, "_files", lambda: [Path(__file__)])
    monkeypatch.setattr(prepared, "BASE_DIR", Path(__file__).parent)
    assert not prepared.is_prepared(url, tmp_path, demo=True), "the code has changed"


def test_every_file_that_a_start_depends_on_counts() -> None:
    names = {str(path.relative_to(prepared.BASE_DIR)) for path in prepared._files()}
    assert {"uv.lock", "accounts/data/postcode_sectors.csv", "config/tables.py", "carers/apps.py"} <= names
    assert any("placements/migrations/" in name for name in names)
