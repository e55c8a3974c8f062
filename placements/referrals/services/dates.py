"""Days that a register can hold: nobody's stay begins in the year 9999, and working days are known for some years."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.input.errors import Invalid

EARLIEST = date(1990, 1, 1)  # the Children Act 1989 came into force in 1991
YEARS_AHEAD = 25  # a child placed today has left care by then


def check_days(**days: date | None) -> None:
    """Raise Invalid at the field of each day that lies beyond what a register holds; None passes."""
    latest = date(timezone.localdate().year + YEARS_AHEAD, 12, 31)
    wrong = {
        name: f"Enter a day from {EARLIEST.year} to {latest.year}"
        for name, day in days.items()
        if day is not None and not EARLIEST <= day <= latest
    }
    if wrong:
        raise Invalid(
            _("Enter a day from %(first)s to %(last)s.") % {"first": EARLIEST.year, "last": latest.year},
            "day.too_far",
            wrong,
        )
