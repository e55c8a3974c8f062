"""What each role may do. Routes ask for a capability, never for a role."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PEOPLE = {"people.read", "people.write"}
_HOMES = {"homes.read", "homes.write"}


@dataclass(frozen=True)
class Role:
    key: str
    words: Promise
    door: str
    capabilities: frozenset[str]

    @property
    def name(self) -> str:
        """In the language of whoever reads it now."""
        return str(self.words)


def _role(key: str, words: Promise, door: str, *capabilities: str) -> Role:
    return Role(key, words, door, frozenset(capabilities))


ROLES = {
    role.key: role
    for role in (
        _role("recruiter", _("Recruiter"), "agency", *_PEOPLE, "homes.read", "followups.read", "followups.write"),
        _role("assessor", _("Assessing social worker"), "agency", *_PEOPLE, *_HOMES, "followups.read", "health.read"),
        _role("agency_placements", _("Agency placements officer"), "agency",
              "people.read", *_HOMES, "inbox.read", "inbox.write"),
        _role("agency_manager", _("Agency manager"), "agency", *_PEOPLE, *_HOMES, "health.read", "approve",
              "inbox.read", "inbox.write", "followups.read", "followups.write", "settings.write",
              "agency_settings.write", "audit.read", "operations.read", "operations.write", "retention.write"),
        _role("placements_officer", _("Council placements officer"), "council",
              "referrals.read", "referrals.write", "place", "shortages.read"),
        _role("analyst", _("Council analyst"), "council", "shortages.read", "shortages.write"),
        _role("council_manager", _("Council manager"), "council", "referrals.read", "referrals.write", "place",
              "shortages.read", "shortages.write", "gates.decide", "settings.write", "audit.read", "match_rules.write",
              "retention.write"),
        _role("regional_viewer", _("Regional body staff"), "region", "shortages.read"),
    )
}  # fmt: skip


def capabilities_of(roles: list[str] | tuple[str, ...]) -> frozenset[str]:
    """The union of what the roles may do; an unknown role adds nothing."""
    return frozenset().union(*(ROLES[key].capabilities for key in roles if key in ROLES))


def doors_of(roles: list[str] | tuple[str, ...]) -> set[str]:
    return {ROLES[key].door for key in roles if key in ROLES}
