"""Dates in a return: dd/mm/yyyy or ISO, decided for each file; a file that mixes them is refused.

3/4/2024 and 2024-04-03 are each clear; a file holding both was put together by a program that may
have turned days into months, and no rule can tell which rows are wrong.
"""

from __future__ import annotations

import re
from datetime import date

from placements.shortages.forecasting.returns.findings import ReturnRefusedError

_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
BAD = -1
BLANK = 0


class DateColumn:
    """Reads the dates of one file and remembers which style it uses. Each distinct text is parsed once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._known: dict[str, int] = {"": BLANK}
        self._first_line: dict[str, int] = {}

    def read(self, text: str, line: int) -> int:
        """Day ordinal, `BLANK` or `BAD`; raises ReturnRefusedError once both styles have been seen."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._parse(text.strip(), line)
        return known

    def _parse(self, text: str, line: int) -> int:
        if not text:
            return BLANK
        british, iso = _BRITISH.fullmatch(text), _ISO.fullmatch(text)
        if british:
            day, month, year = (int(part) for part in british.groups())
            self._seen("dd/mm/yyyy", line)
        elif iso:
            year, month, day = (int(part) for part in iso.groups())
            self._seen("yyyy-mm-dd", line)
        else:
            return BAD
        try:
            return date(year, month, day).toordinal() if 1900 <= year <= 2100 else BAD
        except ValueError:
            return BAD

    def _seen(self, style: str, line: int) -> None:
        self._first_line.setdefault(style, line)
        if len(self._first_line) > 1:
            where = " and ".join(f"{name} on line {at}" for name, at in self._first_line.items())
            raise ReturnRefusedError(
                f"{self.file} mixes two ways of writing dates: {where}. "
                "Export the file again with one style throughout, so that no day is read as a month."
            )
