"""No record younger than its time is touched, everything older goes unless held, and the figures stay the same."""

import random
import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.records import keepers
from accounts.records.services import retention_night
from accounts.records.services.retention_night import run
from tests.cast import Cast
from tests.clock import TODAY
from tests.retention_world import LONG_AGO, NOW, Maker, One

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any, sent_tasks: list[Any]) -> None:
    settings.MEDIA_ROOT = tmp_path


def notice_was_given(cast: Cast) -> None:
    from accounts.models import RetentionRun

    RetentionRun(organisation=cast.agency, on=TODAY - timedelta(days=40), finished_at=NOW).save()


def make(cast: Cast, seed: int, each: int = 14) -> list[One]:
    """Records of every kind, a quarter of them held by any part of the person's record, merged enquiries among them."""
    from accounts.records.services.retention import hold

    chance = random.Random(seed)
    with cast.acting("musa") as musa:
        notice_was_given(cast)
        maker = Maker(cast, chance)
        people = [one for _ in range(each) for one in (maker.enquiry(), maker.application(), maker.home())]
        for one in people:
            if chance.random() < 0.25:
                one.held = True
                hold(musa, chance.choice(parts_of(one)), "complaint", "Complaint 17", TODAY + timedelta(days=90))
    return people


def parts_of(one: One) -> list[Any]:
    """Every row of a person's record that has a page to hold it by; duplicates twice, they are the rarer ones."""
    from carers.models import Application, Enquiry, Household

    found: list[Any] = [one.pk]
    if one.kind == "home":
        found.append(Household.objects.get(pk=one.pk).application_id)
    if one.kind != "enquiry":
        found.append(Application.objects.get(pk=found[-1]).enquiry_id)
    merged = list(Enquiry.objects.filter(merged_into=found[-1]).values_list("pk", flat=True))
    return found + merged * 2


