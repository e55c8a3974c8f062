"""Documents of an application: the applicant adds and reads their own; staff read those of their agency."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.documents.attachments import attachment
from accounts.documents.file_contents import LIMIT_BYTES
from accounts.input.errors import ServiceError
from accounts.models import Document
from accounts.pages.access import CallerRequest, StaffRequest, needs, signed_in
from carers.applications.forms.documents import DocumentForm
from carers.applications.pages.own_form import own_form
from carers.applications.selectors.form_state import closed_because
from carers.applications.selectors.handed_in import may_read_document
from carers.applications.selectors.my_application import at_agency
from carers.applications.services.own_form import add_document


@signed_in
def my_documents(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    user, form_row = own_form(request, form_id)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                data = sent.read(LIMIT_BYTES + 1)
                kept = add_document(user, form_row, form.cleaned_data["kind"], sent.name, data)
            except ServiceError as refused:
                form.add_error("file", refused.message)
            else:
                messages.success(request, _("%s is saved.") % kept.name)
                return redirect("my_documents", form_id)
    with at_agency(form_row, user):
        context: dict[str, Any] = {
            "page_title": _("Documents"),
            "form": form,
            "closed": closed_because(form_row),
            "form_id": form_row.pk,
            "documents": Document.objects.filter(subject_id=form_row.pk).order_by("-id"),
            "kinds": dict(_choices(form)),
            "back_href": reverse("my_application_page", args=[form_row.pk]),
        }
        return render(request, "carers/applicant/documents.html", context, status=status)


def _choices(form: DocumentForm) -> list[tuple[str, str]]:
    field = form.fields["kind"]
    assert isinstance(field, forms.ChoiceField)
    return list(field.choices)  # type: ignore[arg-type]


@signed_in
@require_GET
def my_document(request: CallerRequest, form_id: UUID, document_id: UUID) -> HttpResponseBase:
    user, form_row = own_form(request, form_id)
    with at_agency(form_row, user):
        document = get_object_or_404(Document, pk=document_id, subject_id=form_row.pk)
        return _handed_out(request, document, reverse("my_documents", args=[form_id]))


@needs("people.read")
@require_GET
def agency_document(request: StaffRequest, document_id: UUID) -> HttpResponseBase:
    document = get_object_or_404(Document, pk=document_id, organisation=request.caller.organisation_id)
    if not may_read_document(request.caller, document):
        raise PermissionDenied
    return _handed_out(request, document, reverse("people"))


def _handed_out(request: CallerRequest, document: Document, back: str) -> HttpResponse:
    try:
        return attachment(document)
    except ServiceError as refused:
        context = {"page_title": _("Not available"), "words": refused.message, "back_href": back}
        return render(request, "carers/applicant/not_available.html", context, status=refused.status)
