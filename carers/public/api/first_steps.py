"""Before an enquiry: could I foster, ask me later, and an enquiry that is kept half-filled."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.reference.postcodes import find
from accounts.tenancy.caller import public_at
from accounts.tenancy.scopes import scope
from carers.applications.api.form_answers import body_of, checked, form_data, object_of, refuse_strangers
from carers.applications.services import coming_back
from carers.enquiries.services.enquiring import guard_door
from carers.models import EnquiryDraft
from carers.people.forms.enquiry import ReachForm, WhereYouLiveForm, YouForm, relax
from carers.people.services.keeping_in_touch import ask_later
from carers.public.api import first_steps_serializers as shapes
from carers.public.first_answers import outcome
from carers.public.forms.could_i_foster import QUESTIONS, LaterForm


class CouldIFosterViewSet(CallerViewSet):
    """The questions of “Could I foster?” and what the answers add up to. Nothing is kept."""

    queryset = EnquiryDraft.objects.none()
    serializer_class = shapes.OutcomeSerializer
    capabilities = {"list": "public", "create": "public", "later": "public"}

    @extend_schema(responses=shapes.QuestionSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response({"results": [_question(key, form) for key, form in QUESTIONS.items()]})

    @extend_schema(request=shapes.FirstAnswersSerializer, responses=shapes.OutcomeSerializer)
    def create(self, request: Request) -> Response:
        """Any of the questions may be left out; no answer is a dead end."""
        given = object_of(body_of(request).get("answers"), "answers")
        refuse_strangers(QUESTIONS, given, "answers")
        answers = {}
        for key, form in QUESTIONS.items():
            if given.get(key) not in (None, ""):
                sent = form_data(form, {"answer": given[key]}, f"answers.{key}")
                answers[key] = str(checked(form(sent))["answer"])
        place = find(answers["where"]) if answers.get("where") else None
        ended = outcome(answers, place.nation if place else "england")
        told = {"kind": ended.kind, "changes": ended.changes, "notes": ended.notes}
        return Response(told | {"place": place.words if place else ""})

    @extend_schema(request=shapes.LaterSerializer, responses={201: shapes.LaterPromisedSerializer})
    @action(detail=False, methods=["post"])
    def later(self, request: Request) -> Response:
        """Be asked again later, with consent, by one service."""
        facts = checked(LaterForm(form_data(LaterForm, body_of(request))))
        agency = facts.pop("agency")
        facts.pop("consent")

        def ask() -> Response:
            guard_door(request._request, facts["email"] or facts["telephone"], [agency])
            kept = ask_later(public_at(agency), facts)
            return Response({"agency": agency.name, "not_before": kept.contact_after}, status=201)

        with transaction.atomic(), scope(agency.pk):
            return answer_once(request, agency.pk, ask)


def _question(key: str, form: type[forms.Form]) -> dict[str, Any]:
    field = form.base_fields["answer"]
    choices = getattr(field, "choices", [])
    return {
        "key": key,
        "question": str(field.label),
        "help": str(field.help_text),
        "choices": [{"value": value, "words": str(words)} for value, words in choices],
    }


class EnquiryDraftViewSet(CallerViewSet):
    """A half-filled enquiry: kept for whoever holds its link, 14 days after the last save, seen by no service."""

    queryset = EnquiryDraft.objects.none()
    serializer_class = shapes.DraftSerializer
    lookup_value_regex = r"[\w.-]+"
    capabilities = dict.fromkeys(("create", "retrieve", "partial_update", "destroy"), "public")

    @extend_schema(request=shapes.NewDraftSerializer, responses={202: shapes.DraftSentSerializer})
    def create(self, request: Request) -> Response:
        """Keep the answers and send the link by e-mail or text; the link is not in this answer."""
        body = valid(shapes.NewDraftSerializer, request)
        address = coming_back.to_address(body["address"])
        answers = _answers(body.get("answers"))
        coming_back.guard_links(request._request, address)
        coming_back.keep_draft(answers, address)
        words = _("Your answers are saved. A link is on its way to %(address)s.") % {"address": address}
        return Response({"words": words, "kept_days": coming_back.KEPT_DAYS}, status=202)

    def retrieve(self, request: Request, pk: str) -> Response:
        return _told(_found(request, pk))

    @extend_schema(request=shapes.DraftSerializer, responses=shapes.DraftSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Save more answers; those that are not named stay."""
        answers = _answers(body_of(request).get("answers"))
        coming_back.save_answers(_found(request, pk).pk, answers)
        return _told(coming_back.find_draft(pk))

    def as_it_stands(self) -> dict[str, Any]:
        token = self.kwargs.get("pk")
        return _seen(coming_back.find_draft(token)) if token else {}

    def destroy(self, request: Request, pk: str) -> Response:
        coming_back.drop_draft(_found(request, pk).pk)
        return Response(status=204)


def _found(request: Request, token: str) -> EnquiryDraft:
    coming_back.guard_opening(request._request)
    return coming_back.find_draft(token)


def _told(draft: EnquiryDraft) -> Response:
    return Response(_seen(draft))


def _seen(draft: EnquiryDraft) -> dict[str, Any]:
    answers = {name: value for name, value in draft.answers.items() if name != "token"}
    return {"answers": answers, "saved_at": draft.saved_at}


def _answers(given: Any) -> dict[str, Any]:
    """Cleaned by the forms of the pages; what is missing may stay missing. Raises Invalid."""
    sent = object_of(given, "answers")
    kinds: tuple[type[forms.Form], ...] = (WhereYouLiveForm, YouForm, ReachForm)
    refuse_strangers([name for kind in kinds for name in kind.base_fields], sent, "answers")
    cleaned: dict[str, Any] = {}
    for kind in kinds:
        own = {name: value for name, value in sent.items() if name in kind.base_fields}
        form = kind(form_data(kind, own, "answers"))
        relax(form)
        cleaned |= {name: value for name, value in checked(form).items() if name in sent}
    return cleaned
