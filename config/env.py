"""Settings read from the environment, typed at the edge.

Each reader raises `SettingError` with an id (`hearth.E001` ...) and a sentence that says what to set.
"""

import os
from urllib.parse import unquote, urlsplit


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


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


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
