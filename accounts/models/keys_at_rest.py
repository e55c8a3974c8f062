"""Which keys stored answers need, and the keys of look-ups, which outlive every other."""

from django.db import models
from django.db.models.functions import Now

from accounts.keyring.encryption import EncryptedJSONField


class FieldKey(models.Model):
    """A key under which something is or may be stored, by its fingerprint (`accounts.keyring`).

    While its row is here the service does not start without it. `rotate_keys --forget` takes the rows of old keys
    away once a walk over everything found nothing under them.
    """

    fingerprint = models.CharField(max_length=16, primary_key=True)
    noted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.fingerprint


class LookUpKey(models.Model):
    """The key of the hashes by which rows are found again, for one purpose.

    A hash can't be made anew without what was hashed, so this key never changes: it is stored encrypted, and only
    what it is encrypted under turns.
    """

    purpose = models.CharField(max_length=60, primary_key=True)
    key = EncryptedJSONField(help_text="32 bytes, in hexadecimal digits")

    def __str__(self) -> str:
        return self.purpose
