"""Celery: ids in, a service called."""

from celery import shared_task

from accounts.models import Organisation
from accounts.services import heartbeat, messages


@shared_task(name="accounts.deliver")
def deliver(organisation: str, message: str) -> str:
    return messages.deliver(organisation, message)


@shared_task(name="accounts.sweep_messages")
def sweep_messages() -> None:
    for organisation in Organisation.objects.values_list("pk", flat=True):
        messages.sweep(organisation)
    heartbeat.beat("sweep-messages")


@shared_task(name="accounts.heartbeat")
def note_heartbeat(name: str) -> None:
    heartbeat.beat(name)
