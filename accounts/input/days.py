"""The one guard for days: which days can be meant, for what was done and for what is planned.

A slip in the year is the commonest fault of a typed date (0021, 2206, 9999). Every door looks here: page fields
(`accounts.pages.govuk_forms.DateField`), endpoints (`accounts.api.fields.DayField`), spreadsheets (`carers.imports`),
and the services behind them by `must_lie_in`, so that no door can be forgotten.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.input.errors import Invalid

FIRST = date(1900, 1, 1)  # nobody who is in care, cares or decides today was born before


@dataclass(frozen=True)
class Span:
    """The days that can be meant, both ends included: until `years_ahead` years from today in London, and from 1900,
    or from today where nothing that is `past` can be meant."""

    years_ahead: int
    past: bool = True

    def first(self, today: date | None = None) -> date:
        return FIRST if self.past else today or timezone.localdate()

    def last(self, today: date | None = None) -> date:
        today = today or timezone.localdate()
        try:
            return today.replace(year=today.year + self.years_ahead)
        except ValueError:  # 29 February, and that year has none
            return today.replace(year=today.year + self.years_ahead, day=28)

    def fault(self, day: date, today: date | None = None) -> str:
        """What is wrong with `day`, in a sentence that says what to do; empty where it can be meant."""
        if day < FIRST:
            return _("This day is before 1900. Check the year.")
        if day < self.first(today):
            return _("This day is past. Give today, or a day that is to come.")
        if day <= self.last(today):
            return ""
        if not self.years_ahead:
            return _("This day is still to come. Give the day on which it was done.")
        far = ngettext("more than %(n)d year ahead", "more than %(n)d years ahead", self.years_ahead)
        return _("This day is %(far)s. Check the year.") % {"far": far % {"n": self.years_ahead}}


DONE = Span(0)  # what has been done, seen, signed or received: today at the latest
SOON = Span(5, past=False)  # what is arranged: a session, a meeting
AHEAD = Span(20, past=False)  # what is asked for: a home, an answer
PLANNED = Span(20)  # what begins or ends some day: a stay, an absence; a baby's stay ends in 18 years


def must_lie_in(span: Span, **days: date | None) -> None:
    """Raise Invalid (code `day.impossible`), naming the field, where a day cannot be meant; None passes.

    >>> must_lie_in(DONE, done_on=date(2026, 2, 28))
    """
    wrong = {name: words for name, day in days.items() if day is not None and (words := span.fault(day))}
    if wrong:
        raise Invalid(next(iter(wrong.values())), "day.impossible", wrong)