def everything_stored() -> str:
    """Every row of every table as text, read by the owner past row-level security."""
    from config.tables import TENANT

    found = []
    with connections["owner"].cursor() as cursor:
        for table in TENANT:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM {table.name} t")
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_older_goes_and_nothing_younger(cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.models import AuditEntry
    from carers.models import Application, Enquiry, Household

    monkeypatch.setattr(retention_night, "BATCH", 4)
    people = make(cast, seed)
    due = [one for one in people if one.must_go]
    assert len(due) > 5 and any(one.held for one in people)
    done = run(cast.agency.pk, NOW)
    assert sum(done.values()) >= len(due)
    stored = everything_stored()
    assert {one.mark for one in people if one.mark not in stored} == {one.mark for one in due}
    with cast.acting("musa"):
        gone: set[Any] = set()
        for model in (Enquiry, Application, Household):
            gone |= set(model._default_manager.filter(forgotten_on__isnull=False).values_list("pk", flat=True))
        assert {one.pk for one in people if one.pk in gone} == {one.pk for one in due}
        noted = AuditEntry.objects.filter(action="record.deleted")
        assert {entry.subject_id: entry.data["rule"] for entry in noted} == {one.pk: one.kind for one in due}
        assert not keepers.outlook(cast.agency.pk, TODAY - timedelta(days=1))[2].tonight
    assert run(cast.agency.pk, NOW) == {}, "twice in a night is once"
    run(cast.agency.pk, NOW + timedelta(days=5000))
    stored = everything_stored()
    assert {one.mark for one in people if one.mark in stored} == {
        one.mark for one in people if one.held or one.last is None
    }


def figures(cast: Cast) -> dict[str, Any]:
    """Funnel, reasons, homes that stay, Ofsted's six years, open pipeline, effects of words."""
    from carers.followups.selectors.followups import effects
    from placements.homes.selectors.ofsted import Year, ofsted_block, years_of
    from placements.shortages.selectors.funnel import funnel_figures, people_between

    agency = cast.agency.pk
    found: dict[str, Any] = dict(funnel_figures(agency, TODAY))
    for number in [*years_of(TODAY), 2015, 2016, 2017, 2018, 2019]:
        found[f"ofsted-{number}"] = ofsted_block(Year.of(agency, number, TODAY)).rows
    for back in range(12):
        start = date(TODAY.year - back, 1, 1)
        found[f"people-{back}"] = people_between(agency, start, start.replace(year=start.year + 1), TODAY)
    return found | {"effects": effects(agency, "call")}


def test_the_figures_are_equal_before_and_after(cast: Cast) -> None:
    """One person with three enquiries counts once, with all of them, with one and with none left to read."""
    from carers.models import Enquiry

    make(cast, 3)
    long_ago = NOW - timedelta(days=1000)
    with cast.acting("musa"):
        for days, email in ((0, "twice@example.org"), (3, "Twice@example.org"), (8, "twice@example.org"), (9, "")):
            Enquiry(agency_id=cast.agency.pk, name="Twice", email=email, telephone="0113 496 9999",
                    received_at=long_ago + timedelta(days=days), first_contact_at=long_ago + timedelta(days=days + 1),
                    state_since=long_ago + timedelta(days=days) if days != 8 else NOW, state="withdrawn",
                    reason="AW1").save()  # fmt: skip
        before = figures(cast)
    gone = run(cast.agency.pk, NOW)
    assert gone["enquiry"] and gone["application"] and gone["home"]
    with cast.acting("musa"):
        assert figures(cast) == before
        kept = Enquiry.objects.filter(name="Twice").get()
        marks = Enquiry.objects.filter(counted_with=kept.counted_with).count()
        assert kept.email == "twice@example.org" and marks == 3
        Enquiry.objects.filter(name="Deleted record").update(counted_with=None)
        assert figures(cast) != before, "the mark is what keeps people counted once"


def test_files_and_the_form_go_with_the_application(cast: Cast) -> None:
    from accounts.models import Document
    from carers.models import ApplicationForm, Section

    with cast.acting("musa"):
        notice_was_given(cast)
        one = Maker(cast, random.Random(5)).application(LONG_AGO)
        form = ApplicationForm.objects.get(application=one.pk)
        Section(agency=cast.agency, form=form, person=cast.people["appa"], key="health", answers={"a": "b"},
                saved_at=NOW - timedelta(days=2000)).save()  # fmt: skip
        name = default_storage.save("letter", ContentFile(b"bytes"))
        Document(organisation=cast.agency, subject_kind="applicationform", subject_id=form.pk, kind="medical",
                 name="letter", media_type="application/pdf", size=5, digest="1", stored_as=name,
                 uploaded_at=NOW - timedelta(days=2000)).save()  # fmt: skip
    run(cast.agency.pk, NOW)
    assert not default_storage.exists(name)
    with cast.acting("musa"):
        rows = (Document.objects, ApplicationForm.objects.filter(pk=form.pk), Section.objects)
        assert [each.count() for each in rows] == [0, 0, 0]


def test_people_s_records_wait_for_thirty_days_of_notice_and_half_a_night_is_taken_up_again(cast: Cast) -> None:
    from accounts.models import RetentionRun
    from carers.models import Enquiry

    with cast.acting("musa"):
        maker = Maker(cast, random.Random(7))
        for _ in range(30):
            maker.enquiry()
    assert run(cast.agency.pk, NOW - timedelta(days=29)).get("enquiry") is None
    with cast.acting("musa"):
        assert keepers.begins_on(cast.agency.pk) == TODAY + timedelta(days=1)
    later = NOW + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention_night, "BATCH", 2)
        first = run(cast.agency.pk, later, seconds=-1.0)
        with cast.acting("musa"):
            night = RetentionRun.objects.get(on=TODAY + timedelta(days=1))
            assert first == {"account_mail": 0, "message_text": 0, "enquiry": 2} and night.finished_at is None
            assert Enquiry.objects.filter(forgotten_on__isnull=False).count() == 2
        rest = run(cast.agency.pk, later)
    with cast.acting("musa"):
        night.refresh_from_db()
        assert night.finished_at and night.done == {"enquiry": 2 + rest["enquiry"]} and rest["enquiry"] > 2


