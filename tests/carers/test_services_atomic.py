"""A page catches a service's refusal and goes on: so each verb must undo by itself what it had begun."""

import ast
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[2] / "carers"
MODULES = ("applications", "approving", "cases", "checks", "connected", "departures", "duties", "enquiries", "naming",
           "personal_checks", "register", "sessions", "settings", "stages")  # fmt: skip
# Parts of other verbs, called inside their transaction; and reads.
PARTS = {"set_stage", "change", "record_terms", "start_checks", "note_stage1", "referee_spoke", "locked_home",
         "take_all", "take_effect", "take_effect_all"}  # fmt: skip


def test_every_verb_of_the_workspace_is_one_transaction() -> None:
    bare = []
    for module in MODULES:
        [path] = [*ROOMS.glob(f"*/services/{module}.py")]
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in PARTS:
                continue
            takes_caller = node.args.args and node.args.args[0].arg == "by"
            if takes_caller and "transaction.atomic" not in [ast.unparse(one) for one in node.decorator_list]:
                bare.append(f"{module}.{node.name}")
    assert not bare, f"Put @transaction.atomic on {bare}"
