"""Production: every secret and address comes from the environment; start is refused without one."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import SMTP, databases
from config.settings.base import STORAGES as BASE_STORAGES
from config.settings.storage import documents

DEBUG = False
DEVELOPMENT = False
SECRET_KEY = env.secret("SECRET_KEY", "hearth.E001", "a long random string, kept secret")
# Sign-ins and links made under these still work: the one before, for as long as links live (docs/keys.md).
SECRET_KEY_FALLBACKS = env.names("HEARTH_OLD_SECRET_KEYS")
FIELD_KEYS = env.field_keys(
    "HEARTH_FIELD_KEYS", "hearth.E008", "the key of encrypted answers, as `python -m accounts.keyring` prints one"
)
_app_url = env.required("DATABASE_URL", "hearth.E002", "where the app role signs in to PostgreSQL")
_owner_url = env.required("DATABASE_OWNER_URL", "hearth.E003", "where the owner role signs in, for migrations")
DATABASES = databases(_app_url, _owner_url)
env.two_roles(_app_url, _owner_url)
REDIS_URL = env.required("REDIS_URL", "hearth.E004", "the address of Redis or Valkey")
ALLOWED_HOSTS = env.hosts(
    "HEARTH_HOSTS", "hearth.E005", "the names under which the service is reached, separated by commas"
)
PUBLIC_URL = env.required("HEARTH_PUBLIC_URL", "hearth.E006", "the address people type, such as https://hearth.example")
DEFAULT_FROM_EMAIL = env.required("HEARTH_FROM_EMAIL", "hearth.E007", "the address that messages come from")
TELEPHONE = env.required("HEARTH_TELEPHONE", "hearth.E022", "the number people ring when the site can't take them")
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.required_number(
    "HEARTH_TRUSTED_PROXIES", "hearth.E021",
    "how many proxies of your own stand before web, each adding to X-Forwarded-For; 0 if there is none",
)  # fmt: skip
STORAGES = BASE_STORAGES | {"default": documents(None)}
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

MESSAGE_GATEWAYS = {
    "email": env.text("HEARTH_EMAIL_GATEWAY", "smtp"),
    "sms": env.text("HEARTH_SMS_GATEWAY", "none"),
    "letter": env.text("HEARTH_LETTER_GATEWAY", "none"),
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}

SECURE_SSL_REDIRECT = env.flag("HEARTH_SSL_REDIRECT", default=True)
# Without a proxy of ours, that header is whatever the caller wrote.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.number("HEARTH_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
