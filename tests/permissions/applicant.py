"""The applicant's pages: appa owns a form; anybody else who is signed in has none, so there is nothing to see."""

from typing import Any

from tests.cast import Cast
from tests.clock import in_days
from tests.permissions import Row, agency, agency_api, everybody

OTHERS_404 = everybody(404, nobody=302)


def _mine(route: str, method: str = "GET", status: int = 200, **more: Any) -> Row:
    more["kwargs"] = {"form_id": "form"} | more.get("kwargs", {})
    return Row(route, method, answers=OTHERS_404 | {"appa": status}, **more)


def _form(cast: Cast, world: dict[str, Any]) -> Any:
    from tests.applicants import owned_form

    return owned_form(cast).pk


def _document(cast: Cast, world: dict[str, Any]) -> Any:
    from accounts.documents.services.documents import keep, scan_document
    from accounts.models import Document
    from accounts.tenancy.scopes import scope
    from carers.models import ApplicationForm

    with cast.acting("rosa") as rosa:
        form = ApplicationForm.objects.get(pk=world["form"])
        kept = keep(rosa, form, "other", "a.png", PNG)
    scan_document(cast.agency.pk, kept.pk)
    with scope(cast.agency.pk):
        return Document.objects.get().pk


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00IEND\xaeB`\x82"
WORLD = {"form": _form, "document": _document}


def _sections(cast: Cast, world: dict[str, Any]) -> None:
    """A row in each of the applicant's tables."""
    from carers.models import ApplicationForm, Feedback, Respondent, Section

    with cast.acting("rosa"):
        form = ApplicationForm.objects.get(pk=world["form"])
        Section(agency_id=form.agency_id, form=form, person_id=form.applicant_id, key="pets", answers={}).save()
        Respondent(agency_id=form.agency_id, form=form, kind="referee", item="x", name="R", email="r@example.org",
                   digest="d", expires_at=f"{in_days(28)}T00:00Z").save()  # fmt: skip
        Feedback(agency_id=form.agency_id, enquiry=form.enquiry, milestone="enquiry", ease=1).save()


TENANCY_WORLD = {"applicant": _sections}
LINK = {"agency_id": "=01a20513-c7d6-707e-aa30-f2ce96aaf62e", "secret": "=guessed"}

ROWS = [
    _mine("apply"),
    _mine("apply_check"),
    _mine("apply_check", "POST", 302),
    _mine("apply_done", status=302),
    _mine("apply_section", kwargs={"key": "=pets"}),
    _mine("apply_section", "POST", 422, kwargs={"key": "=pets"}),
    _mine("apply_item_add", kwargs={"key": "=referees"}),
    _mine("apply_item_add", "POST", 422, kwargs={"key": "=referees"}),
    _mine("apply_item", status=404, kwargs={"key": "=referees", "item_id": "=none"}),
    _mine("apply_item", "POST", 404, kwargs={"key": "=referees", "item_id": "=none"}),
    _mine("apply_item_remove", "POST", 302, kwargs={"key": "=referees", "item_id": "=none"}),
    _mine("ask_respondent", "POST", 302, kwargs={"kind": "=referee", "item": "=none"}),
    Row("claim_form", kwargs=LINK, answers=everybody(410)),
    Row("claim_form", "POST", kwargs=LINK, answers=everybody(410)),
    Row("respond", kwargs=LINK, answers=everybody(410)),
    Row("respond", "POST", kwargs=LINK, answers=everybody(410)),
    Row("my_application", answers=everybody(200, nobody=302, appa=302)),
    _mine("my_application_page"),
    _mine("my_ask_again", "POST", 302),
    Row("old_apply", answers=OTHERS_404 | {"appa": 302}),
    Row("old_apply_page", kwargs={"rest": "=check/"}, answers=OTHERS_404 | {"appa": 302}),
    Row("old_my_application", kwargs={"rest": "=data/"}, answers=OTHERS_404 | {"appa": 302}),
    _mine("my_contact"),
    _mine("my_contact", "POST", 422),
    _mine("my_pause", "POST", 302),
    _mine("my_withdraw"),
    _mine("my_withdraw", "POST", 422),
    _mine("my_data"),
    Row("way_back", answers=everybody(200)),
    Row("way_back", "POST", answers=everybody(422)),
    _mine("my_documents"),
    _mine("my_documents", "POST", 422),
    _mine("my_document", kwargs={"document_id": "document"}),
    agency("agency_document", kwargs={"document_id": "document"}, may={"rosa", "musa"}),
    _mine("tell_us", kwargs={"milestone": "=enquiry"}),
    _mine("tell_us", "POST", 422, kwargs={"milestone": "=enquiry"}),
]


def _handed_in(cast: Cast, world: dict[str, Any]) -> Any:
    """Another person's form of the agency, handed in."""
    from django.utils import timezone

    from accounts.models import User
    from carers.models import Application, ApplicationForm, Enquiry, Section

    with cast.acting("rosa"):
        enquiry = Enquiry(agency=cast.agency, name="Di", telephone="+44 7700 900124", contact_by="telephone")
        enquiry.save()
        made = Application(agency=cast.agency, enquiry=enquiry, name="Di")
        made.save()
        form = ApplicationForm(agency=cast.agency, enquiry=enquiry, application=made, handed_in_at=timezone.now(),
                               applicant=User.objects.create_user("di@example.org"))  # fmt: skip
        form.save()
        for key, answers in {"pets": {"pets": "no"}, "referees": {"items": [{"id": "a", "name": "R"}]}}.items():
            Section(agency_id=form.agency_id, form=form, person_id=form.applicant_id, key=key, answers=answers,
                    state="complete", handed_in_at=timezone.now()).save()  # fmt: skip
        return made.pk


WORLD["handed_in"] = _handed_in
ANSWERS = {"application_id": "handed_in"}
ROWS += [
    agency("application_answers", kwargs=ANSWERS, may={"rosa", "musa"}),
    agency("reopen_section", "POST", ANSWERS | {"key": "=pets"}, {"rosa", "musa"}, body={"because": "A dog"}),
    agency("feedback", may={"rosa", "musa"}),
    agency_api("api_answers-list", kwargs={"application": "handed_in"}, may={"rosa", "musa"}),
    agency_api(
        "api_answers-reopen",
        "POST",
        {"application": "handed_in", "key": "=pets"},
        {"rosa", "musa"},
        body={"because": "A dog"},
    ),
    agency_api("api_feedback-list", may={"rosa", "musa"}),
]
