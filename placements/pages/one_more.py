"""One child more, or one less, on a form with a set of children: nothing that was typed is lost."""

from typing import Any

from django.forms import BaseFormSet, Form
from django.http import QueryDict

MOST = 6


def changed(sent: QueryDict, prefix: str = "child") -> QueryDict | None:
    """What was sent with one form more ("add") or without one ("remove", its number); None where neither was asked."""
    if "add" in sent:
        return one_more(sent, prefix)
    return one_less(sent, sent.get("remove", ""), prefix) if "remove" in sent else None


def unfinished(form: Form, children: "BaseFormSet[Any]") -> int:
    """Show what was typed without a word on what is missing: nobody has said yet that it is all. The page's status."""
    if not children.management_form.is_valid():
        return 422
    form.errors.clear()
    for child in children:
        child.errors.clear()
    children.non_form_errors().clear()
    return 200


def one_more(sent: QueryDict, prefix: str = "child") -> QueryDict:
    """A count that was tampered with stays for the form to refuse."""
    typed, key = sent.copy(), f"{prefix}-TOTAL_FORMS"
    there = typed.get(key, "1")
    typed[key] = str(min(MOST, int(there) + 1)) if _small(there) else there
    return typed


def one_less(sent: QueryDict, which: str, prefix: str = "child") -> QueryDict:
    """Without form number `which` (from 0): those after it move up; of a single form none is taken."""
    typed, key = sent.copy(), f"{prefix}-TOTAL_FORMS"
    there = typed.get(key, "1")
    if not (_small(there) and _small(which)) or not 0 <= int(which) < int(there) or int(there) < 2:
        return typed
    typed[key], gone = str(int(there) - 1), int(which)
    for name in [name for name in typed if name.startswith(f"{prefix}-{gone}-")]:
        del typed[name]
    for number in range(gone + 1, int(there)):
        for name in [name for name in typed if name.startswith(f"{prefix}-{number}-")]:
            typed.setlist(name.replace(f"-{number}-", f"-{number - 1}-", 1), typed.pop(name))
    return typed


def _small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 3
