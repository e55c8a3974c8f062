"""What the documents name is there: a path or a module that moved is found the day it moves."""

import re
import subprocess
from pathlib import Path, PurePath

from config.paths import BASE_DIR

# A list of what was found once, in the words of its day.
OF_THEIR_DAY = {"docs/faults-2026-11.md", "CHANGELOG.md"}
_QUOTED = re.compile(r"`([\w./*-]+?)(?:::[\w\[\]-]+)?`")
_CELL = re.compile(r"\| ((?:accounts|carers|placements|config|tests)/[\w./]+) \|")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
_FOLDER = re.compile(r"(accounts|carers|placements|config|tests|docs|docker|\.ci)/")
_MODULE = re.compile(r"(accounts|carers|placements|config|tests)(\.[a-z_]\w*)+$")


def _tracked() -> tuple[set[str], set[str]]:
    said = subprocess.run(["git", "ls-files"], cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout
    files = set(said.split())
    return files, {str(folder) for name in files for folder in PurePath(name).parents}


def missing(page: str, text: str, files: set[str], folders: set[str]) -> list[str]:
    """What `text` names and is not there."""
    quoted = _QUOTED.findall(text)
    paths = [*(name for name in quoted if _FOLDER.match(name)), *_CELL.findall(text)]
    lost = [name for name in paths if not _is_there(name, files, folders)]
    lost += [name for name in quoted if _MODULE.fullmatch(name) and not _is_module(name, files, folders)]
    beside = Path(page).parent
    for link in _LINK.findall(text):
        target = (BASE_DIR / beside / link).resolve().relative_to(BASE_DIR).as_posix()
        if not _is_there(target, files, folders):
            lost.append(link)
    return lost


def _is_there(name: str, files: set[str], folders: set[str]) -> bool:
    plain = name.rstrip("/")
    return plain in files or plain in folders or ("*" in plain and any(PurePath(f).match(plain) for f in files))


def _is_module(name: str, files: set[str], folders: set[str]) -> bool:
    """A module, a package, or something in one; names such as `carers.Enquiry` are models, and tasks have dots too."""
    parts = name.split(".")
    tried = ["/".join(parts[:n]) for n in range(len(parts), 1, -1)]
    return any(f"{path}.py" in files or path in folders for path in tried) or len(parts) == 2


def test_every_path_and_module_that_the_documents_name_is_there() -> None:
    files, folders = _tracked()
    pages = [name for name in files if name.endswith(".md") and name not in OF_THEIR_DAY]
    found = {page: lost for page in sorted(pages)
             if (lost := missing(page, (BASE_DIR / page).read_text(encoding="utf-8"), files, folders))}  # fmt: skip
    assert not found


def test_a_path_that_does_not_exist_is_found() -> None:
    files, folders = _tracked()
    planted = "Look into `carers/web/nothing.py`, [here](nowhere.md) and `accounts.nothing.at.all`."
    assert missing("docs/x.md", planted, files, folders) == [
        "carers/web/nothing.py", "accounts.nothing.at.all", "nowhere.md",
    ]  # fmt: skip


def test_each_recipe_names_its_files_and_what_fails_without_them() -> None:
    """CONTRIBUTING.md, "To add …": every recipe has steps that name files, and tests that are there."""
    recipes = (BASE_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n### ")[1:]
    assert len(recipes) == 9
    for recipe in recipes:
        steps, _, fails = recipe.partition("*What fails")
        assert _QUOTED.search(steps) and re.findall(r"`tests/[\w/]+\.py`", fails), recipe.splitlines()[0]


def rooms() -> list[Path]:
    """Folders of a package that hold modules and are no place of Django's."""
    places = {"models", "migrations", "management", "jinja2", "static", "data", "templates", "frontend"}
    found = [BASE_DIR / package for package in ("accounts", "carers", "placements")]
    return [room for package in found for room in sorted(package.iterdir())
            if (room / "__init__.py").exists() and room.name not in places]  # fmt: skip


def test_each_room_says_what_it_is_about_and_what_it_imports() -> None:
    plan = (BASE_DIR / "docs/architecture.md").read_text(encoding="utf-8")
    for room in rooms():
        name = room.relative_to(BASE_DIR).as_posix()
        said = (room / "README.md").read_text(encoding="utf-8")
        package = room.parent.name
        source = "\n".join(path.read_text(encoding="utf-8") for path in room.rglob("*.py"))
        source = re.sub(r"^if TYPE_CHECKING:\n(?: +.*\n)+", "", source, flags=re.MULTILINE)  # types alone
        imported = set(re.findall(rf"^\s*from {package}\.(\w+)", source, re.MULTILINE)) - {room.name}
        told = set(re.findall(rf"`{package}/(\w+)`", said.partition("It imports")[2].partition(";")[0]))
        assert imported == told, f"{name}/README.md: imports {sorted(imported ^ told)}"
        assert f"| `{name}` |" in plan, f"{name} is not in docs/architecture.md"
