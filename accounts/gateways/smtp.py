"""E-mail by SMTP, one connection for a worker's run. The Message-ID carries our reference.

smtplib is used by its steps, since only they tell a line that broke before the message left (surely not
taken) from one that broke after (perhaps taken).
"""

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Any

from django.conf import settings

from accounts.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown

_THROTTLED = {421, 450, 451, 452}
# Long addresses in List-Unsubscribe must not be folded: a folded one is no address.
_POLICY = SMTP.clone(max_line_length=990)


def _sort(code: int, words: str) -> Exception:
    """RFC 5321: 4xx is not now, 5xx is never."""
    if code in _THROTTLED:
        return Throttled(words, 300)
    return Permanent(words) if code >= 500 else Unknown(words)


class Smtp:
    def __init__(self) -> None:
        self.line: smtplib.SMTP | None = None
        self.host = settings.PUBLIC_URL.partition("://")[2].split("/")[0].split(":")[0]
        self.sender = settings.DEFAULT_FROM_EMAIL

    def _open(self) -> smtplib.SMTP:
        if self.line is not None:
            return self.line
        facts: dict[str, Any] = settings.SMTP
        try:
            line = smtplib.SMTP(facts["host"], facts["port"], self.host, timeout=facts["timeout"])
            line.ehlo_or_helo_if_needed()
            if facts["use_tls"]:
                line.starttls(context=ssl.create_default_context())
            if facts["username"]:
                line.login(facts["username"], facts["password"])
        except smtplib.SMTPAuthenticationError as error:
            raise Unknown("The mail server did not accept our name and password.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unknown(f"The mail server can't be reached ({type(error).__name__}).") from error
        self.line = line
        return line

    def send(self, message: Outgoing) -> Outcome:
        mail = self._mail(message).as_bytes(policy=_POLICY)
        line = self._open()
        try:
            self._ask(*line.mail(parseaddr(self.sender)[1]), "the sender")
            self._ask(*line.rcpt(message.recipient), "the address")
            self._ask(*line.docmd("DATA"), "the message", good=354)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Unknown("The mail server went away before it was given the message.") from error
        self._body(line, mail)
        return Outcome(f"<{message.reference}@{self.host}>")

    def _ask(self, code: int, words: bytes, what: str, good: int = 250) -> None:
        if code == good or (good == 250 and code in (250, 251)):
            return
        if code == 421:
            self.close()
        elif self.line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.line.rset()
        raise _sort(code, f"The mail server refused {what} ({code}).")

    def _body(self, line: smtplib.SMTP, mail: bytes) -> None:
        stuffed = mail.replace(b"\r\n.", b"\r\n..")
        try:
            line.send((stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n") + b".\r\n")
            code, _words = line.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Doubtful("The mail server went away while taking the message.") from error
        self._ask(code, b"", "the message")

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage(policy=_POLICY)
        mail["Subject"] = " ".join(message.title.split())
        mail["From"] = self.sender
        mail["To"] = message.recipient
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.reference}@{self.host}>"
        mail["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(message.body, cte="quoted-printable")
        return mail

    def was_taken(self, reference: str) -> bool | None:
        return None

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None
