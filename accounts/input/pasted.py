"""What people type or paste, cleaned in one place: names, e-mail addresses and telephone numbers.

Text copied from a message or a page carries characters that nobody sees (a byte order mark, a zero-width space) and
look-alikes of plain ones. Left in, an address receives nothing and one person becomes two. Every door looks here:
page fields (`accounts.pages.contact_fields`), endpoints (`accounts.api.fields`), spreadsheets (`carers.imports`), and
the services that make people.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

# Unicode's default ignorables outside the class of format characters, and the blank of braille: nothing is seen.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_JOINERS = "\u200c\u200d"
_EXTENSION = re.compile(r"\s*(?:extension|ext\.?|x)\s*\d{1,7}$", re.IGNORECASE)
# Ofcom, "Telephone numbers for use in TV and radio drama": these ring nowhere, and stand in every example.
_FOR_DRAMA = re.compile(r"(?:7700900|1632960)\d{3}")


def _compatible(text: str) -> str:
    """Compatible forms made plain (NFKC), and the hyphens of word processors the one that keyboards have."""
    return unicodedata.normalize("NFKC", text).replace("\u2010", "-")


def plain(text: str) -> str:
    """Text without what nobody sees: compatible forms made plain, format characters dropped, ends trimmed.

    >>> plain("\\ufeffada@example.org\\u200b ")
    'ada@example.org'
    """
    made = _compatible(text)
    return _UNSEEN.sub("", "".join(sign for sign in made if unicodedata.category(sign) != "Cf")).strip()


def a_name(text: str) -> str:
    """A name as its owner writes it, with single spaces.

    Joiners stay where a script spells with them (RFC 5892, appendix A.1 and A.2): after a virama, and in Arabic
    letters, as Persian names have them.
    """
    made = _compatible(text)
    kept = [
        sign
        for before, sign in zip(" " + made, made, strict=False)
        if unicodedata.category(sign) != "Cf" or (sign in _JOINERS and _spelt_with_joiners(before))
    ]
    return " ".join(_UNSEEN.sub("", "".join(kept)).split()).strip(_JOINERS)


def _spelt_with_joiners(before: str) -> bool:
    return unicodedata.combining(before) == 9 or unicodedata.bidirectional(before) == "AL"


def an_address(text: str) -> str:
    """An e-mail address without what nobody sees. Raises ValueError, in words, for what can't be one."""
    address = plain(text)
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(_("Enter an email address in the correct format, like name@example.com")) from None
    return address


def normal_telephone(text: str) -> str:
    """`07700 900123` -> `+44 7700 900123`: the one form in which people are found again.

    Raises ValueError, in words, for what can't be a number. No sign that was typed is dropped but spacing.
    """
    number = _number(plain(text))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def telephone_as_written(text: str) -> str:
    """A number that others read and ring, in its own words: checked like the other, only its spacing made even."""
    _number(plain(text))
    return " ".join(plain(text).split())


def _number(text: str) -> phonenumbers.PhoneNumber:
    _refuse_signs(_EXTENSION.sub("", text))
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        raise ValueError(_("Enter a telephone number, like 07700 900123 or +353 85 012 3456.")) from None
    national = phonenumbers.national_significant_number(number)
    typed = re.sub(r"\D", "", unicodedata.normalize("NFKC", _EXTENSION.sub("", text)))
    british_example = number.country_code == 44 and _FOR_DRAMA.fullmatch(national)
    whole = len(typed) >= len(national) and not re.search(r"/\s*[+0]", text)
    if not whole or not (british_example or phonenumbers.is_valid_number(number)):
        raise ValueError(
            _("That is not a number that can be rung. Check its digits; it should look like 07700 900123.")
        )
    return number


def _refuse_signs(text: str) -> None:
    """A letter O for a nought makes another number, or none: it is named, never dropped or guessed."""
    for sign in text:
        if sign.isalpha():
            words = _("“%s” is a letter. Write the telephone number in digits, like 07700 900123.")
            raise ValueError(words % sign)
        if not (sign.isdigit() or sign.isspace() or sign in "+()./" or unicodedata.category(sign) == "Pd"):
            words = _("“%s” can't be in a telephone number. Write it in digits, like 07700 900123.")
            raise ValueError(words % sign)
