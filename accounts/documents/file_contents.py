"""What an uploaded file really is, looked up in its bytes; its name and the browser's word count for nothing.

Bounded work: no image or PDF library opens a stranger's file here.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

LIMIT_BYTES = 10 * 1024 * 1024
LIMIT_PAGES = 100
LIMIT_PIXELS = 60_000_000
_INFLATE_LIMIT = 20 * 1024 * 1024
_MOST_STREAMS = 500  # each of a usual file holds some 100 objects; 100 pages need far fewer
_SLICE = 16 * 1024
_MARK, _DICTIONARY = b"/ObjStm", 420
_SUFFIX = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
# What makes a document act by itself: such a file is refused, not cleaned.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|XFA|RichMedia|OpenAction\s*<<)\b")


class Unacceptable(Exception):
    """A file that is not taken; the words say why and what to do."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True)
class Contents:
    media_type: str
    pages: int | None = None


def look(data: bytes) -> Contents:
    """The kind of file and its pages. Raises Unacceptable."""
    if not data:
        raise Unacceptable("file.empty", _("The file is empty. Choose it again, or take a new picture."))
    if len(data) > LIMIT_BYTES:
        raise Unacceptable("file.too_large", _("The file is larger than 10 MB. Send a smaller picture or fewer pages."))
    _refuse_two_kinds(data)
    if data.startswith(b"%PDF-"):
        return Contents("application/pdf", _pdf_pages(data))
    if data.startswith(b"\xff\xd8\xff"):
        _check_size(*_jpeg_size(data))
        return Contents("image/jpeg", 1)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_size(*_png_size(data))
        return Contents("image/png", 1)
    raise Unacceptable(
        "file.kind", _("We take PDF, JPEG and PNG files. What you chose is none of these, whatever its name.")
    )


def _refuse_two_kinds(data: bytes) -> None:
    """A file that is a picture to one program and a page, an archive or a PDF to another."""
    start = data[:1024].lower()
    page = any(sign in start for sign in (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php"))
    pdf_inside = b"%pdf-" in start[1:]
    known = data.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    if known and (page or pdf_inside or _is_archive(data) or _page_after_the_end(data)):
        raise Unacceptable(
            "file.two_kinds", _("This is two kinds of file in one. Save it again as a PDF, or take a new picture.")
        )


def _is_archive(data: bytes) -> bool:
    """A ZIP's closing record, whose comment reaches to the end of the file: what programs look for from behind."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    return at >= 0 and len(data) >= at + 22 and at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") == len(data)


def _page_after_the_end(data: bytes) -> bool:
    end = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND"}.get(data[:2], b"%%EOF")
    tail = data[data.rfind(end) :].lower() if end in data else b""
    return any(sign in tail for sign in (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php"))


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= LIMIT_PIXELS:
        raise Unacceptable("file.picture", _("The picture is broken or far too large. Take it again in a usual size."))


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or b"IEND" not in data[-64:]:
        raise Unacceptable("file.picture", _("The picture is broken. Take it again."))
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """From the first frame header; markers are walked, never more than the file holds."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + max(length, 2)
    raise Unacceptable("file.picture", _("The picture is broken. Take it again."))


def _pdf_pages(data: bytes) -> int:
    if b"%%EOF" not in data[-2048:]:
        raise Unacceptable("file.pdf_broken", _("The PDF is cut off. Save it again and choose it once more."))
    if b"/Encrypt" in data:
        raise Unacceptable("file.pdf_locked", _("The PDF has a password. Save it without one and choose it again."))
    text = data + b"\n" + _Unpacking(data).all()
    if _ACTIVE.search(text):
        raise Unacceptable(
            "file.pdf_active", _("The PDF holds a program or another file. Print it to a new PDF first.")
        )
    counted = len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", text))
    stated = max((int(n) for n in re.findall(rb"/Count\s+(\d{1,7})", text)), default=0)
    pages = max(counted, stated)
    if pages == 0:
        raise Unacceptable("file.pdf_broken", _("The PDF has no page that we can find. Save it again."))
    if pages > LIMIT_PAGES:
        words = _("The PDF has %(pages)d pages; we take up to %(most)d. Split it.") % {
            "pages": pages,
            "most": LIMIT_PAGES,
        }
        raise Unacceptable("file.too_many_pages", words)
    return pages


class _Unpacking:
    """The object streams of one PDF, unpacked within three limits: their number, what is read and what comes out.

    Streams of an honest file do not overlap, so no byte of it is read twice. Places inside a stream that was read are
    looked at too: whoever hides a page there is found, and whoever makes us read everything again and again is refused.
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.whole = data, memoryview(data)
        self.food, self.room = len(data) + _MOST_STREAMS * _SLICE, _INFLATE_LIMIT

    def all(self) -> bytes:
        found: list[bytes] = []
        at, seen = self.data.find(_MARK), 0
        while at >= 0:
            seen += 1
            if seen > _MOST_STREAMS:
                raise _bomb()
            start = _start_of_stream(self.data, at)
            if start >= 0:
                found += self._pieces(start)
            at = self.data.find(_MARK, max(start, at + len(_MARK)))
        return b"\n".join(found)

    def _pieces(self, start: int) -> list[bytes]:
        """One stream, joined, up to its end or its first fault. Raises Unacceptable beyond a limit."""
        engine, found = zlib.decompressobj(), []
        while not engine.eof and start < len(self.whole):
            part = self.whole[start : start + _SLICE]
            start, self.food = start + len(part), self.food - len(part)
            try:
                piece = engine.decompress(part, self.room + 1)
            except zlib.error:
                break
            self.room -= len(piece)
            if self.room < 0 or self.food < 0:
                raise _bomb()
            found.append(piece)
        return [b"".join(found)]


def _start_of_stream(data: bytes, mark: int) -> int:
    """Where the bytes of the stream begin whose dictionary holds `mark`; -1 where none begins near it."""
    ends = (b"stream\n", b"stream\r\n")
    found = [at + len(end) for end in ends if (at := data.find(end, mark, mark + _DICTIONARY)) >= 0]
    return min(found, default=-1)


def _bomb() -> Unacceptable:
    return Unacceptable("file.bomb", _("The PDF unpacks to far more than it should. Save it again from its source."))


def harmless_name(name: str, media_type: str) -> str:
    """A name for people: no folders, no invisible or direction-turning signs, the ending of what the file is."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in base if unicodedata.category(sign)[0] not in "C" and sign not in "<>:\"|?*'`%;&$")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", kept).strip(" .")
    return (stem[:80] or "document") + _SUFFIX[media_type]
