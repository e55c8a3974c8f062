"""Rows of the recruitment workspace and the register."""

from typing import Any

from tests.cast import TODAY, Cast
from tests.permissions import Row


def _tables(cast: Cast, world: dict[str, Any]) -> None:
    """A row in each of the workspace's tables."""
    from datetime import timedelta

    from django.utils import timezone

    from carers.models import (
        AgencySettings,
        Booking,
        Departure,
        Duty,
        InformationSession,
        Note,
        TemporaryApproval,
    )

    with cast.acting("musa"):
        agency = cast.agency.pk
        home = {"agency_id": agency, "household_id": world["home"]}
        AgencySettings(agency_id=agency).save()
        Note(agency_id=agency, enquiry_id=world["enquiry"], text="Called").save()
        session = InformationSession(agency_id=agency, title="Evening", where="Hall", starts_at=timezone.now(), seats=9)
        session.save()
        Booking(agency_id=agency, session=session, enquiry_id=world["enquiry"]).save()
        Duty(**home, kind="review", since=TODAY, due_on=TODAY).save()
        TemporaryApproval(**home, child_reference="C", starts_on=TODAY, ends_on=TODAY + timedelta(112)).save()
        Departure(**home, kind="resigned", received_on=TODAY, takes_effect_on=TODAY + timedelta(28),
                  reason="other").save()  # fmt: skip


WORLD: dict[str, Any] = {}
TENANCY_WORLD = {"workspace_tables": _tables}
ROWS: list[Row] = []
