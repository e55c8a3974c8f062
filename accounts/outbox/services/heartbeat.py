from django.utils import timezone

from accounts.models import Heartbeat


def beat(name: str) -> None:
    """Note that a schedule, or the scheduler itself, is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
