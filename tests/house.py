"""The size of the house: no file over 400 lines, nine of ten under 200; functions nine of ten under 25 lines."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("accounts", "carers", "placements", "config", "tests")
MOST_LINES, NINE_OF_TEN_FILES, NINE_OF_TEN_FUNCTIONS = 400, 200, 25


def ninth_decile(values: list[int]) -> int:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))] if ordered else 0


def main() -> int:
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long_files = [f"{path.relative_to(ROOT)}: {n} lines" for path, n in lengths.items() if n > MOST_LINES]
    file_decile, function_decile = ninth_decile(list(lengths.values())), ninth_decile(functions)
    print(f"{len(files)} files, nine of ten within {file_decile} lines; functions within {function_decile} lines")
    if long_files or file_decile > NINE_OF_TEN_FILES or function_decile > NINE_OF_TEN_FUNCTIONS:
        print("A room is too crowded: redraw it.", *long_files, sep="\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
