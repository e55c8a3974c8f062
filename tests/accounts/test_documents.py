"""Uploads: hostile ones refused in words, kept ones harmless, handed out only when checked, never inline."""

import io
import zipfile
import zlib
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from accounts.documents import file_contents
from accounts.documents.file_contents import LIMIT_PAGES, Unacceptable, harmless_name, look
from accounts.documents.services.documents import scan_document
from accounts.models import Document
from accounts.outbox.gateways import scanner
from accounts.tenancy.scopes import scope
from tests.applicants import mine, owned_form
from tests.cast import Cast
from tests.permissions.applicant import PNG

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab"
    + b"\xff\xc0\x00\x11\x08"
    + (600).to_bytes(2)
    + (800).to_bytes(2)
    + b"\x03"
    + b"\0" * 20
)


def pdf(pages: int = 1, extra: bytes = b"") -> bytes:
    kids = b"".join(b"%d 0 obj << /Type /Page >> endobj\n" % (n + 3) for n in range(pages))
    return (
        b"%PDF-1.7\n1 0 obj << /Type /Pages /Count " + str(pages).encode() + b" >> endobj\n" + kids + extra + b"\n%%EOF"
    )


def hidden_pages(packed: bytes) -> bytes:
    return pdf(1, b"9 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + packed + b"\nendstream endobj")


def archive(inside: bytes = b"hello") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a.html", inside)
    return made.getvalue()


HOSTILE = {
    "HTML named .jpg": (b"<html><script>alert(1)</script>", "file.kind"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "file.kind"),
    "zip bomb": (b"PK\x03\x04" + b"\0" * 50, "file.kind"),
    "empty": (b"", "file.empty"),
    "too large": (b"%PDF-" + b"0" * (10 * 1024 * 1024), "file.too_large"),
    "10,000 pages": (pdf(10_000), "file.too_many_pages"),
    "10,000 pages in an object stream": (
        hidden_pages(zlib.compress(b"<< /Type /Page >>\n" * 10_000)),
        "file.too_many_pages",
    ),
    "a stream that swells": (hidden_pages(zlib.compress(b"\0" * 60_000_000)), "file.bomb"),
    "PDF with a script": (pdf(1, b"<< /S /JavaScript /JS (app.alert) >>"), "file.pdf_active"),
    "PDF with a password": (pdf(1, b"trailer << /Encrypt 4 0 R >>"), "file.pdf_locked"),
    "PDF cut off": (pdf()[:40], "file.pdf_broken"),
    "picture of a billion pixels": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4) * 2 + b"\0" * 9 + b"IEND\xaeB`\x82",
        "file.picture",
    ),
    "broken JPEG": (b"\xff\xd8\xff", "file.picture"),
    "JPEG of a billion pixels": (
        JPEG.replace((600).to_bytes(2) + (800).to_bytes(2), (60_000).to_bytes(2) * 2),
        "file.picture",
    ),
    "picture that is a page too": (PNG + b"<script>alert(1)</script>", "file.two_kinds"),
    "JPEG with a page in its first bytes": (JPEG[:8] + b"<HTML><body>" + JPEG[8:], "file.two_kinds"),
    "picture that is an archive too": (JPEG + b"\xff\xd9" + archive(), "file.two_kinds"),
    "PDF that is an archive too": (pdf() + archive(), "file.two_kinds"),
    "JPEG that is a PDF too": (JPEG[:8] + pdf(), "file.two_kinds"),
    "PDF with a script in an object stream": (
        hidden_pages(zlib.compress(b"<< /S /JavaScript /JS (app.alert) >>")),
        "file.pdf_active",
    ),
    "PDF that starts a program": (pdf(1, b"<< /S /Launch /F (cmd.exe) >>"), "file.pdf_active"),
    "real zip bomb": (archive(b"\0" * 5_000_000), "file.kind"),
}


STREAM = b"9 0 obj << /Type /ObjStm >> stream\n"


