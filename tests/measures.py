"""Figures of the structure, to be printed before and after a change: `uv run python -m tests.measures`.

Layer breaks and circles of rooms are refused by `lint-imports`; here stands what only gets better by hand.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.sources import sources

# What Django, Celery and the command line look for by its place, so that no room can hold it.
BY_PLACE = {"apps.py", "tasks.py", "urls.py", "api_urls.py", "applicant_urls.py"}
_SOURCES = sources()
VERBS = ("told", "words", "ask", "asked", "settle", "tell", "valid", "shown", "here", "known")


def modules() -> Iterator[Path]:
    for name in _SOURCES:
        path = Path(name)
        if "migrations" not in path.parts and path.name != "__init__.py":
            yield path


def outside_any_room() -> list[Path]:
    return [path for path in modules() if len(path.parts) == 2 and path.parts[0] != "config"
            and path.name not in BY_PLACE]  # fmt: skip


def any_in_signatures() -> int:
    """How often `Any` stands in the annotations of arguments and answers."""
    count = 0
    for path in modules():
        for node in ast.walk(ast.parse(_SOURCES[path.as_posix()])):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                notes = [argument.annotation for argument in arguments] + [node.returns]
                notes += [extra.annotation for extra in (node.args.vararg, node.args.kwarg) if extra]
                count += sum(
                    isinstance(part, ast.Name) and part.id == "Any" for note in notes if note for part in ast.walk(note)
                )
    return count


def definitions() -> Counter[str]:
    """How many functions bear each of the ten worst names."""
    found: Counter[str] = Counter()
    for path in modules():
        for node in ast.walk(ast.parse(_SOURCES[path.as_posix()])):
            if isinstance(node, ast.FunctionDef) and node.name.lstrip("_") in VERBS:
                found[node.name.lstrip("_")] += 1
    return found


def same_names() -> int:
    """Classes of one name in more than one module."""
    where: dict[str, set[Path]] = {}
    for path in modules():
        for node in ast.parse(_SOURCES[path.as_posix()]).body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, set()).add(path)
    return sum(len(paths) > 1 for paths in where.values())


def main() -> None:
    print(f"modules                  {sum(1 for _ in modules())}")
    print(f"outside any room         {len(outside_any_room())}")
    print(f"Any in signatures        {any_in_signatures()}")
    print(f"class names twice        {same_names()}")
    print("definitions of verbs     " + ", ".join(f"{name} {count}" for name, count in definitions().most_common()))


if __name__ == "__main__":
    main()
