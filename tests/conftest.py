"""Throw-away engines for one run, two database roles, and a small fixed cast."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as properties

from config import engines as our_engines
from config.engines.roles import APP, OWNER

pytest_plugins = ["tests.clock", "tests.browser", "tests.cast", "tests.database", "tests.queue"]
_FOLDER = "HEARTH_TEST_DATA_DIR"
# A busy machine takes longer over one example: what a property says holds all the same.
properties.register_profile("hearth", deadline=None)
properties.load_profile("hearth")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the engines once; workers inherit their addresses."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the ORM beside synchronous Playwright
    if _is_worker(config) or config.option.collectonly:
        return
    folder = Path(tempfile.mkdtemp(prefix="hearth-test-"))
    folder.chmod(0o755)
    engines = our_engines.start(folder, durable=False)
    os.environ[_FOLDER] = str(folder)
    os.environ["HEARTH_TEST_DATABASE_URL"] = engines.database_url
    os.environ["HEARTH_TEST_OWNER_URL"] = engines.owner_url
    os.environ["HEARTH_TEST_REDIS_URL"] = engines.redis_url
    config.add_cleanup(lambda: _stop(engines, folder))


def _stop(engines: our_engines.Engines, folder: Path) -> None:
    our_engines.stop(engines)
    shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every database test reaches both roles, or nothing would be flushed after a transactional one."""
    for item in items:
        if "cast" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(transaction=True))
        for marker in item.iter_markers("django_db"):
            marker.kwargs.setdefault("databases", ["default", "owner"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Settings were read before the engines had ports: tell the connections now, one database a worker."""
    from django.conf import settings
    from django.db import connections

    from config import env

    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    for alias, variable in (("default", "HEARTH_TEST_DATABASE_URL"), ("owner", "HEARTH_TEST_OWNER_URL")):
        entry = connections[alias].settings_dict
        entry.update(env.database(os.environ[variable], variable))
        if alias == "owner":
            entry.setdefault("TEST", {})["NAME"] = f"test_hearth_{suffix or 'main'}"
    settings.REDIS_URL = os.environ["HEARTH_TEST_REDIS_URL"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, migrated: Path) -> Iterator[None]:
    """The app role may use the test database; its connections close before the database is dropped."""
    from django.db import connections

    from tests.database import keep
    from tests.states import hold_to_the_tables

    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT CONNECT ON DATABASE {connections['owner'].settings_dict['NAME']} TO {APP}")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == OWNER
        keep(migrated, connections["owner"].settings_dict["NAME"])
        hold_to_the_tables(cursor)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """The doors count acts in the cache: a test must not be turned away for what another one did."""
    from django.core.cache import cache

    cache.clear()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line at the end where browser tests could not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("No Chromium found" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line("No Chromium found: browser tests were not run. Install chromium to run them.")
