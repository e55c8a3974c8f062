"""A kept file as an answer, for pages and API alike."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.documents.services.documents import read
from accounts.models import Document


def attachment(document: Document) -> HttpResponse:
    """The file as an attachment, never shown on our origin: no sniffing, no scripts, no frame."""
    answer = HttpResponse(read(document), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
