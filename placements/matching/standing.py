"""How far from proven a plan is, in words: a plan that time or size stopped must not look like a proven one."""

from typing import Any

from .pricing import MOST_KEPT


def standing(info: dict[str, Any], seconds: float | None = None) -> str:
    """A sentence on a plan's ``info``. ``seconds``: the limit that it was looked for within."""
    if "proven" not in info:
        return "First come, first served: not compared with the best plan."
    if info["proven"]:
        return "Proven best: no lawful plan is worth more."
    time = "" if seconds is None else f"{seconds:g} seconds, "
    return (
        f"Not proven within the limits ({time}{MOST_KEPT:,} columns in one programme): "
        f"no plan can be better by more than {info['gap']:.4%} of its value."
    )
