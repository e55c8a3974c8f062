"""Celery: ids in, a service called."""

from celery import shared_task
from django.utils import timezone

from accounts.acts import once
from accounts.documents.services import documents
from accounts.models import Organisation
from accounts.outbox.services import delivering, heartbeat, sweeping
from accounts.records.services import retention_night


@shared_task(name="accounts.deliver")
def deliver(organisation: str, message: str) -> str:
    return delivering.deliver(organisation, message)


@shared_task(name="accounts.deliver_due")
def deliver_due(organisation: str) -> dict[str, int]:
    return delivering.deliver_due(organisation)


@shared_task(name="accounts.sweep_messages")
def sweep_messages() -> None:
    for organisation in Organisation.objects.values_list("pk", flat=True):
        sweeping.sweep(organisation)
    heartbeat.beat("sweep-messages")


@shared_task(name="accounts.heartbeat")
def note_heartbeat(name: str) -> None:
    heartbeat.beat(name)


@shared_task(name="accounts.scan_document")
def scan_document(organisation: str, document: str) -> str:
    return documents.scan_document(organisation, document)


@shared_task(name="accounts.sweep_documents")
def sweep_documents() -> None:
    for organisation in Organisation.objects.values_list("pk", flat=True):
        documents.sweep_pending(organisation)
    heartbeat.beat("sweep-documents")


@shared_task(name="accounts.forget_answers")
def forget_answers() -> None:
    for organisation in Organisation.objects.values_list("pk", flat=True):
        once.forget_answers(organisation)
    heartbeat.beat("forget-answers")


@shared_task(name="accounts.delete_what_is_due")
def delete_what_is_due() -> None:
    retention_night.ask_for_due(timezone.now())
    heartbeat.beat("delete-what-is-due")


@shared_task(name="accounts.delete_what_is_due_at")
def delete_what_is_due_at(organisation: str) -> dict[str, int]:
    return retention_night.run(organisation, timezone.now())
