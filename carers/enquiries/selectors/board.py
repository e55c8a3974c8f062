"""The board: each step with its number, the age of its oldest, and the people who have waited longest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from carers.enquiries.selectors.waits import OF_APPLICATION, OF_PERSON, by_step, keys_of, rows_of
from carers.models import Application, Enquiry
from carers.people.selectors.people import applications, enquiries, stage_ages
from carers.people.selectors.running import application_clocks, drawn, enquiry_clock
from carers.people.selectors.settings import settings_of

SHOWN = 5


@dataclass(frozen=True)
class Step:
    key: str
    label: str
    count: int
    oldest: datetime | None
    cards: list[dict[str, Any]]


def board_of(agency_id: UUID, now: datetime, owner: UUID | None = None) -> list[Step]:
    """All open steps in order; four queries: the settings, two of counts and ages, two of cards."""
    ages = stage_ages(agency_id, owner)
    chosen = settings_of(agency_id)
    steps = []
    people = _by_step(enquiries(agency_id, owner=owner), "state", Enquiry.OPEN, "state_since", OF_PERSON)
    held = _by_step(applications(agency_id, owner=owner), "stage", Application.OPEN, "stage_since", OF_APPLICATION)
    for state in Enquiry.OPEN:
        cards = [_card(row, "person", row.state_since, drawn(enquiry_clock(row, chosen, now))) for row in people[state]]
        steps.append(_step(state, ages, cards))
    for stage in Application.OPEN:
        cards = []
        for row in held[stage]:
            reading = next(iter(application_clocks(row, chosen, now)), None)
            cards.append(_card(row, "application", row.stage_since, drawn(reading)))
        steps.append(_step(stage, ages, cards))
    return steps


def _by_step(found: Any, column: str, steps: Any, since: str, fields: tuple[str, ...]) -> dict[str, list[Any]]:
    """The longest waits of each step."""
    keys = keys_of(*by_step(found, column, steps, since, SHOWN))
    standing: dict[str, list[Any]] = {key: [] for key in steps}
    for row in sorted(rows_of(found, keys, *fields), key=lambda row: getattr(row, since)):
        standing[getattr(row, column)].append(row)
    return standing


def _card(row: Any, page: str, since: datetime, clock: dict[str, str] | None) -> dict[str, Any]:
    return {"name": row.name, "page": page, "pk": row.pk, "since": since, "clock": clock,
            "owner": row.owner.name if row.owner else ""}  # fmt: skip


def _step(key: Any, ages: dict[str, tuple[int, Any]], cards: list[dict[str, Any]]) -> Step:
    count, oldest = ages.get(key, (0, None))
    return Step(str(key), str(key.label), count, oldest, cards)
