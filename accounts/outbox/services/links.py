"""Links in messages: signed, so that they say which message they came with and nothing can be guessed."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Message

_UNSUBSCRIBE, _TRACKED = "accounts.unsubscribe", "accounts.link"


def packed(organisation: UUID, row: UUID) -> str:
    """An organisation and a row of its own as a short text, to be signed."""
    return signing.b64_encode(organisation.bytes + row.bytes).decode()


def unpacked(text: str) -> tuple[UUID, UUID] | None:
    """What `packed` took, or None for a text that it did not make."""
    try:
        both = signing.b64_decode(text.encode())
    except ValueError:
        return None
    return (UUID(bytes=both[:16]), UUID(bytes=both[16:])) if len(both) == 32 else None


def _sign(message: Message, salt: str) -> str:
    return signing.Signer(salt=salt).sign(packed(message.organisation_id, message.pk))


def _read(token: str, salt: str) -> tuple[UUID, UUID] | None:
    try:
        return unpacked(signing.Signer(salt=salt).unsign(token))
    except signing.BadSignature:
        return None


def unsubscribe(message: Message) -> str:
    """A full address that stops marketing to the message's address (RFC 8058). It never expires."""
    return f"{settings.PUBLIC_URL}{reverse('unsubscribe', args=[_sign(message, _UNSUBSCRIBE)])}"


def tracked(message: Message) -> str:
    """A full address that notes the visit and leads to the message's page."""
    return f"{settings.PUBLIC_URL}{reverse('message_link', args=[_sign(message, _TRACKED)])}"


def message_of_unsubscribe(token: str) -> tuple[UUID, UUID] | None:
    """(organisation, message), or None for a link that we did not make."""
    return _read(token, _UNSUBSCRIBE)


def message_of_link(token: str) -> tuple[UUID, UUID] | None:
    return _read(token, _TRACKED)
