"""Addresses in one form, so that the same one is never two."""

import re

_WHITE = re.compile(r"[\s()./-]+")


def normal(channel: str, address: str) -> str:
    """E-mail in lower case; telephone digits with a leading plus, British ones from 07... to +447...."""
    text = address.strip()
    if channel != "sms":
        return text.lower()
    digits = _WHITE.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+44{digits[1:]}"
    return digits if digits.startswith("+") else f"+{digits}"


def is_mobile(telephone: str) -> bool:
    """Whether a British number can take texts (Ofcom: 071 to 075, 077 to 079); others are taken at their word."""
    number = normal("sms", telephone) if telephone.strip() else ""
    if number.startswith("+44"):
        return re.match(r"^\+447[1-57-9]\d{8}$", number) is not None
    return re.match(r"^\+\d{7,15}$", number) is not None


# RFC 2606 and 6761: names that nobody can have. Ofcom, "Numbers for drama": numbers that ring nowhere.
_NOBODYS_DOMAINS = ("test", "example", "invalid", "localhost", "example.com", "example.net", "example.org")
_NOBODYS_NUMBERS = re.compile(
    r"^\+44(7700900\d{3}|1134960\d{3}|11[4-8]4960\d{3}|1(?:21|31|41|51|61)4960\d{3}|1914980\d{3}|1632960\d{3}"
    r"|2079460\d{3}|2896496\d{3}|2920180\d{3}|3069990\d{3}|8081570\d{3}|9098790\d{3})$"
)


def is_made_up(channel: str, address: str) -> bool:
    """Whether the address is one set aside for examples and drama: nobody has it, so no gateway writes to it."""
    if channel == "sms":
        return _NOBODYS_NUMBERS.match(normal(channel, address)) is not None
    if channel != "email":
        return False
    domain = normal(channel, address).rpartition("@")[2].strip(".>")
    return any(domain == name or domain.endswith(f".{name}") for name in _NOBODYS_DOMAINS)


def is_guest(channel: str, address: str, guests: list[str]) -> bool:
    """Whether a test system may write to this address; an empty list means that it is not a test system."""
    if not guests:
        return True
    mine = normal(channel, address)
    return any(mine.endswith(guest.lower()) if guest.startswith("@") else mine == normal(channel, guest)
               for guest in guests)  # fmt: skip
