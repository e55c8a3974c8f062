"""The virus scanner: ClamAV's daemon by its own protocol, or none, which every page then says."""

import socket
import struct

from django.conf import settings

CLEAN, INFECTED, NONE = "clean", "infected", "none"


class ScannerAway(Exception):
    """The scanner did not answer; the document stays pending and the sweeper tries again."""


def scan(data: bytes) -> tuple[str, str]:
    """(verdict, what was found). `DOCUMENT_SCANNER` is "none" or "clamd://host:port"."""
    address = getattr(settings, "DOCUMENT_SCANNER", "none")
    if address == "none":
        return NONE, ""
    host, _, port = address.removeprefix("clamd://").partition(":")
    try:
        answer = _instream(host, int(port or 3310), data)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer.endswith("OK"):
        return CLEAN, ""
    if answer.endswith("FOUND"):
        return INFECTED, answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(answer)


def _instream(host: str, port: int, data: bytes) -> str:
    with socket.create_connection((host, port), timeout=30) as link:
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), 65536):
            chunk = data[at : at + 65536]
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
        link.sendall(struct.pack("!I", 0))
        return link.recv(4096).decode(errors="replace").strip("\0\n ")
