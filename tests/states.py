"""The states of models, drawn: `uv run python -m tests.states` writes docs/states.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "states.md"
PACKAGES = ("accounts", "carers", "placements")
FIELDS = {"State": "state", "Stage": "stage", "Status": "status"}
HEAD = """# States

Drawn by `uv run python -m tests.states` from the tables that each model carries (`NEXT`, `ALSO`). In the tests the
database refuses every step that no table lists, so what is drawn here is all that happens.
"""


def machines() -> Iterator[tuple[Any, Any, str]]:
    """Every model that has states: (model, its states, the field they stand in)."""
    from django.apps import apps

    for model in apps.get_models():
        if model._meta.app_label in PACKAGES:
            for name, field in FIELDS.items():
                if name in vars(model):
                    yield model, vars(model)[name], field


def steps_of(model: Any) -> list[tuple[str, str]]:
    """(from, to): what somebody may choose (`NEXT`), and what is part of another act (`ALSO`)."""
    tables = (model.NEXT, getattr(model, "ALSO", {}))
    return [(str(before), str(after)) for table in tables for before, afters in table.items() for after in afters]


def _drawn(model: Any, states: Any) -> str:
    listed = steps_of(model)
    steps = [f"    {before} --> {after}" for before, after in listed]
    ends = [f"    {state} --> [*]" for state in states.values if state not in {before for before, _ in listed}]
    named = [f"    {state.value}: {state.label}" for state in states]
    doc = " ".join((model.__doc__ or "").split("States:")[0].split("Stages:")[0].split())
    drawn = "\n".join(["stateDiagram-v2", *named, *steps, *ends])
    return f"## {model.__name__}\n\n{doc}\n\n```mermaid\n{drawn}\n```\n"


# The owner makes worlds for tests; what the service itself does is held to the tables.
_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_unlisted_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE step text;
BEGIN
    EXECUTE format('SELECT ($1).%I || ''>'' || ($2).%I', TG_ARGV[0], TG_ARGV[0]) INTO step USING OLD, NEW;
    IF NOT step = ANY (string_to_array(TG_ARGV[1], ',')) THEN
        RAISE EXCEPTION 'no table lists the step % of %', step, TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$"""


def hold_to_the_tables(cursor: Any) -> None:
    """From here on this database refuses the app role every step that no table lists."""
    cursor.execute(_REFUSE)
    for model, _, field in machines():
        listed = ",".join(f"{before}>{after}" for before, after in steps_of(model))
        table = model._meta.db_table
        cursor.execute(f"DROP TRIGGER IF EXISTS listed_steps ON {table}")
        cursor.execute(
            f"CREATE TRIGGER listed_steps BEFORE UPDATE OF {field} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{field} IS DISTINCT FROM NEW.{field} AND current_user = 'hearth_app') "
            f"EXECUTE FUNCTION refuse_unlisted_step('{field}', '{listed}')"
        )


def page() -> str:
    from django.utils.translation import override

    with override("en"):
        return HEAD + "".join(f"\n{_drawn(model, states)}" for model, states, _ in machines() if model.NEXT)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
