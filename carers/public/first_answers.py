"""What the answers to "Could I foster?" add up to. Plain rules, each with its sentence; never a refusal.

Source of the rules: GOV.UK, Becoming a foster parent (18 in law, most services ask 21; the right to work;
usually a spare bedroom; owning a home is not needed).
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

COULD, NOT_YET, ANOTHER_WAY = "could", "not_yet", "another_way"


@dataclass
class Outcome:
    """`kind` is could, not_yet or another_way; `changes` say what would change it, `notes` what helps."""

    kind: str
    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def outcome(answers: dict[str, str], nation: str = "england") -> Outcome:
    """`answers` maps a question's key to its answer; a question that was passed over counts as "ask me"."""
    changes = [words for key, value, words in _changes() if answers.get(key) == value]
    notes = [words for key, value, words in _notes() if answers.get(key) == value]
    if nation in {"scotland", "wales", "northern_ireland", "islands"}:
        return Outcome(ANOTHER_WAY, changes, notes)
    return Outcome(NOT_YET if changes else COULD, changes, notes)


def _changes() -> list[tuple[str, str, str]]:
    return [
        ("age", "under_18", _("You can foster from 18, and most services ask you to be 21.")),
        ("right-to-work", "no", _("Once you have the right to work in the UK, you can apply.")),
        (
            "room",
            "not_yet",
            _("When a bedroom is free, you can apply. You can talk to a service before that, so that you are ready."),
        ),
        (
            "room",
            "no",
            _("A fostered child usually needs a bedroom of their own. If you move, or somebody moves out, ask again."),
        ),
        ("time", "no", _("When your days leave room for a child, this is worth another look.")),
    ]


def _notes() -> list[tuple[str, str, str]]:
    return [
        ("age", "18_to_20", _("The law says 18. Most services ask you to be 21, so ask yours what it does.")),
        (
            "right-to-work",
            "not_sure",
            _("A service can tell you which papers show it. Not being sure does not stop you asking."),
        ),
        (
            "time",
            "weekends",
            _("Short breaks may suit you: a child comes for a weekend or a holiday, often the same child each time."),
        ),
        (
            "time",
            "around_work",
            _("Many foster carers work. Services ask who would be there when a child is ill or out of school."),
        ),
        ("children", "no", _("You do not need to have children. Training comes before approval.")),
    ]
