"""Tests: throw-away engines that conftest starts, and a broker nobody may reach by accident."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, databases

DEBUG = False
DEVELOPMENT = True
SECRET_KEY = "test-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
_ABSENT = "postgresql://nobody@127.0.0.1:1/absent"
DATABASES = databases(
    os.environ.get("HEARTH_TEST_DATABASE_URL", _ABSENT), os.environ.get("HEARTH_TEST_OWNER_URL", _ABSENT)
)
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DATABASES["owner"]["TEST"] = {"DEPENDENCIES": []}
DATABASES["default"]["CONN_MAX_AGE"] = 0
REDIS_URL = os.environ.get("HEARTH_TEST_REDIS_URL", "redis://127.0.0.1:1/0")
# A task sent without the test's knowledge fails the test: there is no such transport.
CELERY_BROKER_URL = "poison://an-unmocked-queue"
CELERY_RESULT_BACKEND = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_GATEWAYS = {"email": "mailbox", "sms": "mailbox", "letter": "mailbox"}
MAILBOX_DIR = Path(tempfile.gettempdir()) / f"hearth-test-mailbox-{os.getpid()}"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "Hearth <no-reply@hearth.invalid>"
TELEPHONE = "01632 960 000"
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]
PUBLIC_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
