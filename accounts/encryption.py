"""Answers at rest: JSON encrypted with keys that can be turned over without losing what is stored.

`FIELD_KEYS` holds Fernet keys, newest first: the first encrypts, all decrypt. Without any, one is derived
from SECRET_KEY, so that development works; production should set its own (docs/applicant.md).
"""

import base64
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Unreadable(Exception):
    """Stored under a key that is no longer in FIELD_KEYS."""


@lru_cache
def _box(keys: tuple[str, ...], secret: str) -> MultiFernet:
    if keys:
        return MultiFernet([Fernet(key) for key in keys])
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"hearth.field").derive(secret.encode())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived))])


def _current() -> MultiFernet:
    return _box(tuple(getattr(settings, "FIELD_KEYS", ())), settings.SECRET_KEY)


def encrypt(value: Any) -> str:
    return _current().encrypt(json.dumps(value, cls=DjangoJSONEncoder).encode()).decode()


def decrypt(stored: str) -> Any:
    try:
        return json.loads(_current().decrypt(stored.encode()))
    except InvalidToken as error:
        raise Unreadable("This answer was stored under a key that FIELD_KEYS no longer holds.") from error


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
