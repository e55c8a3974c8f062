"""The applicant's API: their own form only; anybody else who is signed in finds nothing."""

from typing import Any

from tests.permissions import Row, agency_api, everybody

OWN = {"pk": "form"}
OWN_FILE = {"form": "form", "pk": "document"}
SECTION = OWN | {"key": "=pets"}
DRAFT = {"pk": "=guessed"}
LINK = {"agency": "=01a20513-c7d6-707e-aa30-f2ce96aaf62e", "secret": "=guessed"}


def _mine(name: str, method: str = "GET", status: int = 200, **more: Any) -> Row:
    more.setdefault("kwargs", OWN)
    return Row(f"api_my_applications-{name}", method, answers=everybody(404, nobody=401) | {"appa": status}, **more)


ROWS = [
    Row("api_my_applications-list", answers=everybody(200, nobody=401)),
    _mine("detail"),
    _mine("section", kwargs=SECTION),
    _mine("section", "PUT", kwargs=SECTION, body={"answers": {"pets": "no"}, "version": 0}),
    _mine("hand-in", "POST", 409),
    _mine("contact", "POST", body={"email": "a@example.org", "contact_by": "email"}),
    _mine("pause", "POST", 409, body={"resting": True}),
    _mine("withdraw", "POST", body={"reason": "AW1"}),
    _mine("ask-again", "POST", 409),
    _mine("feedback", "POST", 201, body={"milestone": "enquiry", "ease": 3}),
    _mine("data"),
    _mine("ask", "POST", 409, body={"kind": "referee", "item": "none"}),
    _mine("documents"),
    Row("api_my_documents-detail", kwargs=OWN_FILE, answers=everybody(404, nobody=401, appa=200)),
    agency_api("api_documents-detail", kwargs={"pk": "document"}, may={"rosa", "musa"}),
    Row("api_my_applications-documents", "POST", kwargs=OWN, answers=everybody(415, nobody=401)),
    Row("api_links-invitation", "POST", kwargs=LINK, answers=everybody(410)),
    Row("api_links-way-back", "POST", answers=everybody(422)),
    Row("api_could_i_foster-list", answers=everybody(200)),
    Row("api_could_i_foster-list", "POST", body={"answers": {"room": "no"}}, answers=everybody(200)),
    Row("api_could_i_foster-later", "POST", body={"name": "Bo"}, answers=everybody(422)),
    Row("api_enquiry_drafts-list", "POST", body={"answers": {"name": "Bo"}}, answers=everybody(422)),
    *(Row("api_enquiry_drafts-detail", method, kwargs=DRAFT, answers=everybody(410)) for method in ("GET", "DELETE")),
    Row("api_enquiry_drafts-detail", "PATCH", kwargs=DRAFT, body={"answers": {"name": "Bo"}}, answers=everybody(410)),
    Row("api_links-respondent", "POST", kwargs=LINK, answers=everybody(410)),
]
