"""The product's own modules as text, for guards that look for a way of writing."""

from config.paths import BASE_DIR

PACKAGES = ("accounts", "carers", "placements", "config")


def sources(*packages: str) -> dict[str, str]:
    """Path within the project -> text, of every module of `packages`; of all four where none is named."""
    return {
        path.relative_to(BASE_DIR).as_posix(): path.read_text(encoding="utf-8")
        for package in packages or PACKAGES
        for path in sorted((BASE_DIR / package).rglob("*.py"))
    }
