"""E-mail by SMTP, one connection for a worker's run. The Message-ID carries our reference.

smtplib is used by its steps, since only they tell a line that broke before the message left (surely not
taken) from one that broke after (perhaps taken).
"""

import contextlib
import smtplib
import ssl
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings

from accounts.outbox.gateways.base import Doubtful, Outcome, Outgoing, Permanent, Throttled, Unknown
from accounts.outbox.gateways.wire import address_of, wire

_THROTTLED = {421, 450, 451, 452}
_WHAT = ("the sender", "the address", "the message")


def _sort(code: int, words: str) -> Exception:
    """RFC 5321: 4xx is not now, 5xx is never."""
    if code in _THROTTLED:
        return Throttled(words, 300)
    return Permanent(words) if code >= 500 else Unknown(words)


def _is_yes(code: int) -> bool:
    return code in (250, 251, 354)


class Smtp:
    def __init__(self) -> None:
        self.line: smtplib.SMTP | None = None
        self.host = settings.PUBLIC_URL.partition("://")[2].split("/")[0].split(":")[0]
        name, self.address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        self.sender = formataddr((name, self.address))

    def _open(self) -> smtplib.SMTP:
        if self.line is not None:
            return self.line
        facts: dict[str, Any] = settings.SMTP
        try:
            line = smtplib.SMTP(facts["host"], facts["port"], self.host, timeout=facts["timeout"])
            line.ehlo_or_helo_if_needed()
            if facts["use_tls"]:
                line.starttls(context=ssl.create_default_context())
                line.ehlo_or_helo_if_needed()
            if facts["username"]:
                line.login(facts["username"], facts["password"])
        except smtplib.SMTPAuthenticationError as error:
            raise Unknown("The mail server did not accept our name and password.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unknown(f"The mail server can't be reached ({type(error).__name__}).") from error
        self.line = line
        return line

    def send(self, message: Outgoing) -> Outcome:
        mail = wire(message, self.sender, self.host)
        line = self._open()
        try:
            self._ask_for(line, address_of(message.recipient))
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Unknown("The mail server went away before it was given the message.") from error
        self._body(line, mail)
        return Outcome(f"<{message.reference}@{self.host}>")

    def _ask_for(self, line: smtplib.SMTP, recipient: str) -> None:
        """MAIL, RCPT and DATA: in one go where the server takes them so (RFC 2920)."""
        commands = [f"MAIL FROM:<{self.address}>", f"RCPT TO:<{recipient}>", "DATA"]
        if not line.has_extn("pipelining"):
            for command, what in zip(commands, _WHAT, strict=True):
                code, _ = line.docmd(command)
                self._heed(code, what)
            return
        line.send("".join(f"{command}\r\n" for command in commands))
        codes = [line.getreply()[0] for _ in commands]
        refused = next(((code, what) for code, what in zip(codes, _WHAT, strict=True) if not _is_yes(code)), None)
        if refused is None:
            return
        if codes[-1] == 354:
            # It waits for a message in spite of its no: an empty one ends that, and has nobody to go to.
            line.docmd(".")
        self._heed(*refused)

    def _heed(self, code: int, what: str) -> None:
        if _is_yes(code):
            return
        if code == 421:
            self.close()
        elif self.line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.line.rset()
        raise _sort(code, f"The mail server refused {what} ({code}).")

    def _body(self, line: smtplib.SMTP, mail: bytes) -> None:
        stuffed = (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:]
        try:
            line.send(stuffed + b".\r\n")
            code, _words = line.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise Doubtful("The mail server went away while taking the message.") from error
        self._heed(code, "the message")

    def was_taken(self, reference: str) -> bool | None:
        return None

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None
