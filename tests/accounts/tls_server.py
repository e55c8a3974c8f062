"""A mail server that speaks STARTTLS with a certificate of its own making."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class TlsServer:
    """`heard` are the verbs in order; `encrypted` whether the mails came over TLS."""

    port: int
    certificate: Path
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    encrypted: bool = False


def _certificate(folder: Path) -> Path:
    """A key and a certificate for localhost that vouches for itself, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1),
                                now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(True, 0), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def tls_mail_server(folder: Path) -> Iterator[TlsServer]:
    door = socket.create_server(("localhost", 0))
    told = TlsServer(door.getsockname()[1], _certificate(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(told.certificate)

    def work() -> None:
        with suppress(OSError):
            while True:
                line, _ = door.accept()
                line.settimeout(5)
                with suppress(OSError):
                    _serve(line, told, context)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield told
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    thread.join(5)


def _serve(line: socket.socket, told: TlsServer, context: ssl.SSLContext) -> None:
    line.sendall(b"220 tls\r\n")
    reader = line.makefile("rb")
    while command := reader.readline().decode().strip():
        verb = command.split()[0].upper()
        told.heard.append(verb)
        if verb == "STARTTLS":
            line.sendall(b"220 go on\r\n")
            line = context.wrap_socket(line, server_side=True)
            reader = line.makefile("rb")
        elif verb == "DATA":
            line.sendall(b"354 go on\r\n")
            told.mails.append(b"".join(iter(reader.readline, b".\r\n")))
            told.encrypted = isinstance(line, ssl.SSLSocket)
            line.sendall(b"250 taken\r\n")
        else:
            line.sendall(
                {"EHLO": b"250-tls\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n", "AUTH": b"235 ok\r\n"}.get(
                    verb, b"250 ok\r\n"
                )
            )
