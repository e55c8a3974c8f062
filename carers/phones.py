"""Telephone numbers of any country, checked and kept in one form."""

import phonenumbers
from django.utils.translation import gettext as _


def normal_telephone(text: str) -> str:
    """`07700 900123` -> `+44 7700 900123`. Raises ValueError, in words, for what can't be a number."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        raise ValueError(_("Enter a telephone number, like 07700 900123 or +353 85 012 3456.")) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(_("Enter a telephone number with the right number of digits, like 07700 900123."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
