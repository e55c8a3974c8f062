"""Does free text look as if it told who a child is? Plain Python; better one look too many than one too few.

A finding holds the text back until a person has looked: it never changes the text.
"""

import re
from dataclasses import dataclass

_PATTERNS = (
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)),
    ("telephone", re.compile(r"(?:\+44|\b0)\s?(?:\d[\s-]?){9,10}\b")),
    ("e-mail address", re.compile(r"\b[\w.+-]+@[\w-]+\.\w+")),
    ("NHS number", re.compile(r"\b\d{3}\s?\d{3}\s?\d{4}\b")),
    ("address", re.compile(
        r"\b\d+[A-Za-z]?\s+(?:[A-Z][\w'-]+\s+){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Crescent|Grove|"
        r"Terrace|Place|Way|Court|Gardens|Mount|View|Walk)\b")),
    ("school", re.compile(
        r"\b(?:St\.?\s+)?[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*\s+(?:Primary|Academy|High School|Grammar|Nursery|"
        r"Infants?|Juniors?|College|School)\b")),
    ("name", re.compile(
        r"\b(?:called|named|name is|Mr|Mrs|Ms|Miss|mum|mother|dad|father|sister|brother|uncle|aunt|nan|friend)\.?,?\s+"
        r"(?-i:[A-Z])[a-zà-ÿ'-]+")),
    ("name", re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-zà-ÿ'-]+\s+[A-Z][a-zà-ÿ'-]+\b")),
)  # fmt: skip
_PLAIN = frozenset(
    "January February March April May June July August September October November December Monday Tuesday "  # noqa: SIM905
    "Wednesday Thursday Friday Saturday Sunday English Polish Urdu Punjabi Bengali Arabic Romanian Christmas "
    "Easter Eid Ramadan Diwali Key Stage Year".split()
)


@dataclass(frozen=True)
class Sighting:
    """What kind of thing was seen, and the words."""

    kind: str
    words: str


def screen(*texts: str) -> list[Sighting]:
    """Everything in the texts that looks like a name, an address, a telephone number or a school."""
    found: dict[str, Sighting] = {}
    for text in texts:
        for kind, pattern in _PATTERNS:
            for match in pattern.finditer(text or ""):
                words = match.group().strip()
                if kind == "name" and set(words.split()) <= _PLAIN:
                    continue
                found.setdefault(words.lower(), Sighting(kind, words))
    return list(found.values())
