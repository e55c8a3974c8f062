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
