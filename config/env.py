"""Settings read from the environment, typed at the edge.

Each reader raises `SettingError` with an id (`hearth.E001` ...) and a sentence that says what to set.
"""

import math
import os
from collections import Counter
from urllib.parse import unquote, urlsplit

from accounts.keyring.keys import is_key


class SettingError(Exception):
    """A setting that is missing or that cannot be read; start is refused."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def required(name: str, code: str, what: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise SettingError(code, f"Set {name}: {what}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "false", "no", "off", "1", "true", "yes", "on"}:
        return default if value == "" else value in {"1", "true", "yes", "on"}
    raise SettingError("hearth.E010", f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError("hearth.E011", f"{name} must be a whole number, not {value!r}.") from None


def required_number(name: str, code: str, what: str) -> int:
    """A whole number that has to be said, 0 too."""
    required(name, code, what)
    found = number(name, 0)
    if found < 0:
        raise SettingError(code, f"{name} can't be less than 0: {what}.")
    return found


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


_KNOWN_SECRETS = ("django-insecure", "development-only", "test-only", "changeme", "change-me", "secret")
SECRET_BITS = 128


def guesses(text: str) -> float:
    """About how many bits it takes to guess `text` by the frequency of its characters: an upper bound."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -len(text) * sum(share * math.log2(share) for share in shares)


def secret(name: str, code: str, what: str) -> str:
    """A secret too long to be guessed. Raises SettingError for a missing, short, even or well-known one."""
    value = required(name, code, what)
    if len(value) < 32 or guesses(value) < SECRET_BITS or value.lower().startswith(_KNOWN_SECRETS):
        raise SettingError(
            "hearth.E013",
            f"{name} is too weak: whoever guesses it signs in as anybody. Set at least 32 random characters, such as "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` prints.",
        )
    return value


def hosts(name: str, code: str, what: str) -> list[str]:
    """Host names, none of them a wildcard: whoever sends any Host header could have links written to his own site."""
    found = [host.strip() for host in required(name, code, what).split(",") if host.strip()]
    if not found or any("*" in host for host in found):
        raise SettingError("hearth.E014", f"{name} must name the hosts one by one; * would take anybody's.")
    return found


def field_keys(name: str, code: str, what: str) -> list[str]:
    """Keys of encrypted fields, the first to encrypt, the others only to read. Raises SettingError."""
    required(name, code, what)
    found = names(name)
    if not found or not all(is_key(key) for key in found):
        raise SettingError(
            "hearth.E015",
            f"{name} holds something that is no key. `python -m accounts.keyring` prints one; a comma goes between.",
        )
    return found


def two_roles(app_url: str, owner_url: str) -> None:
    """Refuse the owner, or a superuser by its usual name, as the role that serves: no row would be out of its sight."""
    app, owner = urlsplit(app_url).username, urlsplit(owner_url).username
    if app in {owner, "postgres", "hearth_owner"}:
        raise SettingError(
            "hearth.E016",
            f"DATABASE_URL signs in as {app}, which row-level security does not bind. Use the app role hearth_app; "
            "the owner belongs in DATABASE_OWNER_URL alone.",
        )


def database(url: str, name: str) -> dict[str, object]:
    """A Django database entry from `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingError("hearth.E012", f"{name} must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
    }
