"""What every page knows: who is asking, and the doors of their organisation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.caller import PUBLIC


def caller(request: HttpRequest) -> dict[str, Any]:
    return {
        "caller": getattr(request, "caller", PUBLIC),
        "service_name": settings.SERVICE_NAME,
        "development": settings.DEVELOPMENT,
    }
