"""A pseudo-locale: every translated text comes out in letters that no source has, so that the rest stands out.

`pseudo(monkeypatch)` turns it on. `left_out(page, data)` gives the words of a page that no translation reached.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED = "áƀćđéƒǵħíĵķłɱńóƥɋŕšŧúṽẃẋýžÁƁĆĐÉƑǴĦÍĴĶŁṀŃÓƤɊŔŠŦÚṼẂẊÝŽ"
_TO_MARKED = str.maketrans(_PLAIN, _MARKED)
_TO_PLAIN = str.maketrans(_MARKED, _PLAIN)
_KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|%\{\w+\}|\{\{?\w*\}?\}|<[^>]+>|&\w+;|https?://\S+")
# Names of things, which are the same in every language, and signs of a format.
PROPER = {
    "Hearth", "GOV", "UK", "DBS", "GP", "PDF", "JPEG", "PNG", "MB", "KB", "SI", "LS", "AB", "JSON", "axe", "WCAG",
    "BASW", "Ofsted", "QR", "TOTP",
}  # fmt: skip


def marked(text: str) -> str:
    """`text` as the pseudo-locale has it; placeholders, tags and entities as they were."""
    parts, at = [], 0
    for match in _KEPT.finditer(text):
        parts += [text[at : match.start()].translate(_TO_MARKED), match.group()]
        at = match.end()
    return "".join([*parts, text[at:].translate(_TO_MARKED)])


def plain(text: str) -> str:
    return text.translate(_TO_PLAIN)


def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every gettext call, lazy ones, Django's own and those in templates included, answers in marked letters."""
    hooks: Any = translation._trans  # type: ignore[attr-defined]
    monkeypatch.setattr(hooks, "gettext", lambda text: marked(str(text)))
    monkeypatch.setattr(hooks, "pgettext", lambda _context, text: marked(str(text)))
    monkeypatch.setattr(hooks, "ngettext", lambda one, many, n: marked(str(one if n == 1 else many)))
    monkeypatch.setattr(hooks, "npgettext", lambda _context, one, many, n: marked(str(one if n == 1 else many)))


class _Texts(HTMLParser):
    """What a person reads or hears of a page: text, and the attributes that are spoken or shown."""

    SPOKEN = ("alt", "title", "aria-label", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "textarea"):  # what stands in a text area was typed by the person
            self.silent += 1
        self.found += [given[name] or "" for name in self.SPOKEN if name in given]
        self.found += [value or "" for name, value in attrs if name.startswith("data-i18n")]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "textarea"):
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def texts(page: str) -> list[str]:
    reader = _Texts()
    reader.feed(page)
    return [text.strip() for text in reader.found if text.strip()]


def left_out_of(text: str, data: list[str]) -> str:
    """The words of one text that are neither translated nor data; empty where all is well."""
    rest = re.sub(r"%\{\w+\}|https?://\S+|\S+@\S+|\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b|\bAW\d\b", " ", text)
    for known in data:
        rest = rest.replace(known, " ")
    words = [word for word in re.findall(r"[A-Za-z]{2,}", rest) if word not in PROPER]
    return " ".join(words)


def left_out(page: str, data: list[str]) -> list[str]:
    return [f"{left!r} in {text!r}" for text in texts(page) if (left := left_out_of(text, data))]
