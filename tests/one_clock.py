"""What reads the day from elsewhere than the one clock, found in the text of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PRODUCT = ("accounts", "carers", "placements", "config")
Found = tuple[int, str]

# Each with its reason. What is handed a moment and has no clock of its own needs no row.
MAY = {
    "config/runner/processes.py": "the launcher runs without Django and takes a moment in UTC, never a day",
    "tests/clock.py": "the one clock itself",
    "tests/moved_days.py": "it moves the day of other runs, and begins from the true one",
    "tests/one_clock.py": "these rules",
    "tests/test_one_clock.py": "the planted cases",
    "tests/accounts/tls_server.py": "a certificate is valid from a moment in UTC",
}
_ASK = "asks the machine for its day"
_PRODUCT = f"{_ASK}: timezone.localdate() is the day in London, timezone.now() the moment"
_TESTS = f"{_ASK}: TODAY and what follows from it are in tests/clock.py"
_UTC_DAY = "is the day in UTC: timezone.localdate(moment), or london_date(moment)"
_NO_SUCH_DAY = "is an error on 29 February or on a 31st: add_months(day, months) gives the last day of such a month"
_IN_SQL = "the database's day is that of UTC: give it the day in London as a value"
_CONSTANT = "a day that stands still is not today: take TODAY from tests/clock.py"
_LITERAL = "will be compared with the real day: in_days(…), born(…), LONG_AGO, or fixed(…) if the test gives the clock"
_REACHES = {"cast", "Cast", "db", "django_db", "transactional_db", "Client", "make_cast"}
_ISO = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?!\d)|(?<!\d)[0-3]?\d/[01]?\d/(20\d\d)(?!\d)")
_SQL_DAY = re.compile(r"\b(current_date|localtimestamp)\b|\bnow\(\)::date", re.IGNORECASE)
_OUR_TIME = range(2021, 2090)  # what lies before is long past for every test, what lies after far ahead
_CHILDREN = range(2005, 2090)


def in_product(tree: ast.Module) -> Iterator[Found]:
    """Lines of product code that take the day of the machine, or of UTC, for London's, or fail on the 29th to 31st."""
    caught = _within_a_try(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_asks(node) or _called(node) == ("datetime", "now")):
            yield node.lineno, _PRODUCT
        if isinstance(node, ast.Call) and _takes_a_day(node):
            yield node.lineno, _UTC_DAY
        if isinstance(node, ast.Call) and _jumps(node) and id(node) not in caught:
            yield node.lineno, _NO_SUCH_DAY
    yield from _sql(tree)


def in_tests(tree: ast.Module) -> Iterator[Found]:
    """Lines of a test that ask for the day, call a constant today, or will be right on some days only."""
    real = reaches_the_clock(tree)
    for node in _outside_fixed(tree):
        if isinstance(node, ast.Call) and (_asks(node) or _asks_django(node) or _called(node) == ("datetime", "now")):
            yield node.lineno, _TESTS
        if isinstance(node, ast.Assign) and _is_date(node.value) and any(map(_means_today, node.targets)):
            yield node.lineno, _CONSTANT
        if real and (_is_date(node) or _is_text(node) or _is_a_year(node) or _is_a_birth(node)):
            yield node.lineno, _LITERAL
    yield from _sql(tree)


def of_file(path: Path, root: Path) -> list[str]:
    """What is wrong in one file, as `path:line: words`."""
    name = path.relative_to(root).as_posix()
    measures = name.startswith(("tests/benchmarks/", "tests/proofs/"))  # they write as the product does
    look = in_tests if name.startswith("tests/") and not measures else in_product
    if name in MAY or "/migrations/" in name:
        return []
    return [f"{name}:{line}: {words}" for line, words in sorted(look(ast.parse(path.read_text(encoding="utf-8"))))]


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _owner(node: ast.AST) -> str:
    return _name(node.value) if isinstance(node, ast.Attribute) else ""


def _called(call: ast.Call) -> tuple[str, str]:
    return _owner(call.func), _name(call.func)


