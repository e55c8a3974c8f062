"""The applicant's journey through the API: the services that the pages call, for the signed-in person's own form."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.documents.file_contents import LIMIT_BYTES
from accounts.input.errors import Invalid, NotReady
from accounts.models import Document, User
from carers.applications.api import my_application_serializers as shapes
from carers.applications.api.form_answers import body_of, checked, form_data, refuse_strangers
from carers.applications.forms.documents import DocumentForm
from carers.applications.forms.my_application import ContactForm, TellUsForm, WithdrawForm
from carers.applications.forms.sections import FORMS, SectionForm
from carers.applications.selectors.form_state import application_of, asked_again, may_ask_again, why_closed
from carers.applications.selectors.my_application import at_agency, my_form, my_forms, sections_of
from carers.applications.selectors.progress import progress
from carers.applications.services import applying, respondents
from carers.applications.services import my_application as acts
from carers.applications.services.own_form import add_document, ask_again
from carers.law.sections import SECTIONS
from carers.models import ApplicationForm, Enquiry
from carers.texts.values import to_stored


class MyApplicationViewSet(CallerViewSet):
    """Your own applications. Somebody else's are not there (404)."""

    queryset = ApplicationForm.objects.none()
    serializer_class = shapes.MyApplicationSerializer
    capabilities = dict.fromkeys(
        (
            "list", "retrieve", "section", "hand_in", "contact", "pause", "withdraw", "feedback", "data",
            "ask", "ask_again", "documents",
        ),
        "signed_in",
    )  # fmt: skip

    def _own(self, pk: str) -> tuple[User, ApplicationForm]:
        user = self.anybody.user
        if user is None:
            raise Http404
        try:
            return user, my_form(user, pk)
        except ApplicationForm.DoesNotExist:
            raise Http404 from None

    def _told(self, user: User, form: ApplicationForm) -> dict[str, Any]:
        with at_agency(form, user):
            form = ApplicationForm.objects.select_related("agency", "enquiry", "application").get(pk=form.pk)
            enquiry = Enquiry.objects.get(pk=form.enquiry_id)
            registered = application_of(form)
            stands = progress(form, enquiry, form.application)
            kept = sections_of(form)
            return {
                "id": form.pk,
                "agency": form.agency.name,
                "handed_in_at": form.handed_in_at,
                "application": form.application_id,
                "stage": form.application.stage if form.application else "",
                "closed_because": why_closed(form, enquiry, registered),
                "may_ask_again": may_ask_again(enquiry, registered) and asked_again(enquiry) is None,
                "resting": bool(form.application and form.application.paused_on),
                "sentence": stands.sentence,
                "whose_turn": stands.ball,
                "clock": stands.clock,
                "decision_by": stands.estimate.by if stands.estimate else None,
                "steps": [{name: item[name] for name in ("state", "title", "when", "words")} for item in stands.items],
                "sections": [
                    {
                        "key": key,
                        "state": kept[key].state if key in kept else "todo",
                        "version": kept[key].version if key in kept else 0,
                        "locked": bool(key in kept and kept[key].handed_in_at),
                    }
                    for key in SECTIONS
                ],
            }

    def _answer(self, user: User, form: ApplicationForm, status: int = 200) -> Response:
        return Response(shapes.MyApplicationSerializer(self._told(user, form)).data, status=status)

    @extend_schema(responses=shapes.MyApplicationSerializer(many=True))
    def list(self, request: Request) -> Response:
        user = self.anybody.user
        told = [self._told(user, form) for form in my_forms(user)] if user else []
        return Response({"results": shapes.MyApplicationSerializer(told, many=True).data})

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(*self._own(pk))

    @extend_schema(request=shapes.SaveSectionSerializer, responses=shapes.SectionSerializer)
    @action(detail=True, methods=["get", "put"], url_path="sections/(?P<key>[a-z]+)")
    def section(self, request: Request, pk: str, key: str) -> Response:
        if key not in SECTIONS:
            raise Http404
        user, form_row = self._own(pk)
        if request.method == "PUT":
            sent = valid(shapes.SaveSectionSerializer, request)
            answers = _section_answers(key, sent["answers"], sent["complete"])
            applying.save_section(user, form_row, key, answers, sent["version"], sent["complete"])
        return Response(_section(user, form_row, key))

    def as_it_stands(self) -> dict[str, Any]:
        key = self.kwargs.get("key", "")
        return _section(*self._own(self.kwargs["pk"]), key) if key in SECTIONS else {}

    @extend_schema(request=None, responses=shapes.MyApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="hand-in")
    def hand_in(self, request: Request, pk: str) -> Response:
        """Once, however often it is asked: a retry answers with the application that is there."""
        user, form_row = self._own(pk)
        applying.hand_in(user, form_row)
        return self._answer(user, form_row)

    @extend_schema(request=shapes.ContactSerializer, responses=shapes.MyApplicationSerializer)
    @action(detail=True, methods=["post"])
    def contact(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        acts.change_contact(user, form_row, checked(ContactForm(form_data(ContactForm, body_of(request)))))
        return self._answer(user, form_row)

    @extend_schema(request=shapes.PauseSerializer, responses=shapes.MyApplicationSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        rests = valid(shapes.PauseSerializer, request)["resting"]
        (acts.pause if rests else acts.go_on)(user, form_row)
        return self._answer(user, form_row)

    @extend_schema(request=shapes.WithdrawSerializer, responses=shapes.MyApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        acts.withdraw(user, form_row, checked(WithdrawForm(form_data(WithdrawForm, body_of(request))))["reason"])
        return self._answer(user, form_row)

    @extend_schema(request=None, responses={201: shapes.AskedAgainSerializer})
    @action(detail=True, methods=["post"], url_path="ask-again")
    def ask_again(self, request: Request, pk: str) -> Response:
        """Once it has ended without an approval: a new enquiry at the same service, with what it knows already."""
        user, form_row = self._own(pk)
        made = ask_again(user, form_row)
        return Response({"agency": form_row.agency.name, "enquiry": made.pk}, status=201)

    @extend_schema(request=shapes.FeedbackSerializer, responses=shapes.FeedbackSerializer)
    @action(detail=True, methods=["post"])
    def feedback(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        sent = valid(shapes.FeedbackSerializer, request)
        milestone = sent.pop("milestone")
        told = checked(TellUsForm(form_data(TellUsForm, sent)))
        kept = acts.tell_us(user, form_row, milestone, told["ease"], told["words"])
        return Response({"milestone": kept.milestone, "ease": kept.ease, "words": kept.words}, status=201)

    @extend_schema(responses=shapes.OwnDataSerializer)
    @action(detail=True, methods=["get"])
    def data(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        return Response(acts.my_data(user, form_row))

    @extend_schema(request=shapes.AskSerializer, responses=shapes.AskedSerializer)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """Send a referee, household member or joint applicant their own link."""
        user, form_row = self._own(pk)
        asked = valid(shapes.AskSerializer, request)
        row = respondents.ask(user, form_row, asked["kind"], asked["item"])
        return Response({"name": row.name, "kind": row.kind, "link_works_until": row.expires_at}, status=201)

    @extend_schema(request={"multipart/form-data": shapes.UploadSerializer},
                   responses=shapes.DocumentSerializer(many=True))  # fmt: skip
    @action(detail=True, methods=["get", "post"], parser_classes=[MultiPartParser])
    def documents(self, request: Request, pk: str) -> Response:
        user, form_row = self._own(pk)
        if request.method == "POST":
            sent = checked(DocumentForm(request.data, request.FILES))
            kept = add_document(user, form_row, sent["kind"], sent["file"].name, sent["file"].read(LIMIT_BYTES + 1))
            return Response(shapes.DocumentSerializer(kept).data, status=201)
        with at_agency(form_row, user):
            rows = list(Document.objects.filter(subject_id=form_row.pk).order_by("-id"))
        return Response({"results": shapes.DocumentSerializer(rows, many=True).data})


def _section(user: User, form: ApplicationForm, key: str) -> dict[str, Any]:
    with at_agency(form, user):
        kept = sections_of(form).get(key)
    if kept is None:
        return {"key": key, "answers": {}, "state": "todo", "version": 0, "locked": False}
    return {
        "key": key, "answers": kept.answers, "state": kept.state, "version": kept.version,
        "locked": kept.handed_in_at is not None,
    }  # fmt: skip


def _section_answers(key: str, answers: dict[str, Any], complete: bool) -> dict[str, Any]:
    """Cleaned by the same forms as the pages. Raises Invalid, NotReady."""
    if not SECTIONS[key].many:
        return _cleaned(key, answers, complete, "answers")
    refuse_strangers(["items"], answers, "answers")
    items = answers.get("items", [])
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        words = _("Send the entries as a list of objects under “items”.")
        raise Invalid(words, "input.invalid", {"items": words})
    if complete and len(items) < SECTIONS[key].least:
        words = _("Add at least %(n)d before you finish this section.") % {"n": SECTIONS[key].least}
        raise NotReady(words, "section.too_few")
    return {"items": [_entry(key, one, number) for number, one in enumerate(items)]}


def _entry(key: str, sent: dict[str, Any], number: int) -> dict[str, Any]:
    """One entry of a section of entries, under its own id or its number from 1."""
    answers = {name: value for name, value in sent.items() if name != "id"}
    return _cleaned(key, answers, True, f"answers.items[{number}]") | {"id": str(sent.get("id") or number + 1)}


def _cleaned(key: str, answers: dict[str, Any], complete: bool, path: str) -> dict[str, Any]:
    form = FORMS[key](form_data(FORMS[key], answers, path))
    assert isinstance(form, SectionForm)
    if not complete:
        form.relax()
    return to_stored(checked(form))
