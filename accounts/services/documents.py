"""Uploaded files: looked at, kept outside the web root under a random name, scanned, handed out as attachments."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.caller import Caller
from accounts.errors import Invalid, NotReady
from accounts.file_contents import LIMIT_BYTES, Unacceptable, harmless_name, look
from accounts.gateways.scanner import CLEAN, INFECTED, ScannerAway, scan
from accounts.models import Document
from accounts.services.audit import record
from accounts.services.dispatch import send_on_commit
from accounts.tenancy import scope

LIMIT_FILES = 40
State = Document.State


def keep(by: Caller, subject: models.Model, kind: str, name: str, data: bytes) -> Document:
    """Keep a file about `subject`; the same bytes twice are one document. Raises Invalid, in words."""
    try:
        contents = look(data[: LIMIT_BYTES + 1])
    except Unacceptable as refused:
        raise Invalid(refused.words, refused.code, {"file": refused.words}) from None
    digest = hashlib.sha256(data).hexdigest()
    there = Document.objects.filter(organisation=by.organisation_id, subject_id=subject.pk)
    same = there.filter(digest=digest).first()
    if same is not None:
        return same
    if there.count() >= LIMIT_FILES:
        words = _("There are %(n)d documents already. Ask the service to take some away first.") % {"n": LIMIT_FILES}
        raise Invalid(words, "file.too_many", {"file": words})
    document = Document(
        organisation_id=by.organisation_id,
        person_id=by.user_id,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        kind=kind,
        name=harmless_name(name, contents.media_type),
        media_type=contents.media_type,
        size=len(data),
        pages=contents.pages,
        digest=digest,
        stored_as=f"{by.organisation_id}/{secrets.token_hex(16)}",
    )
    document.save()
    default_storage.save(document.stored_as, ContentFile(data))
    record(by, "document.kept", document, kind=kind)
    send_on_commit("accounts.scan_document", document.organisation_id, document.pk)
    return document


def scan_document(organisation: UUID | str, document_id: UUID | str) -> str:
    """Ask the scanner about a pending document; safe to run twice. An infected file's bytes are removed."""
    with scope(organisation):
        document = Document.objects.filter(pk=document_id, state=State.PENDING).first()
    if document is None:
        return "not_pending"
    with default_storage.open(document.stored_as) as handle:
        data = handle.read()
    try:
        verdict, found = scan(data)
    except ScannerAway:
        return State.PENDING
    state = {CLEAN: State.CLEAN, INFECTED: State.REFUSED}.get(verdict, State.UNSCANNED)
    with transaction.atomic(), scope(organisation):
        Document.objects.filter(pk=document.pk, state=State.PENDING).update(state=state, reason=found[:200])
        by = Caller("job", organisation=document.organisation)
        record(by, "document.scanned", document, state=state)
    if state == State.REFUSED:
        default_storage.delete(document.stored_as)
    return state


def sweep_pending(organisation: UUID | str) -> int:
    """Send again what waits for the scanner longer than a minute."""
    with scope(organisation):
        waiting = list(
            Document.objects.filter(
                state=State.PENDING, uploaded_at__lte=timezone.now() - timedelta(minutes=1)
            ).values_list("pk", flat=True)[:200]
        )
        for pk in waiting:
            send_on_commit("accounts.scan_document", organisation, pk)
    return len(waiting)


def read(document: Document) -> bytes:
    """The bytes. Raises NotReady while the scanner has not answered, and for a refused file."""
    if document.state == State.PENDING:
        raise NotReady(_("This document is still waiting to be checked. Try again in a minute."), "document.pending")
    if document.state == State.REFUSED:
        raise NotReady(_("This document did not pass the virus check and was removed."), "document.refused")
    with default_storage.open(document.stored_as) as handle:
        return bytes(handle.read())
