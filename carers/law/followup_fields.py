"""Checks on the words of follow-ups: promotion in service messages, merge fields, the length of a text.

Law: Privacy and Electronic Communications Regulations 2003 reg 22. A message that is needed to run
someone's own enquiry or application is a service message as long as it carries no promotion; one that
promotes is marketing, needs consent for its channel, and must say how to stop.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

UNSUBSCRIBE_FIELD = "unsubscribe_link"


class MessageClass(StrEnum):
    SERVICE = "service"
    MARKETING = "marketing"


# Phrases that sell rather than inform. Word stems, so that "rewarding" and "rewards" are both met.
_PROMOTIONAL = (
    r"(?:life[- ]chang|reward|amaz|exciting|fantastic|wonderful|incredibl|unmissable)\w*",
    r"mak(?:e|ing) (?:a|all the|the|that) (?:real )?difference",
    r"why not\b",
    r"have you (?:ever )?(?:thought|considered)",
    r"(?:do not|don['’]t|never) miss(?: out)?",
    r"(?:special|limited|exclusive) (?:offer|time)\w*",
    r"(?:earn|receive|get) (?:up to|as much as) ?£?\d*",
    r"(?:generous|competitive|excellent) (?:allowance|fee|pay|support|reward)\w*",
    r"refer (?:a|your) friends?",
    r"tell your friends",
    r"(?:sign up|subscribe) (?:to|for) (?:our|the)",
    r"(?:our )?newsletter",
    r"join (?:us|our (?:team|family|community))",
    r"book your place",
    r"open (?:day|evening)",
    r"(?:like|follow) us on",
    r"award[- ]winning",
    r"act now|hurry|last chance|today only",
    r"become a foster (?:carer|parent)",
    r"transform(?:ing)? (?:a child|lives|a life)\w*",
    r"utm_(?:source|medium|campaign)",
)
_PROMOTION = re.compile("|".join(f"(?:{phrase})" for phrase in _PROMOTIONAL), re.IGNORECASE)
_FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")


def check_words(message_class: MessageClass, text: str) -> list[str]:
    """What is wrong with a template's words for its class, in words; empty if nothing is.

    A service template must not promote; a marketing template must offer a way to stop.
    """
    if not text.strip():
        return ["There are no words. Write the message."]
    if message_class is MessageClass.MARKETING:
        if UNSUBSCRIBE_FIELD in fields_of(text):
            return []
        return [f"A marketing message must say how to stop: add {{{{{UNSUBSCRIBE_FIELD}}}}}."]
    plain = " ".join(text.replace("\u00a0", " ").split())
    found = list(dict.fromkeys(match.group().strip().lower() for match in _PROMOTION.finditer(plain)))
    faults = [f"“{words}” promotes. Take it out, or make this a marketing message." for words in found]
    if "!" in plain:
        faults.append("An exclamation mark reads as promotion. Use a full stop.")
    return faults


def fields_of(text: str) -> set[str]:
    """The names of the merge fields, written `{{name}}`."""
    return set(_FIELD.findall(text))


def check_fields(text: str, known: Collection[str]) -> list[str]:
    """What is wrong with the merge fields: unknown names and braces that are not a field."""
    faults = [
        f"{{{{{name}}}}} is not a field here. Choose from: {', '.join(sorted(known)) or 'none'}."
        for name in sorted(fields_of(text) - set(known))
    ]
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        faults.append("A curly bracket stands alone. Write a field as {{name}}.")
    return faults


def merge(text: str, values: Mapping[str, str]) -> str:
    """The words with every field filled in. ValueError, naming them, if values are missing or empty."""
    missing = sorted(name for name in fields_of(text) if not values.get(name, "").strip())
    if missing:
        raise ValueError(f"No value for {', '.join(missing)}. Record it, or take the field out of the words.")
    # One pass: a value that itself looks like a field stays as the person wrote it.
    return _FIELD.sub(lambda match: values[match.group(1)], text)


_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True)
class TextLength:
    """How a text counts: `units` of its alphabet, `parts` billed, and the signs that forced UCS-2."""

    units: int
    parts: int
    unicode: bool
    costly: tuple[str, ...]


def text_length(text: str) -> TextLength:
    """Count a text as networks do (3GPP TS 23.038): 160 or 153 a part, or 70 or 67 in UCS-2."""
    costly = tuple(dict.fromkeys(sign for sign in text if sign not in _GSM_BASIC | _GSM_EXTENDED))
    if costly:
        sizes = [len(sign.encode("utf-16-be")) // 2 for sign in text]
        return TextLength(sum(sizes), _parts(sizes, 70, 67), True, costly)
    sizes = [2 if sign in _GSM_EXTENDED else 1 for sign in text]
    return TextLength(sum(sizes), _parts(sizes, 160, 153), False, ())


def _parts(sizes: list[int], alone: int, joined: int) -> int:
    """Parts needed; a two-unit character is never split between two parts."""
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return parts
