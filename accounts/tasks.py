"""Celery: ids in, a service called."""

from celery import shared_task

from accounts.models import Organisation
from accounts.services import delivering, heartbeat, sweeping


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
