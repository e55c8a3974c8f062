"""The service navigation of each door; an item shows where the caller's role includes it."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.caller import Caller

# door -> (capability, url name, words)
ITEMS = {
    "agency": (
        ("people.read", "agency_today", _("Today")),
        ("people.read", "people", _("People")),
        ("people.read", "recruitment_asked", _("Asked for")),
        ("homes.read", "homes", _("Homes")),
        ("inbox.read", "inbox", _("Referrals")),
        ("homes.read", "agency_placements", _("Placements")),
        ("followups.read", "followups", _("Follow-ups")),
        ("people.read", "feedback", _("Feedback")),
        ("homes.read", "agency_figures", _("Figures")),
        ("agency_settings.write", "agency_settings", _("Settings")),
    ),
    "council": (
        ("referrals.read", "council_today", _("Today")),
        ("referrals.read", "tonight", _("Tonight")),
        ("referrals.read", "referrals", _("Referrals")),
        ("referrals.read", "plan", _("Suggested plan")),
        ("shortages.read", "shortages", _("Shortages")),
        ("shortages.write", "council_data", _("Data")),
        ("settings.write", "team", _("Settings")),
    ),
    "region": (("shortages.read", "shortages", _("Shortages")),),
}
HOMES = {"agency": "agency_today", "council": "shortages", "region": "shortages"}
OTHER_SIDE = {"agency": ("council", _("Council side")), "council": ("agency", _("Agency side"))}


def door_of(path: str, caller: Caller) -> str:
    """The door a page belongs to; a page outside all three, or behind a door that is not the caller's, takes the
    caller's own first one."""
    for door in ("agency", "council"):
        if path.startswith(f"/{door}/") and door in caller.doors:
            return door
    return next(iter(sorted(caller.doors)), "")


def first_page(door: str, caller: Caller) -> str:
    """Where a caller's work behind a door begins: the first of its pages that their role includes, or nowhere."""
    names = [name for capability, name, _words in ITEMS.get(door, ()) if caller.can(capability)]
    return reverse(names[0]) if names and door in caller.doors else ""


def instead_of(path: str, caller: Caller) -> str:
    """The caller's own first page where the address is that of a door alone, which leads everybody who works there."""
    found = first_page(path.strip("/"), caller) if path in ("/agency/", "/council/") else ""
    return found if found != path else ""


def navigation(path: str, caller: Caller) -> list[dict[str, Any]]:
    """Items as the workspace layout wants them: href, text, active. Pages not built yet are left out."""
    shown: list[dict[str, Any]] = []
    for capability, name, words in ITEMS.get(door_of(path, caller), ()):
        if not caller.can(capability):
            continue
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        shown.append({"href": href, "text": words, "active": False})
    if path.startswith("/settings/"):  # pages of both doors, under each door's own word
        path = next((item["href"] for item in shown if "/settings/" in item["href"]), path)
    longest = max((item["href"] for item in shown if path.startswith(item["href"])), key=len, default="")
    for item in shown:
        item["active"] = item["href"] == longest
    return shown + _across(path, caller)


def _across(path: str, caller: Caller) -> list[dict[str, Any]]:
    """The way to the other side, for somebody who works on both sides of one organisation."""
    other, words = OTHER_SIDE.get(door_of(path, caller), ("", ""))
    href = first_page(other, caller)
    return [{"href": href, "text": words, "active": False}] if href else []
