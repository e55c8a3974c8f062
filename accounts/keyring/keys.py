"""Keys of encrypted fields, without Django: made, derived, told apart by a fingerprint that gives nothing away.

python -m accounts.keyring                    prints a new key for HEARTH_FIELD_KEYS
python -m accounts.keyring --from-secret-key  prints the key that SECRET_KEY stood for before there was one
"""

import base64
import hashlib
import os
import sys
from collections.abc import Sequence

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def new() -> str:
    return Fernet.generate_key().decode()


def derived_from(secret: str) -> str:
    """The field key of an installation that has none of its own: development, and any before this setting."""
    raw = HKDF(hashes.SHA256(), 32, salt=None, info=b"hearth.field").derive(secret.encode())
    return base64.urlsafe_b64encode(raw).decode()


def in_force(keys: Sequence[str], secret: str) -> tuple[str, ...]:
    """The keys that are used, the first to encrypt: those set, else the one derived from SECRET_KEY."""
    return tuple(keys) or (derived_from(secret),)


def fingerprint(key: str) -> str:
    """Sixteen hexadecimal digits that name a key of 256 random bits and can't lead back to it."""
    return hashlib.sha256(b"hearth.field-key:" + base64.urlsafe_b64decode(key)).hexdigest()[:16]


def is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def main(arguments: Sequence[str]) -> str:
    if not arguments:
        return new()
    if list(arguments) == ["--from-secret-key"] and os.environ.get("SECRET_KEY"):
        return derived_from(os.environ["SECRET_KEY"])
    sys.exit("Give nothing, for a new key, or --from-secret-key with SECRET_KEY set in the environment.")
