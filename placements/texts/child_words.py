"""What is known of a child, as those read it who look for a home."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from placements.texts.words import IDENTITY_WORDS, LANGUAGE_WORDS, NEED_WORDS, NOT_WITH_WORDS, PET_WORDS

if TYPE_CHECKING:
    from placements.models import Child


def known_of(child: "Child") -> list[str]:
    """One phrase a fact; that it is not known is said of needs, breathing and allergies, which can rule a home out."""
    return [words for words in (*_health(child), *_home(child), *_person(child)) if words]


def _health(child: "Child") -> Iterable[str]:
    if child.needs is None:
        yield _("needs not known yet")
    yield _named(NEED_WORDS, child.needs)
    yield {
        True: _("has a breathing condition: no smoke in the home"),
        None: _("breathing not known yet"),
        False: "",
    }[child.breathing_condition]
    yield _("allergies not known yet") if child.allergies is None else ""
    yield _("allergic to %s") % _named(PET_WORDS, child.allergies) if child.allergies else ""


def _home(child: "Child") -> Iterable[str]:
    yield _("needs a room of their own") if child.own_room else ""
    yield _("must be the only child in the home") if child.only_child else ""
    yield _("lives with: %s") % _named(NOT_WITH_WORDS, child.not_with) if child.not_with else ""


def _person(child: "Child") -> Iterable[str]:
    speaks = LANGUAGE_WORDS.get(child.language, child.language)
    yield _("speaks %s") % speaks if child.language not in ("", "en") else ""
    yield _("identity and culture: %s") % _named(IDENTITY_WORDS, child.identity_needs) if child.identity_needs else ""


def _named(words: Mapping[str, Any], keys: Iterable[str] | None) -> str:
    return ", ".join(str(words.get(key, key)) for key in keys or ())