def _means_today(target: ast.AST) -> bool:
    return _name(target).strip("_") in {"TODAY", "NOW"}


def _asks_django(call: ast.Call) -> bool:
    """timezone.localdate(): the real day, and not the run's."""
    return _called(call) == ("timezone", "localdate") and not call.args


def _asks(call: ast.Call) -> bool:
    """date.today(), datetime.now(), datetime.utcnow(), time.localtime(), time.strftime("…") and their like."""
    asked = _called(call)
    return (
        asked in {("date", "today"), ("datetime", "today"), ("datetime", "utcnow")}
        or (asked[0] == "time" and asked[1] in {"localtime", "gmtime", "strftime", "ctime"})
        or (asked[1] == "fromtimestamp" and len(call.args) + len(call.keywords) == 1)
    )


def _takes_a_day(call: ast.Call) -> bool:
    """`moment.date()`, unless it was turned into London time in the same breath, or read from text."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "date" or call.args or call.keywords:
        return False
    moment = call.func.value
    return not (isinstance(moment, ast.Call) and _name(moment.func) in {"london", "strptime"})


def _jumps(call: ast.Call) -> bool:
    """`day.replace(year=…)` without a day, or `date(day.year + 1, day.month, day.day)`."""
    given = {keyword.arg for keyword in call.keywords}
    if isinstance(call.func, ast.Attribute) and call.func.attr == "replace":
        return bool(given & {"year", "month"}) and "day" not in given
    figures = call.args if _name(call.func) == "date" and len(call.args) == 3 else []
    moved = any(isinstance(one, ast.BinOp) for one in figures[:2])
    return moved and isinstance(figures[2], ast.Attribute) and figures[2].attr == "day"


def _within_a_try(tree: ast.Module) -> set[int]:
    """Nodes whose ValueError is looked after."""
    tries = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
    minded = [one for one in tries if any("ValueError" in ast.dump(handler) for handler in one.handlers)]
    return {id(node) for one in minded for body in one.body for node in ast.walk(body)}


def _is_date(node: ast.AST, years: range = _OUR_TIME) -> bool:
    """date(2026, 11, 23) or datetime(2026, 11, 23, 10): a day of our time, written as figures."""
    if not isinstance(node, ast.Call) or _name(node.func) not in {"date", "datetime"} or not node.args:
        return False
    year = node.args[0]
    return isinstance(year, ast.Constant) and isinstance(year.value, int) and year.value in years


def _is_text(node: ast.AST, years: range = _OUR_TIME) -> bool:
    """A day of our time as text: 2026-11-23, 2026-11, 23/11/2026."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return any(int(found[1] or found[3]) in years for found in _ISO.finditer(node.value))


def _given(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """(name, value) of what a dict or a call is given by name."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield str(key.value), value
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value


def _is_a_year(node: ast.AST) -> bool:
    """The year of a form's three boxes: `"on-year": "2026"`; of a child's birth, also an earlier one."""
    years = [(_CHILDREN if "birth" in name else _OUR_TIME, value) for name, value in _given(node)
             if name.endswith("-year") and isinstance(value, ast.Constant)]  # fmt: skip
    return any(str(year.value).isdecimal() and int(year.value) in among for among, year in years)


def _is_a_birth(node: ast.AST) -> bool:
    """A child's month of birth: the child grows out of the test."""
    return any("birth_month" in name and (_is_date(value, _CHILDREN) or _is_text(value, _CHILDREN))
               for name, value in _given(node))  # fmt: skip


def _outside_fixed(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node but what stands in `fixed(…)`, and but what only explains (docstrings)."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and _name(node.func) == "fixed":
            continue
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if not _only_explains(one)]


def _only_explains(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def reaches_the_clock(tree: ast.Module) -> bool:
    """Whether product code that looks at the clock can run: the file has a database, a browser or the cast."""
    named = {_name(node) for node in ast.walk(tree)} | {
        node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)
    }
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return bool(named & _REACHES)


def _sql(tree: ast.Module) -> Iterator[Found]:
    for node in _outside_fixed(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL_DAY.search(node.value):
            yield node.lineno, _IN_SQL
