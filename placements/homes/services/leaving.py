"""A resignation arrives: recorded, and every council with a child there told the same day, by message or by staff."""

from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.models import Organisation
from accounts.outbox.services.messages import enqueue
from accounts.outbox.wording import Words
from accounts.tenancy.caller import CallerAt
from carers.homes.services.departures import record_resignation, take_effect_all
from carers.models import Departure, Household
from placements.homes.selectors.leaving import councils_to_tell, stays_to_plan


def receive_resignation(by: CallerAt, household_id: UUID, received_on: date, reason: str, words: str = "") -> Departure:
    """Raises Invalid, NotReady, DoesNotExist. The message names the home and the day, no child and no reason.
    Councils that no message can reach are `councils_to_tell(household_id)`: staff are shown them."""
    departure = record_resignation(by, household_id, received_on, reason, words)
    home = Household.objects.get(pk=household_id)
    stays = stays_to_plan(home.pk)
    own = stays.filter(referral__recorded_for__isnull=True)  # of the others the "council" is the service itself
    for council in Organisation.objects.filter(pk__in=own.values("council")).exclude(email=""):
        enqueue(
            by, departure, "departure.council_told", "email", council.email,
            lambda: _closing(by, home, received_on, departure.takes_effect_on), cycle=str(council.pk),
        )  # fmt: skip
        record(by, "departure.council_told", home, council=str(council.pk))
    if councils_to_tell(home.pk):
        record(by, "departure.councils_left_to_staff", home)
    return departure


def _closing(by: CallerAt, home: Household, received_on: date, takes_effect_on: date) -> Words:
    title = _("A foster home is closing: %(reference)s") % {"reference": home.reference}
    body = _(
        "%(agency)s received a resignation from the foster home %(reference)s on %(received)s.\n\n"
        "By law it takes effect by itself on %(effect)s, 28 days later, whether or not a child still lives there. "
        "A child of yours lives there, or is to come. Please plan with us where they go.\n"
    ) % {
        "agency": by.organisation.name if by.organisation else "",
        "reference": home.reference,
        "received": date_format(received_on, "j F Y"),
        "effect": date_format(takes_effect_on, "j F Y"),
    }
    return Words(title, body)


def endings_due(by: CallerAt, today: date) -> int:
    return take_effect_all(by, today)
