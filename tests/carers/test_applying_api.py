"""The whole journey through /api/v1/ alone: enquire, open the invitation, fill in, ask referees, hand in, withdraw."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carers.law.sections import SECTIONS
from tests.applicants import last_link
from tests.cast import Cast
from tests.clock import in_days, month
from tests.permissions.applicant import PNG

ANSWERS: dict[str, dict[str, Any]] = {
    "you": {"name": "Suharto", "birth_date": "1984-02-29", "address": "1 High Street", "postcode": "ls62ab"},
    "partner": {"together": "no"},
    "household": {"items": []},
    "addresses": {"items": [{"address": "1 High Street", "postcode": "LS6 2AB", "from_month": month(in_days(-4000))}]},
    "relationships": {"status": "single"},
    "home": {"kind": "flat", "tenure": "social", "bedrooms": 3, "spare_bedrooms": 1},
    "pets": {"pets": "no"},
    "smoking": {"smoking": "no"},
    "work": {"work": "retired"},
    "health": {"conditions": "none", "surgery": "Headingley Surgery"},
    "experience": {"applied_before": "no"},
    "referees": {"items": [{"name": f"R{n}", "relation": "personal", "years": 9, "email": f"r{n}@example.org"}
                           for n in (1, 2, 3)]},
    "care": {"kinds": ["short_term"], "ages": ["5-9", "10-15"], "siblings": "yes"},
    "consent": {"checks": True, "true": True, "signature": "Suharto"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh(sent_tasks: list[Any]) -> None:
    cache.clear()


def _invited(cast: Cast, client: Client) -> None:
    from carers.models import Enquiry
    from carers.people.services.enquiries import advance_enquiry

    asked = {"agency": cast.agency.slug, "name": "Suharto", "email": "suharto@example.org", "postcode": "LS6 2AB"}
    assert client.post("/api/v1/enquiries", asked, content_type="application/json").status_code == 201
    with cast.acting("rosa") as rosa:
        enquiry = Enquiry.objects.get()
        for state in ("contacted", "invited"):
            advance_enquiry(rosa, enquiry.pk, state)


def test_the_journey_through_the_api(cast: Cast) -> None:
    client = Client()

    def send(method: str, path: str, body: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1/{path}", body or {}, content_type="application/json")

    _invited(cast, client)
    link = last_link(cast, "form.invitation").removeprefix("/apply/open/").rstrip("/")
    assert send("get", "my-applications").status_code == 401
    assert send("post", f"links/invitations/{link}").json()["opened"] is True
    assert send("post", f"links/invitations/{link}").status_code == 410
    mine = send("get", "my-applications").json()["results"][0]
    here = f"my-applications/{mine['id']}"
    assert mine["whose_turn"] == "you" and len(mine["sections"]) == len(SECTIONS)
    assert send("post", f"{here}/hand-in").json()["code"] == "form.sections_missing"
    bad = send("put", f"{here}/sections/you", {"answers": {"birth_date": "1984-02-30"}, "version": 0})
    assert bad.status_code == 422 and {"name", "birth_date"} <= set(bad.json()["errors"])
    for key, answers in ANSWERS.items():
        saved = send("put", f"{here}/sections/{key}", {"answers": answers, "version": 0})
        assert saved.status_code == 200 and saved.json()["state"] == "complete", (key, saved.json())
    stale = send("put", f"{here}/sections/pets", {"answers": {"pets": "yes"}, "version": 0})
    assert stale.status_code == 409 and stale.json()["code"] == "row.stale"
    you = send("get", f"{here}/sections/you").json()
    assert you["answers"]["birth_date"] == "1984-02-29" and you["answers"]["postcode"] == "LS6 2AB"
    item = send("get", f"{here}/sections/referees").json()["answers"]["items"][0]["id"]
    assert send("post", f"{here}/ask", {"kind": "referee", "item": item}).status_code == 201
    _referee_answers(cast)
    kept = client.post(f"/api/v1/{here}/documents", {"kind": "other", "file": SimpleUploadedFile("a.png", PNG)})
    assert kept.status_code == 201 and kept.json()["state"] == "pending"
    hostile = client.post(f"/api/v1/{here}/documents", {"kind": "other", "file": SimpleUploadedFile("a.png", b"<svg>")})
    assert hostile.status_code == 422 and hostile.json()["code"] == "file.kind"
    first, second = send("post", f"{here}/hand-in").json(), send("post", f"{here}/hand-in").json()
    assert first["application"] == second["application"] and first["stage"] == "registered"
    locked = send("put", f"{here}/sections/pets", {"answers": {"pets": "yes"}, "version": 1})
    assert locked.status_code == 423 and locked.json()["code"] == "section.locked"
    assert send("post", f"{here}/pause", {"resting": True}).json()["resting"] is True
    assert send("post", f"{here}/pause", {"resting": False}).json()["resting"] is False
    assert send("post", f"{here}/feedback", {"milestone": "handed_in", "ease": 2}).status_code == 201
    assert send("get", f"{here}/data").json()["sections"]["you"]["answers"]["name"] == "Suharto"
    assert send("post", f"{here}/withdraw", {"reason": "AW9"}).status_code == 422
    assert send("post", f"{here}/withdraw", {"reason": "AW2"}).json()["stage"] == "withdrawn"


def _referee_answers(cast: Cast) -> None:
    link = last_link(cast, "respondent.asked").removeprefix("/answer/").rstrip("/")
    stranger = Client()
    address = f"/api/v1/links/answers/{link}"
    assert stranger.post(address, {"answers": {}}, content_type="application/json").status_code == 422
    answers = {"known": "School", "children": "Kind", "strengths": "Patience", "live_with": "yes"}
    assert stranger.post(address, {"answers": answers}, content_type="application/json").status_code == 201
    assert stranger.post(address, {"answers": answers}, content_type="application/json").status_code == 410


def test_a_robot_is_told_to_wait_by_the_api_too(cast: Cast) -> None:
    body = {"agency": cast.agency.slug, "name": "R", "telephone": "07700 900123"}
    got = [Client().post("/api/v1/enquiries", body, content_type="application/json").status_code for _ in range(5)]
    assert got == [201, 201, 201, 429, 429]
