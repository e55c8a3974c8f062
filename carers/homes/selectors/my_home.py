"""What carers may read of their own home: found by the person first, then read in the agency's scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from carers.models import Approval, Carer, Household, Preference

COMPARED = ("age_min", "age_max", "most_children", "sex", "kinds")


def homes_of(user: User) -> list[Carer]:
    """The homes whose page this person may open. Row-level security says the same again by the person in scope."""
    return list(Carer.objects.filter(user=user, ended_at=None).select_related("agency").order_by("-id"))


@contextmanager
def at_home(user: User, household_id: UUID | None = None) -> Iterator[tuple[CallerAt, Household]]:
    """The carer acting towards the agency of their own home, in its scope; without any capability.

    Raises Household.DoesNotExist where it is not theirs.
    """
    mine = [row for row in homes_of(user) if household_id in (None, row.household_id)]
    if not mine:
        raise Household.DoesNotExist("Not the home of this person.")
    chosen = mine[0]
    with scope(chosen.agency_id, user.pk):
        home = Household.objects.get(pk=chosen.household_id, agency=chosen.agency_id)
        yield CallerAt("user", user=user, organisation=chosen.agency), home


@dataclass(frozen=True)
class Versions:
    """Both sides' newest word. `agency` may be unsaved: what the terms of approval say. `differ` names fields."""

    carers: Preference | None
    agency: Preference | None
    differ: tuple[str, ...]

    @property
    def is_conflict(self) -> bool:
        return bool(self.differ) and self.carers is not None and self.carers.settled_at is None


def preferences_of(home: Household, terms: Approval | None) -> Versions:
    """`terms` are those in force today: they stand for the agency until it has said something of its own."""
    newest: dict[str, Preference] = {}
    for row in Preference.objects.filter(household=home).order_by("said_by", "-id").distinct("said_by"):
        newest[row.said_by] = row
    agency = newest.get(Preference.Side.AGENCY) or (_from_terms(home, terms) if terms else None)
    carers = newest.get(Preference.Side.CARERS)
    differ: tuple[str, ...] = ()
    if carers and agency:
        differ = tuple(name for name in COMPARED if _value(carers, name) != _value(agency, name))
    return Versions(carers, agency, differ)


def _value(row: Preference, name: str) -> object:
    value = getattr(row, name)
    return sorted(value) if name == "kinds" else value


def _from_terms(home: Household, terms: Approval) -> Preference:
    return Preference(
        agency_id=home.agency_id, household=home, said_by=Preference.Side.AGENCY, age_min=terms.age_min,
        age_max=terms.age_max, most_children=terms.max_children, sex=terms.sex, kinds=list(terms.kinds),
    )  # fmt: skip
