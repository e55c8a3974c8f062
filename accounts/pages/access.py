"""Who may open a page: a capability, checked before the view runs. Rows of others are simply not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.pages.navigation import instead_of
from accounts.tenancy.caller import Caller, CallerAt

View = Callable[..., HttpResponseBase]


class CallerRequest(HttpRequest):
    """A request after the tenancy middleware."""

    caller: Caller


class StaffRequest(CallerRequest):
    """One of somebody who works at an organisation, as every page with a capability has it."""

    caller: CallerAt


def needs(capability: str) -> Callable[[View], View]:
    """Send the public to sign in; refuse a role without `capability` (403, in words). The address of a door alone
    sends such a role to its own first page there, if it has one."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: CallerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.caller.is_known:
                return redirect_to_login(request.get_full_path())
            if not request.caller.can(capability):
                own = instead_of(request.path, request.caller)
                if own:
                    return redirect(own)
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return wrap


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: CallerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.caller.is_known:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.capability = "signed_in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Says aloud that anybody may open the page; the permission walk looks for one of the three marks."""
    view.capability = "public"  # type: ignore[attr-defined]
    return view
