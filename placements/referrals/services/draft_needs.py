"""Of which child a draft says what they need: an answer never passes to another child unasked, and none is lost."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.input.errors import Invalid, Stale
from placements.models import ReferralDraft


def _children(answers: Mapping[str, Any]) -> dict[str, str]:
    """Reference of each child -> the facts that tell them from another child of the same reference."""
    there = answers.get("who", {}).get("children", [])
    return {child["reference"]: f"{child['birth_month']} {child['sex']}" for child in there}


def said_of_these(draft: ReferralDraft, answers: dict[str, Any], who_version: int | None) -> dict[str, Any]:
    """The part "needs" with a note of whom each answer speaks of. Raises Stale, Invalid."""
    needs, children = answers.get("needs", {}), _children(draft.answers)
    if who_version is not None and who_version != draft.versions.get("who", 0):
        raise Stale(
            _(
                "The children were changed from another window since you opened this part: they "
                "are now %(children)s. Nothing was saved or overwritten. Look at the needs "
                "of each child and save again."
            )
            % {"children": ", ".join(children)},
            "draft.children_changed",
        )
    unknown = sorted(set(needs) - set(children))
    if unknown:
        raise Invalid(
            _(
                "The draft has no child with the reference %(references)s. Say first who needs "
                "a home, then what each child needs."
            )
            % {"references": ", ".join(unknown)},
            "draft.child_unknown",
            {"needs": _("Use the references of the children of the draft")},
        )
    if needs and who_version is None:
        words = _("Send who_version: the version of who needs a home that you read")
        raise Invalid(f"{words}.", "draft.who_version_missing", {"who_version": words})
    return answers | {"said_of": {reference: children[reference] for reference in needs}}


def in_doubt(answers: Mapping[str, Any]) -> list[str]:
    """References whose needs were said of a child who is no longer there, or is no longer the same child."""
    part, children = answers.get("needs", {}), _children(answers)
    said_of = part.get("said_of", {})
    return sorted(
        reference
        for reference, needs in part.get("needs", {}).items()
        if needs is not None
        and (reference not in children or said_of.get(reference, children[reference]) != children[reference])
    )


def in_doubt_words(references: list[str]) -> str:
    return (
        f"You said what {', '.join(references)} needs, and then changed the children. Nothing was moved to another "
        "child. Look at the needs of each child again and save them, then open the referral."
    )
