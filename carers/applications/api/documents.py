"""Kept files through the API, by the rules of the pages: a file at a time, always as an attachment."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.api.views import UUID_IN_PATH, CallerViewSet
from accounts.documents.attachments import attachment
from accounts.models import Document
from accounts.tenancy.ids import key_of
from carers.applications.selectors.handed_in import may_read_document
from carers.applications.selectors.my_application import at_agency, my_form
from carers.models import ApplicationForm

FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class AgencyDocumentViewSet(CallerViewSet):
    """A file that somebody handed in to your agency; medical ones with the capability health.read only."""

    queryset = Document.objects.none()
    serializer_class = serializers.Serializer[Any]
    capabilities = {"retrieve": "people.read"}

    @extend_schema(operation_id="documents_file", responses=FILE)
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """409 while it waits to be checked for viruses, and for one that was refused."""
        document = get_object_or_404(Document, pk=pk, organisation=self.organisation_id)
        if not may_read_document(self.caller, document):
            raise PermissionDenied
        return attachment(document)


class MyDocumentViewSet(CallerViewSet):
    """A file of your own application."""

    queryset = Document.objects.none()
    serializer_class = serializers.Serializer[Any]
    capabilities = {"retrieve": "signed_in"}

    @extend_schema(operation_id="my_applications_documents_file", responses=FILE)
    def retrieve(self, request: Request, form: str, pk: str) -> HttpResponse:
        """409 while it waits to be checked for viruses, and for one that was refused."""
        user, key = self.anybody.user, key_of(form)
        if user is None or key is None:
            raise Http404
        try:
            mine = my_form(user, key)
        except ApplicationForm.DoesNotExist:
            raise Http404 from None
        with at_agency(mine, user):
            return attachment(get_object_or_404(Document, pk=pk, subject_id=mine.pk))


MY_PATH = f"my-applications/(?P<form>{UUID_IN_PATH})/documents"
