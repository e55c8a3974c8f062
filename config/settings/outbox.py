"""Messages: providers, who may be written to from a test system, and how long a worker may hold a row."""

from typing import Any

from config import env

SMTP: dict[str, Any] = {
    "host": env.text("SMTP_HOST", "localhost"),
    "port": env.number("SMTP_PORT", 25),
    "username": env.text("SMTP_USER"),
    "password": env.text("SMTP_PASSWORD"),
    "use_tls": env.flag("SMTP_TLS"),
    "timeout": env.number("SMTP_TIMEOUT", 20),
}
# A provider of texts for agencies that may not use GOV.UK Notify: JSON over HTTP with a bearer token.
SMS_HTTP_URL = env.text("SMS_HTTP_URL")
SMS_HTTP_TOKEN = env.text("SMS_HTTP_TOKEN")
SMS_SENDER = env.text("SMS_SENDER", "Fostering")

NOTIFY_API_KEY = env.text("NOTIFY_API_KEY")
NOTIFY_BASE_URL = env.text("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk")
NOTIFY_TEMPLATES = {channel: env.text(f"NOTIFY_{channel.upper()}_TEMPLATE") for channel in ("email", "sms", "letter")}

# Providers call back with `Authorization: Bearer ...`; without a token set, that door is shut.
NOTIFY_CALLBACK_TOKEN = env.text("NOTIFY_CALLBACK_TOKEN")
RELAY_CALLBACK_TOKEN = env.text("RELAY_CALLBACK_TOKEN")
SMS_CALLBACK_TOKEN = env.text("SMS_CALLBACK_TOKEN")

# Empty: anybody. Otherwise only these addresses, numbers or @domains are ever written to: a test system.
MESSAGE_GUESTS = env.names("HEARTH_MESSAGE_GUESTS")

# A row that a worker holds for longer belongs to nobody any more. One run of a worker is much shorter.
OUTBOX_LEASE_SECONDS = env.number("HEARTH_OUTBOX_LEASE", 180)
OUTBOX_RUN_SECONDS = env.number("HEARTH_OUTBOX_RUN", 60)
OUTBOX_FIRST_RETRY_SECONDS = env.number("HEARTH_OUTBOX_FIRST_RETRY", 60)
