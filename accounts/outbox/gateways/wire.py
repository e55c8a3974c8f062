"""A message as it goes over the line: RFC 5322 headers, a plain text body in quoted-printable, CRLF throughout.

Written by hand because the general builder takes a millisecond a message; the tests read it back with the
standard library's parser.
"""

import quopri
import re
from email.header import Header
from email.utils import formatdate

from accounts.outbox.gateways.base import Outgoing, Permanent

_LINE_END = re.compile(rb"\r\n|\r|\n")
# Long addresses in List-Unsubscribe must not be folded: a folded one is no address. RFC 5322 allows 998.
_LONGEST = 900


def address_of(recipient: str) -> str:
    """The recipient as it may stand in a command. Raises Permanent, in words, where it can't."""
    address = recipient.strip()
    if not address.isascii():
        raise Permanent("The address has letters that e-mail addresses can't have everywhere. Ask for another one.")
    if not re.fullmatch(r"[!-~]+@[!-~]+", address) or set(address) & set('<>()[],;:\\"'):
        raise Permanent("That is no e-mail address. Ask for the right one.")
    return address


def wire(message: Outgoing, sender: str, host: str) -> bytes:
    """The whole message, ending in CRLF. `sender` is a From header, already encoded."""
    lines = [
        f"Subject: {_words(message.title)}",
        f"From: {sender}",
        f"To: {address_of(message.recipient)}",
        f"Date: {formatdate()}",
        f"Message-ID: <{message.reference}@{host}>",
        "Auto-Submitted: auto-generated",
    ]
    if message.unsubscribe:
        lines += [f"List-Unsubscribe: <{message.unsubscribe}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    lines += [
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    ]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + _body(message.body)


def _words(title: str) -> str:
    """A subject on one line, or folded into encoded words (RFC 2047)."""
    plain = " ".join(title.split())
    if plain.isascii() and plain.isprintable() and len(plain) < _LONGEST and "=?" not in plain:
        return plain
    return Header(plain, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _body(body: str) -> bytes:
    lines = _LINE_END.sub(b"\n", body.encode("utf-8", "replace"))
    encoded = _LINE_END.sub(b"\r\n", quopri.encodestring(lines))
    return encoded if encoded.endswith(b"\r\n") else encoded + b"\r\n"
