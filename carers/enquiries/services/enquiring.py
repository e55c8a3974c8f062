"""The public door of enquiries: how often it opens, and one enquiry at each service that was chosen."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.pages.limits import TooOften, from_one_place, kept_within
from accounts.tenancy.caller import public_at
from accounts.tenancy.scopes import scope
from carers.models import Enquiry
from carers.people.services.enquiries import receive_enquiry

DAY = 24 * 3600
PER_PERSON_A_DAY = 3


def guard_door(request: HttpRequest, person: str, services: Iterable[Organisation]) -> None:
    """Raise TooOften where one address (ten a minute, sixty an hour) or one person (three a day) has asked too often.

    The words name the telephone of the `services` that were asked. In the transaction of the enquiry: only one that
    was kept counts against the person.
    """
    if not from_one_place("enquiry", request):
        words = _(
            "Many forms came from your connection at once. Nothing you typed is lost: wait a minute, send it again."
        )
        raise TooOften(words, services)
    if person and not kept_within("enquiry-person", person, PER_PERSON_A_DAY, DAY):
        raise TooOften(_("We have several enquiries from you today, so they reached us."), services)


def count_asking(request: HttpRequest) -> None:
    """Raise TooOften where one address sends far more bodies than the door lets in (sixty a minute, 600 an hour).

    Counted before a body is read, so that one which is refused, or sent again, costs its sender too.
    """
    if not from_one_place("enquiry-asked", request, a_minute=60, an_hour=600):
        raise TooOften(_("Many enquiries came from your connection at once. Wait a minute, then send it again."))


def enquire_at(agencies: list[Organisation], facts: dict[str, Any]) -> list[Enquiry]:
    """One enquiry at each agency, all or none. No row of one service says that another was asked.

    Each is written in its own scope, under an id of its own, a moment apart in no shared column.
    """
    with transaction.atomic():
        made = []
        for agency in agencies:
            with scope(agency.pk):
                made.append(receive_enquiry(public_at(agency), dict(facts)))
    return made
