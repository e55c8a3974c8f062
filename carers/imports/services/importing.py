"""Bring a spreadsheet in, all or nothing. A dry run does everything and keeps nothing."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.acts.audit import record
from accounts.input.errors import ServiceError
from accounts.reference.selectors import sector_of
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.constraints import words_for
from carers.homes.selectors.last_dates import COLUMNS
from carers.homes.services.duties import LastDates, open_first_duties, tell_last_dates
from carers.homes.services.terms import Terms, record_terms
from carers.imports import SHEETS, Fault, read
from carers.models import Duty, Enquiry, Household
from carers.people.selectors.people import team


@dataclass
class ImportReport:
    """`made` counts the rows that were (or, in a dry run, would be) written; with faults it is 0."""

    made: int = 0
    faults: list[Fault] = field(default_factory=list)
    dry_run: bool = True


def bring_in(by: CallerAt, key: str, text: str, dry_run: bool) -> ImportReport:
    """Read, check and write the sheet `key`, one of SHEETS; with any fault, or `dry_run`, keep nothing."""
    reading = read(SHEETS[key], text)
    report = ImportReport(faults=reading.faults, dry_run=dry_run)
    if report.faults:
        return report
    write = {"people": _write_people, "homes": _write_homes, "dates": _write_dates}[key]
    with transaction.atomic():
        report.faults = write(by, reading.rows)
        if report.faults or dry_run:
            transaction.set_rollback(True)
    report.made = 0 if report.faults else len(reading.rows)
    return report


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _write_people(by: CallerAt, rows: list[tuple[int, dict[str, Any]]]) -> list[Fault]:
    """Historical entries: no acknowledgement goes out and no clock runs."""
    owners = {user.email.lower(): user.pk for user in team(by.organisation_id)}
    faults, made = [], []
    for number, row in rows:
        owner = owners.get(row["owner_email"].lower()) if row["owner_email"] else None
        if row["owner_email"] and owner is None:
            faults.append(Fault(number, "owner_email", "Nobody with this address works here."))
            continue
        since = _moment(row["received_on"])
        made.append(Enquiry(
            agency_id=by.organisation_id, name=row["name"], email=row["email"], telephone=row["telephone"],
            postcode=row["postcode"], sector=sector_of(row["postcode"]) if row["postcode"] else None,
            state=row["step"], source=row["source"], campaign=row["campaign"], notes=row["notes"],
            received_at=since, state_since=since, owner_id=owner, historical=True,
            reason="AW0" if row["step"] == Enquiry.State.WITHDRAWN else "",
        ))  # fmt: skip
    if not faults:
        for enquiry in Enquiry.objects.bulk_create(made, batch_size=500):
            record(by, "enquiry.received", enquiry, source="import")
    return faults


def _write_homes(by: CallerAt, rows: list[tuple[int, dict[str, Any]]]) -> list[Fault]:
    faults = []
    for number, row in rows:
        try:
            with transaction.atomic():
                _write_home(by, row)
        except IntegrityError as error:
            refusal = words_for(error)
            if refusal is None:
                raise
            column = "reference" if refusal.code == "household.reference_taken" else ""
            faults.append(Fault(number, column, refusal.message))
    return faults


def _write_home(by: CallerAt, row: dict[str, Any]) -> UUID:
    sector = sector_of(row["postcode"]) if row["postcode"] else None
    confirmed = row["availability_confirmed_on"]
    home = Household(
        agency_id=by.organisation_id, reference=row["reference"], name=row["name"], kind=row["kind"],
        approved_on=row["approved_on"], postcode=row["postcode"], sector=sector,
        area_id=sector.council_id if sector else None, lat=sector.lat if sector else None,
        lon=sector.lon if sector else None, carers=row["carers"], smoker=row["smoker"], bedrooms=row["rooms"],
        availability_confirmed_at=_moment(confirmed) if confirmed else None,
    )  # fmt: skip
    home.save()
    terms = Terms(row["approved_on"], row["max_children"], row["age_min"], row["age_max"], row["kinds_of_care"],
                  row["sex"], rooms=row["rooms"])  # fmt: skip
    record_terms(by, home, terms, "Brought in from a spreadsheet")
    open_first_duties(home, _told(row))
    record(by, "household.imported", home)
    return home.pk


def _told(row: dict[str, Any]) -> LastDates:
    return {kind: row[column] for kind, column in COLUMNS.items()}


def _write_dates(by: CallerAt, rows: list[tuple[int, dict[str, Any]]]) -> list[Fault]:
    """When something was last done at homes that are here already."""
    known = {home.reference: home for home in Household.objects.filter(agency=by.organisation_id)}
    faults = []
    for number, row in rows:
        home = known.get(row["reference"])
        if home is None:
            faults.append(Fault(number, "reference", "No home with this reference is here. Bring it in first."))
            continue
        if row["name"] and row["name"] != home.name:
            faults.append(Fault(number, "name", f"The home with this reference is called “{home.name}”."))
            continue
        try:
            tell_last_dates(by, home.pk, _told(row))
        except ServiceError as refused:
            columns = [COLUMNS[Duty.Kind(kind)] for kind in refused.fields] or [""]
            faults += [Fault(number, column, refused.message) for column in columns]
    return faults
