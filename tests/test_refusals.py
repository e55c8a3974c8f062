"""Refusals are translated like pages: whoever reads another language reads why, and what to do next, in it."""

import ast
from collections.abc import Iterator

from tests.sources import sources

# Words for whoever runs a command in development.
OF_DEVELOPMENT = ("placements/region/", "accounts/access/development.py")


def refusals(trees: dict[str, ast.Module]) -> set[str]:
    """ServiceError, and every class that comes from it."""
    found, classes = {"ServiceError"}, [n for t in trees.values() for n in ast.walk(t) if isinstance(n, ast.ClassDef)]
    while new := {c.name for c in classes if {ast.unparse(b).rpartition(".")[2] for b in c.bases} & found} - found:
        found |= new
    return found


def _bare(node: ast.expr) -> bool:
    """Letters that stand in the source and go to nobody who could translate them."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(sign.isalpha() for sign in node.value)
    return isinstance(node, ast.JoinedStr) and any(
        _bare(part) for part in node.values if isinstance(part, ast.Constant)
    )


def untranslated(modules: dict[str, str]) -> Iterator[str]:
    trees = {name: ast.parse(source) for name, source in modules.items()}
    kinds = refusals(trees)
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args:
                fields = [value for part in node.args[1:] if isinstance(part, ast.Dict) for value in part.values]
                if any(_bare(part) for part in [node.args[0], *fields]):
                    yield f"{name}:{node.lineno}"


def test_every_refusal_can_be_translated() -> None:
    ours = sources("accounts", "carers", "placements")
    assert sorted(untranslated({name: ours[name] for name in ours if not name.startswith(OF_DEVELOPMENT)})) == []


def test_a_refusal_in_bare_english_is_found() -> None:
    planted = {
        "a.py": "class Full(ServiceError): ...\nraise Full('No place is left.', 'x')",
        "b.py": "raise ServiceError(f'{n} places are left.', 'x')",
        "c.py": "raise ServiceError(_('No.'), 'x', {'day': 'Enter a day'})",
        "d.py": "raise ServiceError(_('No.'), 'x', {'day': _('Enter a day')})\nraise ServiceError(f'{words}.', 'x')",
    }
    assert sorted(untranslated(planted)) == ["a.py:2", "b.py:1", "c.py:1"]
