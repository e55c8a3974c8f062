"""The database's refusals in words. Each package adds the names of its own constraints."""

from dataclasses import dataclass

from django.db import IntegrityError


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str


_WORDS: dict[str, Refusal] = {}


def explain(constraint: str, code: str, message: str) -> None:
    """Register the sentence for a named constraint; once, at import of the package's constraints module."""
    _WORDS[constraint] = Refusal(code, message)


def name_of(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def words_for(error: IntegrityError) -> Refusal | None:
    return _WORDS.get(name_of(error))


for _name in ("role_request_once_a_person", "role_request_once_an_address"):
    explain(_name, "role_request.known", "Somebody asked for this person already. That waits to be confirmed.")
explain(
    "role_request_by_two_people",
    "role_request.second_person",
    "Who asked for roles of the other side can't confirm them. Somebody else who runs that side can.",
)
