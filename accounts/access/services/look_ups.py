"""Keyed hashes by which rows are found again: the same for ever, whatever becomes of SECRET_KEY and field keys."""

import hashlib
import hmac

from django.conf import settings

from accounts.models import LookUpKey

# Every purpose there is: `prepare` makes their keys before anything is hashed.
PURPOSES = ("hearth.returns", "carers.enquiry_draft")


def look_up_key(purpose: str) -> bytes:
    """The key of one purpose, made at its first use. Raises LookupError for a purpose that is not listed.

    It begins as what `salted_hmac` made of SECRET_KEY, so that hashes of before it was kept stay good.
    """
    if purpose not in PURPOSES:
        raise LookupError(f"{purpose} is not in PURPOSES")
    found = LookUpKey.objects.filter(pk=purpose).first()
    if found is None:
        first = hashlib.sha256((purpose + settings.SECRET_KEY).encode()).hexdigest()
        found, _ = LookUpKey.objects.get_or_create(pk=purpose, defaults={"key": first})
    return bytes.fromhex(str(found.key))


def keyed(purpose: str, value: str) -> bytes:
    return hmac.new(look_up_key(purpose), value.encode(), hashlib.sha256).digest()


def make_all() -> None:
    for purpose in PURPOSES:
        look_up_key(purpose)
