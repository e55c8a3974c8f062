"""What every page knows: who is asking, and the ways round their door."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.pages.acting_for import form_input
from accounts.pages.navigation import door_of, navigation
from accounts.tenancy.caller import PUBLIC


def caller(request: HttpRequest) -> dict[str, Any]:
    asking = getattr(request, "caller", PUBLIC)
    door = door_of(request.path, asking)
    return {
        "caller": asking,
        "csrf_input": form_input(request, asking),
        "organisation": asking.organisation,
        "person_name": asking.user.name or asking.user.email if asking.user else "",
        "nav_items": navigation(request.path, asking) if asking.organisation else [],
        "workspace_href": f"/{door}/" if door in {"agency", "council"} else "/home/",
        "other_doors": sorted(asking.doors - {door}),
        "html_lang": get_language(),
        "service_name": settings.SERVICE_NAME,
        "development": settings.DEVELOPMENT,
    }
