"""Who may not live with whom: the ``not_with`` codes, with every age and sex possibly unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from .facts import Child, Resident

Person = Child | Resident

IN_WORDS = {
    "no_younger": "no younger children",
    "no_under_5": "no children under 5",
    "no_male": "no boys or men",
    "no_female": "no girls or women",
    "no_other_teens": "no other teenagers",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """One code of ``owner`` that ``other`` breaks, or may break where a fact is missing."""

    owner: Person
    code: str
    other: Person
    certain: bool


def broken(owner: Person, code: str, other: Person, teen_age: int = 12) -> bool | None:
    """Does ``other`` break ``owner``'s code? None where a fact is missing."""
    match code:
        case "no_younger":
            return None if other.age is None or owner.age is None else other.age < owner.age
        case "no_under_5":
            return None if other.age is None else other.age < 5
        case "no_male":
            return None if other.sex is None else other.sex == "M"
        case "no_female":
            return None if other.sex is None else other.sex == "F"
        case "no_other_teens":
            return None if other.age is None else other.age >= teen_age
    raise ValueError(f"{code} is not a code for who a child may not live with.")


def breaches(these: Iterable[Person], those: Iterable[Person], teen_age: int = 12) -> list[Breach]:
    """Every code broken, or possibly broken, between the two sides, either way."""
    found, those = [], tuple(those)
    for a in these:
        for b in those:
            for owner, other in ((a, b), (b, a)):
                for code in owner.not_with or ():
                    verdict = broken(owner, code, other, teen_age)
                    if verdict is not False:
                        found.append(Breach(owner, code, other, verdict is True))
    return found
