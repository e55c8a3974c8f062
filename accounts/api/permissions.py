"""A view says which capability each act needs; without that nobody gets in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api.caller import caller_of_request

PUBLIC = "public"
SIGNED_IN = "signed_in"


class Capable(BasePermission):
    """`view.capabilities` maps an action or a method to a capability, `public` or `signed_in`."""

    message = _("Your role does not include this. Ask a manager of your organisation.")

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method and request.method.lower() not in getattr(view, "action_map", {request.method.lower(): ""}):
            return True  # no such method here: the view itself answers 405
        table: dict[str, str] = getattr(view, "capabilities", {})
        action = getattr(view, "action", None)
        needed = table.get(action or "") or table.get(request.method or "")
        if needed == PUBLIC or request.method == "OPTIONS":
            return True
        caller = caller_of_request(request)
        if needed == SIGNED_IN:
            return bool(caller.is_known)
        return needed is not None and caller.can(needed)
