"""E-mail by SMTP through Django's mailers. The Message-ID carries our reference."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown

_THROTTLED = {421, 450, 451, 452}


def _sort(code: int, words: str) -> Exception:
    """RFC 5321: 4xx is not now, 5xx is never."""
    if code in _THROTTLED:
        return Throttled(words, 300)
    return Permanent(words) if code >= 500 else Unknown(words)


class Smtp:
    def send(self, message: Outgoing) -> Outcome:
        host = settings.PUBLIC_URL.partition("://")[2].split("/")[0].split(":")[0]
        reference = f"<{message.reference}@{host}>"
        mail = EmailMessage(
            subject=message.title,
            body=message.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[message.recipient],
            headers={"Message-ID": reference, "Auto-Submitted": "auto-generated"},
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, _words = next(iter(error.recipients.values()))
            raise _sort(code, f"The mail server refused the address ({code}).") from error
        except smtplib.SMTPResponseException as error:
            raise _sort(error.smtp_code, f"The mail server answered {error.smtp_code}.") from error
        except smtplib.SMTPServerDisconnected as error:
            # The line broke somewhere between "here it is" and "I have it".
            raise Doubtful("The mail server went away while taking the message.") from error
        except OSError as error:
            raise Unknown(f"The mail server can't be reached ({type(error).__name__}).") from error
        return Outcome(reference)

    def was_taken(self, reference: str) -> bool | None:
        return None
