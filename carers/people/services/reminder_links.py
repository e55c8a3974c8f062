"""Links of reminders to referees and others who were asked: signed, since the first letter's secret is not kept."""

from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.urls import reverse

from carers.models import Respondent
from carers.people.services.inviting import spent

_REMINDER = "carers.respondent_reminder"


def reminder_path(row: Respondent) -> str:
    """The path of the page that the first letter leads to, signed: its secret is not kept and can't be sent again.

    It ends when the first letter's link does: answered, declined, stopped, too old, or asked anew.
    """
    packed = signing.b64_encode(row.pk.bytes + row.digest[:16].encode()).decode()
    token = signing.Signer(salt=_REMINDER).sign(packed).replace(":", ".")
    return reverse("respond", args=[row.agency_id, token])


def of_reminder(token: str) -> Q:
    """The row that a reminder's link was signed for, as long as nobody was sent a newer link. Raises LinkSpent."""
    try:
        packed = signing.b64_decode(signing.Signer(salt=_REMINDER).unsign(token.replace(".", ":")).encode())
    except (signing.BadSignature, ValueError):
        raise spent() from None
    return Q(pk=UUID(bytes=packed[:16]), digest__startswith=packed[16:].decode())
