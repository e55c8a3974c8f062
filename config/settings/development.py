"""Development: engines of the data folder unless addresses are given, a file mailbox, demo sign-ins."""

import os

from config import env
from config.engines import launcher
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, INSTALLED_APPS, databases
from config.settings.base import STORAGES as BASE_STORAGES

DEBUG = env.flag("HEARTH_DEBUG", default=False)
DEVELOPMENT = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "not-a-secret-" * 4)

_engines = launcher.load(DATA_DIR)
_ABSENT = "postgresql://nobody@127.0.0.1:1/absent"
_app_url = os.environ.get("DATABASE_URL") or (_engines.database_url if _engines else _ABSENT)
_owner_url = os.environ.get("DATABASE_OWNER_URL") or (_engines.owner_url if _engines else _ABSENT)
DATABASES = databases(_app_url, _owner_url)
REDIS_URL = os.environ.get("REDIS_URL") or (_engines.redis_url if _engines else "redis://127.0.0.1:1/0")
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

MESSAGE_GATEWAYS = {
    "email": env.text("HEARTH_EMAIL_GATEWAY", "mailbox"),
    "sms": "mailbox",
    "letter": "mailbox",
}
MAILBOX_DIR = DATA_DIR / "mailbox"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                       "OPTIONS": {"file_path": str(MAILBOX_DIR)}}}  # fmt: skip
DEFAULT_FROM_EMAIL = "Hearth <no-reply@hearth.invalid>"
TELEPHONE = env.text("HEARTH_TELEPHONE", "01632 960 000")  # a number kept for made-up people
# Benchmarks and proofs are commands of the tests (`manage.py bench`, `manage.py prove`): a checkout has them, no image.
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]
PUBLIC_URL = env.text("HEARTH_PUBLIC_URL", "http://127.0.0.1:8000")
STATIC_ROOT = DATA_DIR / "static"
STORAGES = BASE_STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
