"""What staff would find on a working day: whose case it is, and what each home is owed by when."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.tenancy import scopes
from carers.homes.selectors.last_dates import KINDS
from carers.homes.services.duties import owed_from
from carers.models import AgencySettings, Application, Duty, Enquiry, Household
from carers.people.selectors.people import team
from carers.people.selectors.settings import settings_of

Kind = Duty.Kind
OWNED = 0.8  # the rest waits for somebody to take it


def set_to_work(agency: UUID, rng: Random, today: date) -> int:
    """Give open cases to recruiters and assessors, and homes their duties; how many duties."""
    with scopes.scope(agency):
        workers = [user for user in team(agency) if user.email.startswith(("recruiter@", "assessor@"))]
        if workers:
            _own(
                Enquiry.objects.filter(agency=agency, state__in=Enquiry.OPEN).order_by("received_at", "name"),
                workers,
                rng,
            )
            _own(
                Application.objects.filter(agency=agency, stage__in=Application.OPEN).order_by("registered_on", "name"),
                workers,
                rng,
            )
        return _duties(agency, rng, today)


def _own(rows: QuerySet[Any], workers: list[User], rng: Random) -> None:
    changed = []
    for row in rows:
        if rng.random() < OWNED:
            row.owner = rng.choice(workers)
            changed.append(row)
    rows.model.objects.bulk_update(changed, ["owner"], batch_size=500)


def _duties(agency: UUID, rng: Random, today: date) -> int:
    """As of a service in good order: one in twelve late, the next visits spread over their periods."""
    chosen, made = settings_of(agency), []
    homes = Household.objects.filter(agency=agency).exclude(status=Household.Status.ENDED).order_by("reference")
    for home in homes:
        last = today - timedelta(days=rng.randrange(10, 390))
        for duty in _of_good_order(home, chosen, last if last > home.approved_on else None):
            if duty.kind == Kind.SUPERVISION:
                duty.since = max(home.approved_on, today - timedelta(days=rng.randrange(46)))
                duty.due_on = duty.since + timedelta(days=42)
            elif duty.done_on is None and duty.due_on < today - timedelta(days=60):
                # A renewal or standard of long ago was done in its time; the next one runs.
                duty.since = today - timedelta(days=rng.randrange(700))
                duty.due_on = duty.since + timedelta(days=3 * 365)
            made.append(duty)
    return len(Duty.objects.bulk_create(made, batch_size=1000))


def _of_good_order(home: Household, chosen: AgencySettings, last_review_on: date | None) -> list[Duty]:
    """Every kind of duty, so that nothing is unknown: reviews and visits since the last review, where there was one,
    the training standards met in their time."""
    made = []
    for kind in KINDS:
        counts_on = last_review_on is not None and kind not in (Kind.TRAINING, Kind.DBS)
        since = last_review_on if last_review_on and counts_on else home.approved_on
        duty = owed_from(home, kind, since, chosen, first=not counts_on)
        if kind == Kind.TRAINING and last_review_on:
            duty.done_on = min(duty.due_on, last_review_on)
        made.append(duty)
    return made