class _Counting:
    """zlib's unpacking, which counts what it is fed."""

    fed = 0

    def __init__(self) -> None:
        self.engine = zlib.decompressobj()

    def decompress(self, part: Any, most: int) -> bytes:
        type(self).fed += len(part)
        return self.engine.decompress(part, most)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def _fed(data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(_Counting, "fed", 0)
    with monkeypatch.context() as patched:
        patched.setattr(file_contents, "zlib", SimpleNamespace(decompressobj=_Counting, error=zlib.error))
        with suppress(Unacceptable):
            look(data)
    return _Counting.fed


@pytest.mark.parametrize("streams", [100, 20_000])
def test_many_small_object_streams_are_read_once(streams: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(1, (STREAM + zlib.compress(b"1 0 obj") + b"\nendstream\n") * streams)
    assert 0 < _fed(data, monkeypatch) <= len(data) + 500 * 16_384


def test_streams_without_an_end_are_not_read_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each holds the next ones within itself, unpacks to next to nothing and never ends."""
    nothing = b"\0\0\0\xff\xff" * 200_000
    data = pdf(1, b"".join(STREAM + b"x\x9c" + _stored(400 - n) for n in range(400)) + nothing)
    assert _fed(data, monkeypatch) <= len(data) + 501 * 16_384
    with pytest.raises(Unacceptable) as refused:
        look(data)
    assert refused.value.code == "file.bomb"


def _stored(left: int) -> bytes:
    """The head of a stored block that holds all the streams behind it, up to 65,535 bytes."""
    length = (left - 1) * (len(STREAM) + 7)
    return b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little")


def test_a_stream_inside_another_is_looked_at() -> None:
    inner = STREAM + zlib.compress(b"<< /S /JavaScript /JS (app.alert) >>") + b"\nendstream "
    with pytest.raises(Unacceptable) as refused:
        look(pdf(1, STREAM + zlib.compress(inner, 0) + b"\nendstream"))
    assert refused.value.code == "file.pdf_active"


def test_more_object_streams_than_a_usual_file_has_are_refused() -> None:
    one = STREAM + zlib.compress(b"1 0 obj") + b"\nendstream\n"
    assert look(pdf(1, one * 500)).pages == 1
    with pytest.raises(Unacceptable) as refused:
        look(pdf(1, one * 501))
    assert refused.value.code == "file.bomb"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_told_why(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Unacceptable) as refused:
        look(data)
    assert refused.value.code == code and refused.value.words.endswith(".")


def test_usual_files_are_taken() -> None:
    assert look(PNG).media_type == "image/png"
    assert look(JPEG).media_type == "image/jpeg"
    assert look(pdf(LIMIT_PAGES)).pages == LIMIT_PAGES


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_no_bytes_at_all_break_the_look(tail: bytes, head: bytes) -> None:
    with suppress(Unacceptable):  # anything else would be a crash
        assert look(head + tail).media_type


@given(st.text(max_size=200))
def test_no_name_stays_harmful(name: str) -> None:
    made = harmless_name(name, "image/png")
    assert made.endswith(".png") and len(made) <= 90
    assert not set(made) & set('/\\<>:"|?*\0\r\n\u202e\u200f') and not made.startswith(".")


def test_names_of_the_brief() -> None:
    assert harmless_name("../../etc/passwd.jpg", "image/jpeg") == "passwd.jpg"
    assert harmless_name("photo\u202egpj.exe", "application/pdf") == "photogpj.pdf"
    assert harmless_name("Zoë's Führerschein.PDF", "application/pdf") == "Zoës Führerschein.pdf"


def upload(client: Client, name: str, data: bytes) -> Any:
    return client.post(f"{mine(client)}documents/", {"kind": "other", "file": SimpleUploadedFile(name, data)})


def test_each_hostile_file_is_refused_by_page_and_api_and_nothing_is_kept(cast: Cast, sent_tasks: list[Any]) -> None:
    form = owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    address = f"/api/v1/my-applications/{form.pk}/documents"
    for name, (data, code) in HOSTILE.items():
        page = upload(client, "photo.jpg", data)
        with pytest.raises(Unacceptable) as refused:
            look(data)
        assert page.status_code == 422 and escape(refused.value.words) in page.content.decode(), name
        told = client.post(address, {"kind": "other", "file": SimpleUploadedFile("photo.jpg", data)})
        assert told.status_code == 422 and told.json()["code"] == code, (name, told.content)
        assert told.json()["errors"] == {"file": refused.value.words}
    with scope(cast.agency.pk):
        assert not Document.objects.exists()
    assert not [task for task, _ in sent_tasks if task == "accounts.scan_document"]


def test_each_hostile_name_is_made_harmless_by_page_and_api(cast: Cast, sent_tasks: list[Any]) -> None:
    form = owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    address = f"/api/v1/my-applications/{form.pk}/documents"
    names = ["../../etc/passwd.jpg", "..\\..\\boot.ini", "a\u202egpj.exe", "x\r\nSet-Cookie: a=b.png", "<script>.png",
             "\u200f.htaccess", "." * 300, "con\0.png"]  # fmt: skip
    for n, name in enumerate(names):
        data = JPEG + bytes([n])  # other bytes: another document
        sent = SimpleUploadedFile("x", data)
        sent.name = name.replace("/", "\u2215") if n % 2 else name
        answer = upload_as(client, address, sent) if n % 2 else upload_as(client, f"{mine(client)}documents/", sent)
        assert answer.status_code in (201, 302, 400, 422), (name, answer.content)
    with scope(cast.agency.pk):
        kept = list(Document.objects.all())
        Document.objects.update(state="clean")
    assert len(kept) >= 5
    for document in kept:
        assert document.name.endswith(".jpg") and not set(document.name) & set('/\\<>"\r\n\u202e\u200f\0')
        got = client.get(f"{mine(client)}documents/{document.pk}/")
        assert got["Content-Disposition"].startswith("attachment") and "Set-Cookie: a" not in str(got.headers)
        assert got["Content-Type"] == "application/octet-stream" and "sandbox" in got["Content-Security-Policy"]


def upload_as(client: Client, address: str, sent: Any) -> Any:
    return client.post(address, {"kind": "other", "file": sent})


def test_from_upload_to_scanner_to_attachment(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    owned_form(cast)
    client = Client()
    client.force_login(cast.people["appa"])
    refused = upload(client, "me.jpg", b"<html>")
    assert refused.status_code == 422 and "whatever its name" in refused.content.decode()
    assert upload(client, "empty.pdf", b"").status_code == 422
    assert upload(client, "../a\u202egnp.png", PNG).status_code == 302
    assert upload(client, "again.png", PNG).status_code == 302  # the same bytes: one document
    with scope(cast.agency.pk):
        kept = Document.objects.get()
    assert kept.stored_as.count("/") == 1 and "png" not in kept.stored_as
    address = f"{mine(client)}documents/{kept.pk}/"
    assert client.get(address).status_code == 409  # pending
    assert sent_tasks[-1] == ("accounts.scan_document", [str(cast.agency.pk), str(kept.pk)])

    def away(data: bytes) -> tuple[str, str]:
        raise scanner.ScannerAway("refused")

    monkeypatch.setattr("accounts.documents.services.documents.scan", away)
    assert scan_document(cast.agency.pk, kept.pk) == "pending"
    monkeypatch.setattr("accounts.documents.services.documents.scan", lambda data: (scanner.CLEAN, ""))
    assert scan_document(cast.agency.pk, kept.pk) == "clean"
    assert scan_document(cast.agency.pk, kept.pk) == "not_pending"
    got = client.get(address)
    assert got.content == PNG and got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]
    assert got["Content-Type"] == "application/octet-stream"
    upload(client, "worse.jpg", JPEG)
    with scope(cast.agency.pk):
        worse = Document.objects.exclude(pk=kept.pk).get()
    monkeypatch.setattr("accounts.documents.services.documents.scan", lambda data: (scanner.INFECTED, "Eicar"))
    assert scan_document(cast.agency.pk, worse.pk) == "refused"
    assert client.get(f"{mine(client)}documents/{worse.pk}/").status_code == 409


def test_the_scanner_s_protocol(settings: Any) -> None:
    """A tiny clamd on a real socket: chunks in, verdict out."""
    import socket
    import struct
    import threading

    heard: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        link, _ = listener.accept()
        with link:
            stream = link.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                heard.append(stream.read(size))
            link.sendall(b"stream: Eicar-Test FOUND\0")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        settings.DOCUMENT_SCANNER = f"clamd://127.0.0.1:{listener.getsockname()[1]}"
        assert scanner.scan(b"x" * 70_000) == (scanner.INFECTED, "Eicar-Test")
    assert b"".join(heard) == b"x" * 70_000
    with pytest.raises(scanner.ScannerAway):
        scanner.scan(b"x")
    settings.DOCUMENT_SCANNER = "none"
    assert scanner.scan(b"x") == (scanner.NONE, "")
