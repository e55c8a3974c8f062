"""Addresses from before each named its form: sent in messages, kept in bookmarks. They only lead on."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_GET

from accounts.pages.access import CallerRequest, signed_in
from carers.applications.selectors.my_application import my_forms


@signed_in
@require_GET
def old_address(request: CallerRequest, part: str, rest: str = "") -> HttpResponseBase:
    """To the same page of the person's one form; who has several chooses first. Raises Http404 for no page at all."""
    assert request.caller.user is not None
    forms = list(my_forms(request.caller.user)[:2])
    if not forms:
        raise Http404
    page = f"{reverse('my_application_page', args=[forms[0].pk])}{part}{rest}"
    try:
        is_page = resolve(page).func is not old_address
    except Resolver404:
        is_page = False
    if not is_page:
        raise Http404
    if len(forms) > 1:
        return redirect("my_application")
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{page}?{query}" if query else page)