def waits_for_a_lock(seconds: float = 30.0) -> bool:
    """Somebody stands before an advisory lock now, seen past row-level security; asked until the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
            if cursor.fetchone()[0]:
                return True
    return False


def test_the_night_waits_for_a_hold_on_any_part_of_a_record(cast: Cast) -> None:
    """The night would take the application; the hold is being put on the enquiry, another row, at that moment."""
    from accounts.records.services.retention import end_hold, hold
    from carers.models import Application

    with cast.acting("musa"):
        notice_was_given(cast)
        one = Maker(cast, random.Random(9)).application(LONG_AGO)
        enquiry = Application.objects.get(pk=one.pk).enquiry_id
    went: list[int] = []

    def night() -> None:
        went.append(run(cast.agency.pk, NOW + timedelta(days=len(went)))["application"])

    def elsewhere() -> None:
        night()
        connection.close()

    with cast.acting("musa") as musa:
        made = hold(musa, enquiry, "court", "Leeds County Court 12", TODAY + timedelta(days=10))  # type: ignore[arg-type]
        worker = threading.Thread(target=elsewhere)
        worker.start()
        waited = waits_for_a_lock()
    worker.join(timeout=60)
    night()
    assert one.mark in everything_stored() and went == [0, 0] and waited
    with cast.acting("musa") as musa:
        end_hold(musa, made.pk, "The claim was settled")
    night()
    assert one.mark not in everything_stored() and went == [0, 0, 1]


def test_of_two_merged_enquiries_a_hold_on_either_keeps_both(cast: Cast) -> None:
    from accounts.records.keepers import held_ids
    from accounts.records.services.retention import hold
    from carers.models import Enquiry

    maker = Maker(cast, random.Random(11))
    with cast.acting("musa") as musa:
        notice_was_given(cast)
        pairs = [(maker.application(LONG_AGO), maker.enquiry(LONG_AGO), maker.enquiry(LONG_AGO)) for _ in range(2)]
        for (application, *merged), held in zip(pairs, (1, 0), strict=True):
            Enquiry.objects.filter(pk__in=[one.pk for one in merged]).update(
                merged_into=Enquiry.objects.get(application=application.pk)
            )
            hold(musa, (application, *merged)[held].pk, "complaint", "Complaint 17", TODAY + timedelta(days=9))
        people = {one.pk for three in pairs for one in three}
        assert people <= held_ids(cast.agency.pk)
    run(cast.agency.pk, NOW)
    stored = everything_stored()
    assert all(one.mark in stored for three in pairs for one in three)


def test_a_file_goes_with_the_commit_and_a_lost_one_is_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night that the database refuses at the very end leaves row and file; what no row names goes a day later."""
    from accounts.models import Document

    with cast.acting("musa"):
        notice_was_given(cast)
        one = Maker(cast, random.Random(12)).application(LONG_AGO)
        name = default_storage.save(f"{cast.agency.pk}/kept", ContentFile(b"bytes"))
        Document(organisation=cast.agency, subject_kind="application", subject_id=one.pk, kind="medical", name="letter",
                 media_type="application/pdf", size=5, digest="1", stored_as=name,
                 uploaded_at=NOW - timedelta(days=2000)).save()  # fmt: skip
    real = retention_night._batch

    def refused(*args: Any) -> int:
        real(*args)
        raise ConnectionError("the line broke before the commit")

    monkeypatch.setattr(retention_night, "_batch", refused)
    with pytest.raises(ConnectionError):
        run(cast.agency.pk, NOW)
    assert default_storage.exists(name) and one.mark in everything_stored()
    monkeypatch.setattr(retention_night, "_batch", real)
    lost = default_storage.save(f"{cast.agency.pk}/lost", ContentFile(b"bytes"))
    assert retention_night.sweep_files(cast.agency.pk, timezone.now()) == 0, "too young: its row may be on its way"
    assert retention_night.sweep_files(cast.agency.pk, timezone.now() + timedelta(days=2)) == 1
    assert not default_storage.exists(lost) and default_storage.exists(name)
    run(cast.agency.pk, NOW)
    assert not default_storage.exists(name) and one.mark not in everything_stored()


def test_the_database_itself_refuses_less_than_the_law(cast: Cast) -> None:
    from django.db import IntegrityError

    from accounts.models import RetentionPeriod

    for rule, amount in (("home", 119), ("application", 35)):
        with cast.acting("musa"), pytest.raises(IntegrityError, match="retention_period_by_law"), transaction.atomic():
            RetentionPeriod(organisation=cast.agency, rule=rule, amount=amount).save()


def test_the_step_that_knows_deleted_records_does_not_go_back_over_them(cast: Cast) -> None:
    """In words, before anything is changed."""
    from django.db.migrations.exceptions import IrreversibleError
    from django.db.migrations.loader import MigrationLoader

    from carers.models import Enquiry

    with cast.acting("musa"):
        Enquiry(agency=cast.agency, name="Deleted record", forgotten_on=TODAY).save()
    loader = MigrationLoader(connections["owner"])
    before = loader.project_state(("carers", "0009_household_away"))
    with (
        pytest.raises(IrreversibleError, match="made anonymous since this step"),
        connections["owner"].schema_editor() as editor,
    ):
        loader.get_migration("carers", "0010_forgotten").unapply(before, editor)
