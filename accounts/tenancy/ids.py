"""Keys that people and programs send, read without trusting them."""

from uuid import UUID


def key_of(text: str | None) -> UUID | None:
    """The key that `text` writes, or None for anything else."""
    try:
        return UUID(text or "")
    except (ValueError, AttributeError, TypeError):
        return None


def keys_of(*texts: str | None) -> list[UUID]:
    """Those of `texts` that are keys: for `pk__in`, where nobody's key finds nobody."""
    return [key for key in map(key_of, texts) if key]
