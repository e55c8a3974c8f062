"""The public door of enquiries: how often it opens, and one enquiry at each service that was chosen."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.caller import public_at
from accounts.limits import TooOften, allowed, kept_within
from accounts.models import Organisation
from accounts.tenancy import scope
from carers.models import Enquiry
from carers.services.enquiries import receive_enquiry

HOUR, DAY = 3600, 24 * 3600
PER_ADDRESS_AN_HOUR, PER_PERSON_A_DAY = 10, 3


def guard_door(address: str, person: str) -> None:
    """Raise TooOften where one address (ten an hour) or one person (three a day) has asked too often.

    An address may be shared by a whole office or phone network, so the words offer another way. In the transaction of
    the enquiry: only one that was kept counts against the person.
    """
    if not allowed("enquiry-address", address, PER_ADDRESS_AN_HOUR, HOUR):
        raise TooOften(
            _("Many forms came from your connection in the last hour. Wait a little and send it again, or telephone.")
        )
    if person and not kept_within("enquiry-person", person, PER_PERSON_A_DAY, DAY):
        raise TooOften(_("We have several enquiries from you today, so they reached us. Telephone to add something."))


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
