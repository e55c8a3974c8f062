"""Demo people: somebody for each role of an organisation, and an applicant. No password signs them in."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from allauth.account.models import EmailAddress

from accounts.access.development import development_only
from accounts.access.selectors.callers import demo_people, memberships_of
from accounts.models import Membership, Organisation, User
from accounts.tenancy import scopes
from accounts.tenancy.roles import ROLES

AGENCY_ROLES = ("recruiter", "assessor", "agency_placements", "agency_manager")
COUNCIL_ROLES = ("placements_officer", "analyst", "council_manager")
APPLICANT = "applicant"


@dataclass(frozen=True)
class DemoPerson:
    """`role` is a key of `accounts.tenancy.roles.ROLES`, or "applicant", who works at no organisation."""

    role: str
    role_name: str
    organisation: str | None
    email: str
    name: str

    def as_dict(self) -> dict[str, str | None]:
        return asdict(self)


def roles_for(organisation: Organisation) -> tuple[str, ...]:
    agency = AGENCY_ROLES if organisation.is_agency else ()
    return (*agency, *COUNCIL_ROLES) if organisation.is_council else agency


@development_only
def make_demo_people(organisations: Iterable[Organisation], name_of: Callable[[], str]) -> list[User]:
    """One person for each role of each organisation: role@slug.example, a membership, no password."""
    made = []
    for organisation in organisations:
        for role in roles_for(organisation):
            user = _person(f"{role.replace('_', '.')}@{organisation.slug}.example", name_of())
            with scopes.scope(organisation.pk):
                Membership.objects.create(organisation=organisation, user=user, roles=[role])
            made.append(user)
    return made


@development_only
def make_demo_applicant(council: Organisation, name: str) -> User:
    """A person without an organisation; the caller ties the application to them."""
    return _person(f"applicant.{council.slug}@example.org", name)


def _person(email: str, name: str) -> User:
    user = User.objects.create_user(email, None, name=name, is_demo=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def list_demo_people() -> list[DemoPerson]:
    """Everybody who can be tried out, by organisation and role; applicants last."""
    found: list[DemoPerson] = []
    for user in demo_people():
        with scopes.scope(person=user.pk):
            memberships = list(memberships_of(user))
        found += [
            DemoPerson(role, ROLES[role].name, membership.organisation.name, user.email, user.name)
            for membership in memberships
            for role in membership.roles
            if role in ROLES
        ]
        if not memberships:
            found.append(DemoPerson(APPLICANT, "Applicant", None, user.email, user.name))
    order = list(ROLES)
    return sorted(
        found,
        key=lambda person: (
            person.organisation is None,
            person.organisation or "",
            order.index(person.role) if person.role in order else 0,
            person.email,
        ),
    )
