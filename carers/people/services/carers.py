"""Who belongs to an approved home: one fostering service at a time, which the database has the last word on."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.models import User
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.constraints import words_for
from carers.models import Carer, Household


def join_home(by: CallerAt, home: Household, user: User) -> Carer:
    """Raises NotReady where the person is approved at another home, of whatever service."""
    carer = Carer(agency_id=home.agency_id, household=home, user=user)
    try:
        with transaction.atomic():
            carer.save()
    except IntegrityError as error:
        refusal = words_for(error)
        if refusal is None:
            raise
        raise NotReady(refusal.message, refusal.code) from error
    record(by, "carer.access_given", home, person=str(user.pk))
    return carer


def leave_home(home: Household) -> int:
    """With the end of an approval its people are free for another service; how many."""
    return Carer.objects.filter(household=home, ended_at=None).update(ended_at=timezone.now())
