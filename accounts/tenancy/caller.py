"""Who is asking: a person in one of their organisations, a program with a key, or the public."""

from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Organisation, User
from accounts.tenancy.roles import capabilities_of, doors_of


@dataclass(frozen=True)
class Caller:
    """`kind` is user, api_key, public or job. A caller without organisation sees only its own person's rows."""

    kind: str
    user: User | None = None
    organisation: Organisation | None = None
    roles: tuple[str, ...] = ()
    bad_key: bool = False
    key_id: UUID | None = None
    capabilities: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "capabilities", capabilities_of(self.roles))

    def can(self, capability: str) -> bool:
        return capability in self.capabilities

    @property
    def doors(self) -> set[str]:
        return doors_of(self.roles)

    @property
    def is_known(self) -> bool:
        return self.user is not None or self.kind == "api_key"

    @property
    def mark(self) -> str:
        """Who this is among all callers, as a short text: nobody else has the same. The public has none of its own."""
        return f"{self.kind}:{self.key_id or self.user_id or ''}"

    @property
    def user_id(self) -> UUID | None:
        return self.user.pk if self.user else None


@dataclass(frozen=True, kw_only=True)
class CallerAt(Caller):
    """Who acts at an organisation. Whatever writes its rows asks for this one: without an organisation is no act."""

    organisation: Organisation

    @property
    def organisation_id(self) -> UUID:
        """The organisation acted for."""
        return self.organisation.pk


PUBLIC = Caller("public")


def at_organisation(caller: Caller) -> CallerAt:
    """The same, where they act at an organisation. Raises LookupError where they do not: no context, no rows."""
    if isinstance(caller, CallerAt):
        return caller
    raise LookupError("This act needs an organisation.")


def public_at(organisation: Organisation) -> CallerAt:
    """The public, acting towards one organisation (an enquiry to an agency)."""
    return CallerAt("public", organisation=organisation)


def job_for(organisation: Organisation) -> CallerAt:
    return CallerAt("job", organisation=organisation)
