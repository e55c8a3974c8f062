"""A kept file through the API: the same file, the same rules and the same refusals as on the pages."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Document
from accounts.tenancy.scopes import scope
from tests.carers.test_handed_in import handed_in, signed_in
from tests.cast import Cast
from tests.permissions.applicant import PNG


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def test_own_files_and_the_agency_s_come_as_attachments_and_health_for_whose_work_needs_it(cast: Cast) -> None:
    handed_in(cast)
    with scope(cast.agency.pk):
        files = {row.kind: row for row in Document.objects.all()}
    form = files["medical"].subject_id
    appa, recruiter, manager, stranger = (signed_in(cast, name) for name in ("appa", "rosa", "musa", "stan"))
    mine = f"/api/v1/my-applications/{form}/documents"
    listed = appa.get(mine).json()["results"]
    assert {row["id"] for row in listed} == {str(row.pk) for row in files.values()}
    letter, poem = (files[kind].pk for kind in ("medical", "other"))
    got = appa.get(f"{mine}/{letter}")
    assert got.content == PNG and got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment") and got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"] and got["Cache-Control"] == "private, no-store"
    assert recruiter.get(f"/api/v1/documents/{poem}").status_code == 200
    assert recruiter.get(f"/api/v1/documents/{letter}").status_code == 403
    assert manager.get(f"/api/v1/documents/{letter}").content == PNG
    for client, path, status in (
        (Client(), f"{mine}/{letter}", 401), (Client(), f"/api/v1/documents/{poem}", 401),
        (stranger, f"/api/v1/documents/{poem}", 404), (manager, f"{mine}/{letter}", 404),
        (appa, f"/api/v1/documents/{poem}", 403), (appa, f"{mine}/{form}", 404),
    ):  # fmt: skip
        assert client.get(path).status_code == status, (path, status)
    with scope(cast.agency.pk):
        Document.objects.using("owner").update(state="pending")
    for client, path in ((appa, f"{mine}/{letter}"), (manager, f"/api/v1/documents/{letter}")):
        waiting = client.get(path)
        assert waiting.status_code == 409 and waiting.json()["code"] == "document.pending"
    with scope(cast.agency.pk):
        Document.objects.using("owner").update(state="refused")
    assert appa.get(f"{mine}/{letter}").json()["code"] == "document.refused"
