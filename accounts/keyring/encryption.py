"""Answers at rest: JSON encrypted with keys that can be turned over without losing what is stored.

`FIELD_KEYS` holds Fernet keys, newest first: the first encrypts, all decrypt. Without any, one is derived
from SECRET_KEY, so that development works; production refuses to start without its own (docs/keys.md).
"""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.keyring import keys as keyring

_WHY = "This was stored under a key that HEARTH_FIELD_KEYS no longer holds."


class Unreadable(Exception):
    """Stored under a key that is no longer in FIELD_KEYS."""


@lru_cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


@lru_cache
def _in_force(keys: tuple[str, ...], secret: str) -> tuple[str, ...]:
    return keyring.in_force(keys, secret)


def keys_in_force() -> tuple[str, ...]:
    """The keys of this process, the first to encrypt with."""
    return _in_force(tuple(getattr(settings, "FIELD_KEYS", ())), settings.SECRET_KEY)


def encrypt(value: Any) -> str:
    return _box(keys_in_force()).encrypt(json.dumps(value, cls=DjangoJSONEncoder).encode()).decode()


def is_current(stored: str) -> bool:
    """Whether the key that encrypts now opens it, without the others."""
    try:
        _box(keys_in_force()[:1]).decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


def turned(stored: str) -> str:
    """The same content under the key that encrypts now. Raises Unreadable."""
    try:
        return _box(keys_in_force()).rotate(stored.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(_WHY) from error


def decrypt(stored: str) -> Any:
    try:
        return json.loads(_box(keys_in_force()).decrypt(stored.encode()))
    except InvalidToken as error:
        raise Unreadable(_WHY) from error


class EncryptedJSONField(models.TextField):  # type: ignore[type-arg]
    """JSON that the database only ever sees encrypted. It can't be searched, on purpose."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(value)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return encrypt(self.value_from_object(obj))
