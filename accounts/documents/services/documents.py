"""Uploaded files: looked at, kept outside the web root under a random name, scanned, handed out as attachments."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.documents import files
from accounts.documents.file_contents import LIMIT_BYTES, Unacceptable, harmless_name, look
from accounts.input.errors import Invalid, NotReady
from accounts.models import Document
from accounts.outbox.gateways.scanner import CLEAN, INFECTED, ScannerAway, scan
from accounts.outbox.services.dispatch import send_on_commit
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope

LIMIT_FILES = 40
# A file that was not found is looked for again this often: the storage may have been away.
LOOK_AGAIN = timedelta(hours=1)
State = Document.State
log = structlog.get_logger("hearth")


def keep(by: CallerAt, subject: models.Model, kind: str, name: str, data: bytes) -> Document:
    """Keep a file about `subject`; the same bytes twice are one document. Raises Invalid, in words.

    Bytes whose file was lost are kept anew, under the same document.
    """
    try:
        contents = look(data[: LIMIT_BYTES + 1])
    except Unacceptable as refused:
        raise Invalid(refused.words, refused.code, {"file": refused.words}) from None
    digest = hashlib.sha256(data).hexdigest()
    there = Document.objects.filter(organisation=by.organisation_id, subject_id=subject.pk)
    same = there.filter(digest=digest).first()
    if same is not None:
        return same if same.missed_at is None else _kept_anew(by, same, data)
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
        stored_as=_fresh_name(by.organisation_id),
    )
    document.save()
    files.keep(document.stored_as, data)
    record(by, "document.kept", document, kind=kind)
    send_on_commit("accounts.scan_document", document.organisation_id, document.pk)
    return document


def _fresh_name(organisation: UUID) -> str:
    return f"{organisation}/{secrets.token_hex(16)}"


def _kept_anew(by: CallerAt, document: Document, data: bytes) -> Document:
    document.stored_as, document.state, document.missed_at = _fresh_name(by.organisation_id), State.PENDING, None
    document.save(update_fields=["stored_as", "state", "missed_at"])
    files.keep(document.stored_as, data)
    record(by, "document.kept", document, kind=document.kind, again=True)
    send_on_commit("accounts.scan_document", document.organisation_id, document.pk)
    return document


def scan_document(organisation: UUID | str, document_id: UUID | str) -> str:
    """Ask the scanner about a pending document; safe to run twice. An infected file's bytes are removed.

    A file that is not there is no error of each run: the document says so, and is looked for again every hour.
    """
    with scope(organisation):
        document = Document.objects.filter(pk=document_id, state=State.PENDING).first()
    if document is None:
        return "not_pending"
    try:
        data = files.bytes_of(document.stored_as)
    except files.FileMissing:
        _note_missing(document)
        return "missing"
    try:
        verdict, found = scan(data)
    except ScannerAway:
        return State.PENDING
    state = {CLEAN: State.CLEAN, INFECTED: State.REFUSED}.get(verdict, State.UNSCANNED)
    with transaction.atomic(), scope(organisation):
        Document.objects.filter(pk=document.pk, state=State.PENDING).update(
            state=state, reason=found[:200], missed_at=None
        )
        by = CallerAt("job", organisation=document.organisation)
        record(by, "document.scanned", document, state=state)
    if state == State.REFUSED:
        files.remove(document.stored_as)
    return state


def _note_missing(document: Document) -> None:
    log.warning("document.file_missing", document=str(document.pk), organisation=str(document.organisation_id))
    with transaction.atomic(), scope(document.organisation_id):
        Document.objects.filter(pk=document.pk).update(missed_at=timezone.now())


def sweep_pending(organisation: UUID | str) -> int:
    """Send again what waits for the scanner longer than a minute; what was not found, once an hour."""
    now = timezone.now()
    not_lately = Q(missed_at=None) | Q(missed_at__lte=now - LOOK_AGAIN)
    late = Document.objects.filter(not_lately, state=State.PENDING, uploaded_at__lte=now - timedelta(minutes=1))
    with scope(organisation):
        waiting = list(late.values_list("pk", flat=True)[:200])
        for pk in waiting:
            send_on_commit("accounts.scan_document", organisation, pk)
    return len(waiting)


def read(document: Document) -> bytes:
    """The bytes. Raises NotReady while the scanner has not answered, for a refused file, and for one that is lost."""
    if document.state == State.PENDING:
        raise NotReady(_("This document is still waiting to be checked. Try again in a minute."), "document.pending")
    if document.state == State.REFUSED:
        raise NotReady(_("This document did not pass the virus check and was removed."), "document.refused")
    try:
        return files.bytes_of(document.stored_as)
    except files.FileMissing:
        log.error("document.file_missing", document=str(document.pk), organisation=str(document.organisation_id))
        raise NotReady(
            _("This file cannot be found where it was kept. Whoever sent it can send it again."), "document.missing"
        ) from None
