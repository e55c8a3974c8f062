"""What staff read of an application: health by those whose work needs it, by page, API and document alike."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Document
from accounts.tenancy.scopes import scope
from carers.models import Application
from tests.applicants import PLAIN, fill_everything, mine, owned_form
from tests.cast import Cast
from tests.permissions.applicant import PNG

ILLNESS = PLAIN["health"]["conditions"]


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def signed_in(cast: Cast, nickname: str) -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def handed_in(cast: Cast) -> str:
    owned_form(cast)
    appa = signed_in(cast, "appa")
    fill_everything(appa)
    for kind, name in (("medical", "letter.png"), ("other", "poem.png")):
        data = PNG if kind == "medical" else PNG[:-12] + b"\0\0\0\0" + PNG[-12:]
        sent = {"kind": kind, "file": SimpleUploadedFile(name, data)}
        assert appa.post(f"{mine(appa)}documents/", sent).status_code == 302
    appa.post(f"{mine(appa)}apply/check/")
    with scope(cast.agency.pk):
        Document.objects.update(state="clean")
        return str(Application.objects.get().pk)


def test_a_recruiter_reads_everything_but_health_and_a_manager_all(cast: Cast) -> None:
    key = handed_in(cast)
    recruiter, manager = signed_in(cast, "rosa"), signed_in(cast, "musa")
    page, whole = (one.get(f"/agency/applications/{key}/answers/").content.decode() for one in (recruiter, manager))
    assert ILLNESS not in page and "letter.png" not in page and "assessing social workers" in page
    assert "1 High Street" in page and "poem.png" in page
    assert ILLNESS in whole and "letter.png" in whole
    told, all_told = (one.get(f"/api/v1/applications/{key}/answers").json() for one in (recruiter, manager))
    assert "health" not in told["sections"] and "you" in told["sections"] and ILLNESS not in str(told)
    assert all_told["sections"]["health"]["conditions"] == ILLNESS
    assert [one["kind"] for one in told["documents"]] == ["other"] and len(all_told["documents"]) == 2
    with scope(cast.agency.pk):
        letter = Document.objects.get(kind="medical").pk
    assert recruiter.get(f"/agency/documents/{letter}/").status_code == 403
    assert manager.get(f"/agency/documents/{letter}/").content == PNG


def test_a_section_is_opened_again_and_feedback_read_through_the_api(cast: Cast) -> None:
    key = handed_in(cast)
    recruiter, appa = signed_in(cast, "rosa"), signed_in(cast, "appa")
    again = f"/api/v1/applications/{key}/answers/pets/reopen"
    assert recruiter.post(again, {"because": " "}, content_type="application/json").status_code == 400
    assert recruiter.post(again, {"because": "A new dog"}, content_type="application/json").status_code == 200
    assert recruiter.post(again, {"because": "A new dog"}, content_type="application/json").status_code == 409
    assert "A new dog" in appa.get(mine(appa)).content.decode()
    appa.post(f"{mine(appa)}tell-us/handed_in/", {"ease": "1", "words": "Too long"})
    [told] = recruiter.get("/api/v1/feedback").json()["results"]
    assert (told["milestone"], told["ease"], told["words"]) == ("handed_in", 1, "Too long")
    assert "/agency/feedback/" in recruiter.get("/agency/").content.decode()  # in the navigation
    assert signed_in(cast, "stan").get("/api/v1/feedback").json()["results"] == []
