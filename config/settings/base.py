"""Settings every environment shares. Values come from the environment through `config.env`."""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from config import env
from config.paths import BASE_DIR, data_dir
from config.settings.storage import documents

DATA_DIR: Path = data_dir()
SERVICE_NAME = "Hearth"

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "accounts.apps.AccountsConfig",
    "carers.apps.CarersConfig",
    "placements.apps.PlacementsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.access.middleware.RequestLog",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.middleware.HeadAsGet",
    "accounts.access.middleware.TenancyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "accounts.pages.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "accounts.pages.context.caller",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Two ways into one database: `default` is the app role, which row-level security binds;
# `owner` migrates, loads reference data and flushes, and serves no request.
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]


def databases(app_url: str, owner_url: str) -> dict[str, dict[str, Any]]:
    app = {**env.database(app_url, "DATABASE_URL"), "ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 60}
    app["CONN_HEALTH_CHECKS"] = True
    return {"default": app, "owner": env.database(owner_url, "DATABASE_OWNER_URL")}


# One way in for everybody: lock-out and second factor belong to it (docs/decisions/0006-one-way-in.md).
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "accounts.access.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "signup": "accounts.access.signing_up.EvenSignupForm",
    "login": "accounts.access.signing_up.LoginForm",
    "request_login_code": "accounts.access.signing_up.RequestLoginCodeForm",
    "reset_password": "accounts.access.signing_up.ResetPasswordForm",
    "add_email": "accounts.access.signing_up.AddEmailForm",
    "change_email": "accounts.access.signing_up.ChangeEmailForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "accounts.access.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "en-gb"
# The languages that Hearth really has, and no other: a browser that asks for one of Django's hundred gets English,
# not English with French dates. Another one is offered once it has a catalogue of its own (tests/test_languages.py).
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    # Production names one itself, and is refused without. No address of ours serves what lies in it.
    "default": documents(DATA_DIR / "documents"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Strict: no inline script or style; the page template's one inline script carries a nonce.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# Newest first; a comma between keys. Empty: one derived from SECRET_KEY (accounts.keyring.encryption).
FIELD_KEYS = env.names("HEARTH_FIELD_KEYS")
# "none", or "clamd://host:port". Documents wait as pending until it answers (accounts.outbox.gateways.scanner).
DOCUMENT_SCANNER = env.text("HEARTH_DOCUMENT_SCANNER", "none")
# How many of our own proxies write X-Forwarded-For before a request comes here: one setting for every limit, ours
# (accounts.pages.limits.address_of) and those of signing in. Production is refused without it.
TRUSTED_PROXIES = env.number("HEARTH_TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# An office behind one address is slowed, and a person's own name guarded: five slips in five minutes, and no more
# mails to one mailbox than somebody could want who does not find the last one.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "reset_password": "20/m/ip,3/m/key,12/h/key",
}
# Whom to ring where the site can't take somebody now, and no service's number is known.
TELEPHONE = env.text("HEARTH_TELEPHONE")
ALLOWANCES_FILE = env.text("HEARTH_ALLOWANCES_FILE")
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.CallerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.Capable"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pagination.Keyset",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.api.problems.problem_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hearth",
    "DESCRIPTION": "Foster carer recruitment and matching. Errors are application/problem+json with stable codes.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "UnavailableReasonEnum": "carers.law.vocabulary.UnavailableReason.choices",
        "ExitReasonEnum": "carers.law.vocabulary.ExitReason.choices",
        "WithdrawalReasonEnum": "carers.law.vocabulary.WithdrawalReason.choices",
        "KindOfCareEnum": "carers.law.vocabulary.KindOfCare.choices",
        "PlacementKindEnum": "placements.models.placement.PLACEMENT_KINDS",
        "HouseholdKindEnum": "carers.models.household.HOUSEHOLD_KINDS",
        "CheckOutcomeEnum": "carers.models.application.CHECK_OUTCOMES",
        "FollowUpOutcomeEnum": "carers.models.followup.FOLLOWUP_OUTCOMES",
        "TogetherAskedEnum": "placements.models.referral.TOGETHER_ASKED",
        "ReferralOutcomeEnum": "placements.models.referral.REFERRAL_OUTCOMES",
        "EndingReasonEnum": "placements.models.ending.ENDING_REASONS",
        "AskReasonEnum": "placements.models.ask.ASK_REASONS",
        "EnquiryStateEnum": "carers.models.enquiry.ENQUIRY_STATES",
        "ApplicationPersonRoleEnum": "carers.models.application.PERSON_ROLES",
        "DeterminationRouteEnum": "carers.models.application.DETERMINATION_ROUTES",
        "SexEnum": "carers.law.vocabulary.Sex.choices",
        "ApprovedSexEnum": "carers.law.vocabulary.ApprovedSex.choices",
    },
}


from config.settings.jobs import *  # noqa: E402, F403
from config.settings.logs import *  # noqa: E402, F403
from config.settings.outbox import *  # noqa: E402, F403
