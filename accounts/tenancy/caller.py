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
    def organisation_id(self) -> UUID:
        """The organisation acted for. Raises LookupError where there is none: no context, no rows."""
        if self.organisation is None:
            raise LookupError("This act needs an organisation.")
        return self.organisation.pk

    @property
    def mark(self) -> str:
        """Who this is among all callers, as a short text: nobody else has the same. The public has none of its own."""
        return f"{self.kind}:{self.key_id or self.user_id or ''}"

    @property
    def user_id(self) -> UUID | None:
        return self.user.pk if self.user else None


PUBLIC = Caller("public")


def public_at(organisation: Organisation) -> Caller:
    """The public, acting towards one organisation (an enquiry to an agency)."""
    return Caller("public", organisation=organisation)


def job_for(organisation: Organisation) -> Caller:
    return Caller("job", organisation=organisation)
