"""Room for one more child on a form, with what was typed."""

from django.http import QueryDict

MOST = 6


def one_more(sent: QueryDict, prefix: str = "child") -> QueryDict:
    """What was sent, with one more form in the set; a count that was tampered with stays for the form to refuse."""
    typed, key = sent.copy(), f"{prefix}-TOTAL_FORMS"
    there = typed.get(key, "1")
    typed[key] = str(min(MOST, int(there) + 1)) if there.isdecimal() and len(there) < 4 else there
    return typed
