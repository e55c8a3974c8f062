"""What applicants handed in and told us, for programs of their agency."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acts.audit import record
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import UUID_IN_PATH, CallerViewSet
from accounts.input.errors import Invalid
from carers.applications.selectors.handed_in import answers_of_others, documents_of, handed_in_sections
from carers.applications.services.applying import reopen_section
from carers.models import ApplicationForm, Feedback


class HandedInSerializer(serializers.Serializer[Any]):
    sections = serializers.DictField(help_text="section key to answers; health with the capability health.read only")
    others = serializers.ListField(child=serializers.DictField(), help_text="referees and others: confidential")
    documents = serializers.ListField(child=serializers.DictField())


class ReopenSerializer(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=300, help_text="the applicant reads it")


class ToldSerializer(serializers.ModelSerializer[Feedback]):
    class Meta:
        model = Feedback
        fields = ("id", "enquiry", "milestone", "ease", "words", "told_at")
        read_only_fields = fields


class HandedInViewSet(CallerViewSet):
    """The form behind an application. What is still being written is not there; each reading is recorded."""

    queryset = ApplicationForm.objects.none()
    serializer_class = HandedInSerializer
    capabilities = {"list": "people.read", "reopen": "people.write"}

    def _form(self, application: str) -> ApplicationForm:
        try:
            return ApplicationForm.objects.get(application=UUID(application), agency=self.organisation_id)
        except ObjectDoesNotExist:
            raise Http404 from None

    @extend_schema(operation_id="applications_answers", responses=HandedInSerializer)
    def list(self, request: Request, application: str) -> Response:
        form = self._form(application)
        record(self.caller, "form.read", form, application=application)
        others = form.respondents.order_by("kind", "name")
        return Response(
            {
                "sections": {key: one.answers for key, one in handed_in_sections(self.caller, form).items()},
                "others": [
                    {"kind": row.kind, "name": row.name, "answered_at": row.answered_at,
                     "answers": answers_of_others(self.caller, row)}
                    for row in others
                ],
                "documents": [
                    {"id": row.pk, "name": row.name, "kind": row.kind, "state": row.state,
                     "missed_at": row.missed_at}
                    for row in documents_of(self.caller, form)
                ],
            }
        )  # fmt: skip

    @extend_schema(request=ReopenSerializer, responses=HandedInSerializer)
    @action(detail=False, methods=["post"], url_path="(?P<key>[a-z]+)/reopen")
    @idempotent
    def reopen(self, request: Request, application: str, key: str) -> Response:
        form = self._form(application)
        because = valid(ReopenSerializer, request)["because"].strip()
        if not because:
            words = _("Say why the section is opened again: the applicant reads it.")
            raise Invalid(words, fields={"because": words})
        try:
            reopen_section(self.caller, form.pk, key, because)
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response({"reopened": key, "because": because})


class FeedbackViewSet(CallerViewSet):
    """What people told us was hard, newest first."""

    queryset = Feedback.objects.none()
    serializer_class = ToldSerializer
    capabilities = {"list": "people.read"}

    def list(self, request: Request) -> Response:
        rows = Feedback.objects.filter(agency=self.organisation_id).order_by("-told_at")[:100]
        return Response({"results": ToldSerializer(rows, many=True).data})


ANSWERS_PATH = f"applications/(?P<application>{UUID_IN_PATH})/answers"
