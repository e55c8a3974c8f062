"""Guards: no code counts a list that it cut, no page says the length of a list that may be a part."""

import ast
import re

from config.paths import BASE_DIR
from tests.sources import sources


def counts_of_a_part(source: str) -> list[str]:
    """Names that hold a list cut to a length and are then counted: `rows = found[:20]` … `len(rows)`.

    A comparison ("is there more?") is none, nor is a cut of a text.
    """
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        cut, compared = set(), set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_cut(node.value):
                cut.add(node.targets[0].id)
            if isinstance(node, ast.Compare):
                compared |= {id(child) for child in ast.walk(node)}
        found += [
            f"{function.name}: {ast.unparse(node)}"
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and id(node) not in compared
            and isinstance(node.func, ast.Name) and node.func.id == "len"
            and (_is_cut(node.args[0]) or (isinstance(node.args[0], ast.Name) and node.args[0].id in cut))
        ]  # fmt: skip
    return found


def _is_cut(value: ast.expr) -> bool:
    if (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"list", "sorted", "tuple"}
    ):
        return bool(value.args) and _is_cut(value.args[0])
    cut = isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice)
    return cut and value.slice.upper is not None  # type: ignore[attr-defined]


# They cut bytes, and say nothing to anybody.
OF_BYTES = {"accounts/documents/file_contents.py", "accounts/outbox/gateways/scanner.py"}

LAYERS = {"pages", "api", "selectors", "services", "forms", "models", "matching", "region", "candidates", "shortages"}


def test_no_function_counts_a_list_that_it_cut() -> None:
    found = {}
    for name, source in sources("accounts", "carers", "placements").items():
        layers = set(name.split("/")) & LAYERS
        if layers and not layers & {"pages", "api", "selectors"}:
            continue  # services and engines count what they did or chose
        if wrong := counts_of_a_part(source):
            found[name] = wrong
    assert not set(found) - OF_BYTES, "count what there is, not what was cut off"
    planted = "def page(rows):\n    shown = list(rows[:15])\n    return {'rows': shown, 'count': len(shown)}"
    assert counts_of_a_part(planted) == ["page: len(shown)"]
    assert counts_of_a_part("def page(rows):\n    more = rows[:16]\n    return len(more) > 15") == []


# Lists whose length a page says; each is whole, or the page says what of it is shown.
WHOLE = {
    "accounts/jinja2/accounts/settings/retention.html": {"line.seen.lines"},
    "carers/jinja2/carers/followups/kind.html": {"would", "would_not"},  # “The first N are shown”
    "carers/jinja2/carers/workspace/_people_list.html": {"page.rows"},  # “on this page”
    "carers/jinja2/carers/workspace/import.html": {"report.faults"},
    "placements/jinja2/placements/agency/homes.html": {"home.places_now"},
    "placements/jinja2/placements/agency/inbox_referral.html": {"children"},
    "placements/jinja2/placements/council/referral.html": {"children", "which.waiting"},
    "placements/jinja2/placements/council/tonight.html": {"part"},
    "placements/jinja2/placements/public/answer.html": {"children"},
}


def said_lengths(text: str) -> set[str]:
    """Lists whose `|length` a template prints or counts by; a comparison (`{% if x|length > 1 %}`) is none."""
    printed = re.sub(r"{%-?\s*(?:if|elif)\b.*?%}", "", text, flags=re.S)
    return set(
        re.findall(r"(?<![<>=] )(?<![\w.])([\w.]+)\s*\|\s*(?:length|count)\b(?!\s*(?:[<>]|==|!=|in\b))", printed)
    )


def test_no_page_says_the_length_of_a_list_that_may_be_a_part() -> None:
    found = {}
    for package in ("accounts", "carers", "placements"):
        for path in (BASE_DIR / package / "jinja2").rglob("*.html"):
            if said := said_lengths(path.read_text(encoding="utf-8")):
                found[str(path.relative_to(BASE_DIR))] = said
    new = {name: said - WHOLE.get(name, set()) for name, said in found.items() if said - WHOLE.get(name, set())}
    assert not new, "say a count that was counted, or add the list where it is whole"
    assert said_lengths('{{ _("Due") }} {{ today.due|length }}{% if rows|length > 1 %}x{% endif %}') == {"today.due"}
