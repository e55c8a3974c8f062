"""Each state that should not be is found when planted, at its own organisation, and nothing else is."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.tenancy import invariants
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _planted(sql: str, *values: Any) -> None:
    """As the owner, past the services: that is how an impossible state would come about."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


def _states(cast: Cast, who: str) -> dict[str, UUID]:
    with cast.acting(who) as caller:
        return {found.key: found.example for found in invariants.found_at(caller.organisation_id)}


def _message(cast: Cast, **more: Any) -> UUID:
    from accounts.models import Message

    with cast.acting("musa"):
        row = Message(organisation_id=cast.agency.pk, kind="k", subject_kind="enquiry", subject_id=uuid4(),
                      channel="email", recipient="a@example.org", body="b",
                      reference=f"hearth-{uuid4().hex}", **more)  # fmt: skip
        row.save()
        return row.pk


def test_nothing_contradicts_itself_in_an_ordinary_day(cast: Cast) -> None:
    make_home(cast)
    make_referral(cast)
    assert all(_states(cast, who) == {} for who in ("musa", "olga", "stan"))


def test_messages(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    stuck = _message(cast, state="sending", claimed_at=long_ago)
    _message(cast, state="claimed", claimed_at=timezone.now())
    assert _states(cast, "musa") == {"message.stuck": stuck}
    assert _states(cast, "stan") == {}


def test_people_and_homes(cast: Cast) -> None:
    from carers.models import Application, Enquiry

    home = make_home(cast)
    for table in ("carers_place", "carers_approval"):
        _planted(f"DELETE FROM {table} WHERE household_id = %s", home)
    with cast.acting("musa"):
        enquiry = Enquiry(agency_id=cast.agency.pk, name="Ada", email="ada@example.org", state="applied")
        enquiry.save()
        application = Application(agency_id=cast.agency.pk, name="Bo", stage="approved")
        application.save()
    assert _states(cast, "musa") == {
        "home.without_terms": home,
        "application.approved_without_home": application.pk,
        "enquiry.applied_without_application": enquiry.pk,
    }


def test_holds_referrals_and_stays(cast: Cast) -> None:
    from placements.models import Placement, ReferralChild

    home, referral = make_home(cast, who="carl"), make_referral(cast)
    with cast.acting("olga"):
        child = ReferralChild.objects.select_related("child").get(referral=referral).child
        hold = Placement(
            agency_id=cast.council.pk, council_id=cast.council.pk, household_id=home, slot=1, child_id=child.pk,
            referral_id=referral, state="held", expires_at=timezone.now() - timedelta(hours=1),
            period=(in_days(-326), None), sibling_set=child.sibling_set,
        )  # fmt: skip
        hold.save()
    assert _states(cast, "olga") == {"hold.past_its_time": hold.pk}
    _planted("UPDATE placements_placement SET state = 'placed', expires_at = NULL WHERE id = %s", hold.pk)
    assert _states(cast, "olga") == {"referral.open_though_placed": referral}
    _planted("UPDATE carers_household SET ended_on = %s, status = 'ended' WHERE id = %s", TODAY, home)
    assert set(_states(cast, "carl")) == {"referral.open_though_placed", "placement.outside_approval"}
