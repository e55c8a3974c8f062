"""The days of a referral: it asks for a child, so for somebody under 18 on the day needed, and for a day to come.

Of a child only the month of birth is known. Where it leaves a doubt, it is the child's: who may still be under 18 on
the day counts as a child.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.input.days import AHEAD, must_lie_in
from accounts.input.errors import Invalid
from carers.law.vocabulary import KindOfCare
from placements.referrals.services.dates import check_days

ADULT = 18  # Children Act 1989 s.105(1): "child" means a person under the age of eighteen
EXPECTED_MONTHS = 9  # a birth further ahead is a slip in the year


def last_month_expected(today: date | None = None) -> date:
    """The first day of the last month in which a child who is expected today can be born."""
    today = today or timezone.localdate()
    months = today.year * 12 + today.month - 1 + EXPECTED_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def grown_up(birth_month: date, day: date) -> bool:
    """Whether somebody born in that month is 18 on `day`, on whichever day of the month they were born."""
    year, month = birth_month.year + ADULT, birth_month.month
    return day >= date(year, month, monthrange(year, month)[1])


def month_fault(birth_month: date, needed_by: date, kind: str = "") -> str:
    """What is wrong with a month of birth for a home needed by a day; empty where it can be.

    A parent who expects a child needs a home before the birth; nobody else does.
    """
    if grown_up(birth_month, needed_by):
        return _("Check the month of birth: a child has to be under 18 on the day the home is needed.")
    if birth_month > last_month_expected():
        return _("Check the month of birth: a birth can be expected %(n)d months ahead at most.") % {
            "n": EXPECTED_MONTHS
        }
    if birth_month > needed_by and kind not in ("", KindOfCare.PARENT_AND_CHILD):
        words = _("The birth is expected in %s, after the day the home is needed. Check both.")
        return words % date_format(birth_month, "F Y")
    return ""


def check_referral_days(facts: Mapping[str, Any], children: Iterable[Mapping[str, Any]]) -> None:
    """Raise Invalid at the field of each day that a referral can't have: `needed_by` and `answer_by` are to come, the
    end after the beginning, and each child can be one."""
    needed_by, ends_on, answer_by = facts["needed_by"], facts.get("ends_on"), facts.get("answer_by")
    check_days(needed_by=needed_by, ends_on=ends_on)
    must_lie_in(AHEAD, needed_by=needed_by)
    if ends_on is not None and ends_on <= needed_by:
        words = _("Enter a day after the home is needed")
        raise Invalid(_("The end must come after the day the home is needed."), "referral.dates", {"ends_on": words})
    _check_answer(answer_by)
    check_children(children, needed_by, facts.get("kind", ""))


def _check_answer(answer_by: datetime | None) -> None:
    if answer_by is None:
        return
    must_lie_in(AHEAD, answer_by=timezone.localdate(answer_by))
    if answer_by <= timezone.now():
        words = _("The time by which an answer is wanted is past. Give one that is to come, or leave it empty.")
        raise Invalid(words, "day.impossible", {"answer_by": words})


def check_children(children: Iterable[Mapping[str, Any]], needed_by: date | None, kind: str = "") -> None:
    """Raise Invalid where one of them can't be a child on the day, naming the child; no day yet, or one that is past:
    today."""
    today = timezone.localdate()
    for child in children:
        born = child["birth_month"]
        if fault := month_fault(born, max(needed_by or today, today), kind if needed_by else ""):
            words = f"{child['reference']}: {fault}" if child.get("reference") else fault
            raise Invalid(words, "child.month_impossible", {"children": words})
