"""A recruiter's work with people: found, counted, given an owner, noted, merged; strangers refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.input.errors import Invalid, NotReady
from carers.applications.selectors.subject_access import what_we_hold
from carers.enquiries.selectors.board import board_of
from carers.enquiries.selectors.today import today_for
from carers.enquiries.services import sessions
from carers.models import Enquiry
from carers.people.selectors.finding import needles
from carers.people.selectors.people import duplicates_of, enquiries
from carers.people.selectors.timeline import timeline
from carers.people.services import cases
from carers.people.services.enquiries import advance_enquiry, take_enquiry
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("07700 900123", ["7700900123"]),
        ("+44 7700 900123", ["7700900123"]),
        ("ls6 2ab", ["ls62ab"]),
        ("LS6", ["ls6"]),
        ("Ada  Example", ["ada", "example"]),
        ("ada@example.org", ["ada@example.org"]),
        ("Ada 07700 900123", ["ada", "7700900123"]),
    ],
)
def test_words_typed_become_what_is_looked_for(typed: str, looked_for: list[str]) -> None:
    assert needles(typed) == looked_for


def _take(by: Any, name: str, **more: Any) -> Enquiry:
    facts = {"name": name, "telephone": "+44 7700 900123", "source": "telephone"} | more
    return take_enquiry(by, facts)


def test_found_by_any_fact_assigned_together_or_not_at_all(cast: Cast) -> None:
    with cast.acting("stan") as stan:
        foreign = _take(stan, "Foreign Frank").pk
    with cast.acting("rosa") as rosa:
        ada = _take(rosa, "Ada Example", postcode="LS6 2AB", email="ada@example.org")
        bo = _take(rosa, "Bo Bloggs", telephone="+44 113 496 0777")
        for typed in ("ada", "EXAMPLE", "07700 900123", "+44 7700900123", "ls6", "LS6 2AB", "ada@example.org"):
            assert [row.pk for row in enquiries(cast.agency.pk, "", typed)] == [ada.pk], typed
        assert not list(enquiries(cast.agency.pk, "", "Frank"))
        assert not list(enquiries(cast.rival.pk))
        with pytest.raises(Invalid) as refused:
            cases.assign_all(rosa, [ada.pk, foreign], None)
        assert "Nothing was changed" in refused.value.message
        assert Enquiry.objects.get(pk=ada.pk).owner_id == rosa.user_id
        assert cases.assign_all(rosa, [ada.pk, bo.pk], cast.people["musa"].pk) == 2
        with pytest.raises(Invalid):
            cases.assign(rosa, ada, cast.people["stan"].pk)
        advance_enquiry(rosa, bo.pk, "contacted")
        with pytest.raises(NotReady, match="Bo Bloggs"):
            cases.move_all(rosa, [ada.pk, bo.pk], "closed_no_contact")
        assert Enquiry.objects.get(pk=ada.pk).state == "received"  # all or none


def test_today_and_board_sort_by_clock_and_leave_history_out(cast: Cast) -> None:
    now = timezone.now()
    with cast.acting("rosa") as rosa:
        old, new = _take(rosa, "Old"), _take(rosa, "New", telephone="+44 113 496 0778")
        history = take_enquiry(rosa, {"name": "History", "telephone": "1"}, long_ago=now - timedelta(days=400))
        Enquiry.objects.filter(pk=old.pk).update(
            received_at=now - timedelta(days=30), state_since=now - timedelta(days=30)
        )
        seen = today_for(cast.agency.pk, now)
        assert [item.pk for item in seen.due] == [old.pk]
        assert seen.due[0].reading is not None and seen.due[0].reading.clock.label == "promise"
        assert [item.pk for item in seen.stuck] == [old.pk]
        assert {item.pk for item in seen.arrived} == {old.pk, new.pk}
        assert seen.counts == {"due": 1, "arrived": 2, "stuck": 1, "waiting": 0}
        assert not today_for(cast.agency.pk, now, cast.people["musa"].pk).arrived
        [step] = [step for step in board_of(cast.agency.pk, now) if step.key == "received"]
        assert step.count == 3 and history.pk in {card["pk"] for card in step.cards}


def test_a_likely_twin_is_shown_merged_and_unmerged(cast: Cast) -> None:
    with cast.acting("rosa") as rosa:
        first, second = _take(rosa, "Ada"), _take(rosa, "Ada E")
        assert [row.pk for row in duplicates_of(cast.agency.pk, telephone=second.telephone)] == [
            second.pk, first.pk,
        ]  # fmt: skip
        cases.merge(rosa, second, first)
        assert [row.pk for row in enquiries(cast.agency.pk)] == [first.pk]
        with pytest.raises(NotReady):
            cases.merge(rosa, first, second)
        cases.undo_merge(rosa, second)
        assert len(enquiries(cast.agency.pk)) == 2
        cases.write_note(rosa, first, "Rang, keen", "Her sister is worried about the lodger")
        held = json.dumps(what_we_hold(cast.caller("rosa"), first), default=str)
        assert "Rang, keen" in held and "lodger" not in held
        said = [happening.words for happening in timeline(cast.agency.pk, first.pk)]
        assert "Merged with another enquiry" in said and "Note" in said and not any("." in words for words in said)


def test_a_session_fills_up_and_notes_who_came(cast: Cast) -> None:
    with cast.acting("rosa") as rosa:
        evening = sessions.plan_session(rosa, "Evening", "Hall", timezone.now() + timedelta(days=3), 1)
        ada, bo = _take(rosa, "Ada", email="ada@example.org"), _take(rosa, "Bo", telephone="+44 113 496 0778")
        booking = sessions.book(rosa, evening.pk, ada)
        with pytest.raises(NotReady, match="full"):
            sessions.book(rosa, evening.pk, bo)
        with pytest.raises(NotReady, match="already"):
            sessions.book(rosa, evening.pk, ada)
        with pytest.raises(NotReady, match="not begun"):
            sessions.note_attendance(rosa, booking.pk, True)


def test_pages_keep_their_number_of_queries_and_twins_stop_a_save_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.people["rosa"])
    pages = {"agency_today": "", "board": "", "people": "?q=person"}

    def queries() -> dict[str, int]:
        counted = {}
        for name, query in pages.items():
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse(name) + query).status_code == 200
            counted[name] = len(seen)
        return counted

    form = {"name": "Person 0", "telephone": "07700 900123", "no_email": "on", "source": "telephone"}
    assert client.post(reverse("new_enquiry"), form).status_code == 302
    before = queries()
    with cast.acting("rosa") as rosa:
        for number in range(1, 12):
            _take(rosa, f"Person {number}", telephone=f"+44 113 496 0{number:03d}")
    assert queries() == before
    assert max(before.values()) <= 32, before
    answer = client.post(reverse("new_enquiry"), form | {"name": "Somebody else"})
    assert answer.status_code == 422 and b"Perhaps we know them already" in answer.content
    assert client.post(reverse("new_enquiry"), form | {"sure": "on"}).status_code == 302
    refused = client.post(reverse("new_enquiry"), {"name": "Cy", "telephone": "07700 900555", "source": "event"})
    assert b"tick that they have none" in refused.content
    part = client.get(reverse("people") + "?q=Person 1&part=1").content.decode()
    assert "Person 11" in part and "<html" not in part
    listed = client.get(reverse("people_export") + "?q=Person 10")
    text = b"".join(listed.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Person 10" in text and "'+44" in text and "Person 2" not in text
