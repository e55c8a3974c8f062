"""What production needs: compose files that say so, settings that refuse to start without their secrets."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import connections

from accounts.keyring import keys as keyring
from config import checks
from config.engines.roles import APP, NARROW, OWNER
from config.env import SettingError
from config.paths import BASE_DIR

SECRETS = ("SECRET_KEY", "HEARTH_FIELD_KEYS", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "HEARTH_HOSTS",
           "HEARTH_PUBLIC_URL", "HEARTH_FROM_EMAIL", "HEARTH_DOCUMENTS_DIR", "HEARTH_TELEPHONE",
           "HEARTH_TRUSTED_PROXIES")  # fmt: skip
GIVEN = {
    "SECRET_KEY": secrets.token_urlsafe(50), "HEARTH_FIELD_KEYS": keyring.new(),
    "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c",
    "DATABASE_OWNER_URL": "postgresql://o:b@127.0.0.1:1/c", "REDIS_URL": "redis://127.0.0.1:1/0",
    "HEARTH_HOSTS": "hearth.example", "HEARTH_PUBLIC_URL": "https://hearth.example",
    "HEARTH_FROM_EMAIL": "no-reply@hearth.example", "HEARTH_DOCUMENTS_DIR": "/documents",
    "HEARTH_TELEPHONE": "01632 960 001", "HEARTH_TRUSTED_PROXIES": "1",
}  # fmt: skip


def _manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    base = {k: v for k, v in os.environ.items() if k not in SECRETS and not k.startswith(("HEARTH_", "DJANGO_"))}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    return subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
        env=base | settings | environment, cwd=BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_check_deploy_is_clean() -> None:
    servers = {
        "DATABASE_URL": os.environ["HEARTH_TEST_DATABASE_URL"],
        "DATABASE_OWNER_URL": os.environ["HEARTH_TEST_OWNER_URL"],
    }
    done = _manage(GIVEN | servers, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", SECRETS)
def test_start_is_refused_with_an_id_and_a_sentence(missing: str) -> None:
    done = _manage({k: v for k, v in GIVEN.items() if k != missing}, "check")
    assert done.returncode != 0
    assert re.search(rf"Hearth cannot start\. hearth\.E\d{{3}}: Set {missing}: ", done.stderr), done.stderr


WEAK = ["abc", "k" * 60 + "0123456789", "django-insecure-" + secrets.token_urlsafe(50), "0123456789" * 2]
REFUSED = [
    *(("SECRET_KEY", value, "hearth.E013: SECRET_KEY is too weak") for value in WEAK),
    *(("HEARTH_HOSTS", value, "hearth.E014: HEARTH_HOSTS must name") for value in ("*", "a.example,*", "*.x.org", ",")),
    *(("HEARTH_FIELD_KEYS", value, "hearth.E015: HEARTH_FIELD_KEYS holds") for value in ("x", f"{keyring.new()},x")),
    ("DATABASE_URL", "postgresql://o:b@127.0.0.1:1/c", "hearth.E016: DATABASE_URL signs in as o"),
    ("DATABASE_URL", "postgresql://postgres:b@127.0.0.1:1/c", "hearth.E016: DATABASE_URL signs in as postgres"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "words"), REFUSED, ids=range(len(REFUSED)))
def test_start_is_refused_with_protection_off(name: str, value: str, words: str) -> None:
    done = _manage(GIVEN | {name: value}, "check")
    assert done.returncode != 0
    assert f"Hearth cannot start. {words}" in done.stderr, done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_role_above_the_rules_is_refused_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of the database: a superuser or an owner under any name. And the app role is taken."""
    assert checks.the_app_role_is_bound() == []
    checks.refuse_a_wrong_start()
    monkeypatch.setattr(checks, "connection", connections["owner"])
    assert [finding.id for finding in checks.the_app_role_is_bound()] == ["hearth.E017"]
    with pytest.raises(SettingError, match=r"hearth\.E017: .* as hearth_owner, which owns the tables"):
        checks.refuse_a_wrong_start()


def test_every_process_that_serves_looks_before_it_starts() -> None:
    """Web by its WSGI module, worker and beat by their signals: `check` is not run there by itself."""
    servers = {
        "DATABASE_URL": os.environ["HEARTH_TEST_OWNER_URL"],
        "DATABASE_OWNER_URL": os.environ["HEARTH_TEST_OWNER_URL"],
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    base = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTH_", "DJANGO_"))}
    signal = "from celery.signals import {} as s; import config.celery; s.send(None)"
    for code in ("import config.wsgi", signal.format("worker_init"), signal.format("beat_init")):
        done = subprocess.run(
            [sys.executable, "-c", f"import django, os; django.setup()\n{code}"], env=base | servers, cwd=BASE_DIR,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0, code
        assert "DATABASE_URL signs in as hearth_owner" in done.stderr, done.stderr


def test_deploy_says_so_where_answers_have_no_key(settings: Any) -> None:
    settings.FIELD_KEYS = []
    assert [finding.id for finding in checks.answers_have_a_key_of_their_own()] == ["hearth.E008"]


def test_a_region_is_refused_under_production_settings() -> None:
    servers = {
        "DATABASE_URL": os.environ["HEARTH_TEST_DATABASE_URL"],
        "DATABASE_OWNER_URL": os.environ["HEARTH_TEST_OWNER_URL"],
    }
    done = _manage(GIVEN | servers, "generate_region", "--council", "E08000035", "--seed", "1")
    assert done.returncode != 0
    assert "`manage.py generate_region` runs only in development" in done.stderr


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
    return loaded


def test_compose_has_every_service_each_with_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {"postgres", "redis", "web", "worker", "beat", "mail"} <= set(services)
    assert services["postgres"]["image"].startswith("postgres:18")
    assert services["redis"]["image"].startswith("redis:8")
    assert services["beat"]["deploy"]["replicas"] == 1
    for name, service in services.items():
        assert "healthcheck" in service or (name == "web" and "HEALTHCHECK" in _dockerfile()), name


def _dockerfile() -> str:
    return (BASE_DIR / "Dockerfile").read_text()


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    text = (BASE_DIR / "docker-compose.yml").read_text()
    for name in (
        "SECRET_KEY",
        "HEARTH_FIELD_KEYS",
        "HEARTH_APP_PASSWORD",
        "HEARTH_OWNER_PASSWORD",
        "POSTGRES_PASSWORD",
    ):
        uses = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert uses, name
        assert all(use.startswith(":?") for use in uses), name


def test_the_image_runs_as_a_normal_user_and_copies_every_package() -> None:
    text = _dockerfile()
    assert re.search(r"^USER hearth$", text, re.M)
    for package in ("accounts", "carers", "placements", "config"):
        assert f"COPY {package} {package}" in text


def test_the_init_script_makes_the_same_roles_as_the_launcher() -> None:
    script = Path(BASE_DIR / "docker/postgres/10-roles.sh").read_text()
    for name in (OWNER, APP, *NARROW):
        assert f"CREATE ROLE {name} " in script
    assert "NOSUPERUSER" in script
    assert "WITH INHERIT FALSE, SET TRUE" in script


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    """Raises SystemExit where `makemigrations` would write something."""
    call_command("makemigrations", "accounts", "carers", "placements", check=True, dry_run=True, verbosity=0)
