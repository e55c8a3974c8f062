"""Papers of an application: one content as page, as tagged PDF and through the API."""

from typing import Any

import pytest
from django.test import Client

from accounts.documents.papers import as_pdf
from carers.models import Application, Enquiry
from tests.cast import Cast
from tests.clock import fixed


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def test_the_three_papers(cast: Cast) -> None:
    with cast.acting("rosa"):
        enquiry = Enquiry(agency=cast.agency, name="Ada O'Brien-Ngũgĩ", telephone="+353 87 123 4567")
        enquiry.save()
        row = Application(agency=cast.agency, enquiry=enquiry, name=enquiry.name, stage="decision",
                          registered_on=fixed(2028, 2, 29))  # fmt: skip
        row.save()
    musa = Client()
    musa.force_login(cast.people["musa"])
    path, api = f"/agency/applications/{row.pk}/papers", f"/api/v1/applications/{row.pk}"
    for key, heading in (("front-sheet", "Assessment front sheet"), ("panel-pack", "Papers for the panel")):
        page = musa.get(f"{path}/{key}/").content.decode()
        assert heading in page and "29 February 2028" in page and "O&#39;Brien-Ngũgĩ" in page
        told = musa.get(f"{api}/papers/{key}").json()
        assert told["title"] == heading and ["Reached by", "+353 87 123 4567"] in told["facts"]
        pdf = musa.get(f"{path}/{key}.pdf")
        assert pdf["Content-Type"] == "application/pdf" and pdf["Content-Disposition"].endswith(f'"{key}.pdf"')
        assert pdf.content.startswith(b"%PDF-") and b"pdfuaid" in pdf.content and b"/StructTreeRoot" in pdf.content
    for address in (f"{path}/approval-notice/", f"{path}/approval-notice.pdf", f"{api}/papers/approval-notice",
                    f"{path}/horoscope.pdf", f"{api}/papers/horoscope"):  # fmt: skip
        assert musa.get(address).status_code == 404, address
    terms = {"starts_on": str(fixed(2028, 2, 29)), "max_children": 2, "rooms": 2, "age_min": 0, "age_max": 17,
             "kinds": ["short_term"]}  # fmt: skip
    assert musa.post(f"{api}/approve", terms, content_type="application/json").status_code == 201
    told = musa.get(f"{api}/papers/approval-notice").json()
    assert ["Children", "up to 2"] in told["facts"] and "29 February 2028" in told["sections"][0]["sentences"][0]
    assert musa.get(f"{path}/approval-notice.pdf").content.startswith(b"%PDF-")


def test_nothing_in_a_name_becomes_a_command() -> None:
    """The layout would fail, or leave the text out, if data were taken for markup."""
    hostile = '#panic() *b* $x$ @ref <label> \\ [ ] "; read("/etc/passwd")'
    section = {"title": hostile, "sentences": [hostile], "head": ["A"], "rows": [[hostile]]}
    data = {"title": hostile, "organisation": hostile, "facts": [[hostile, hostile]], "sections": [section],
            "footer": hostile}  # fmt: skip
    assert as_pdf(data).startswith(b"%PDF-")
