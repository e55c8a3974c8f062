"""The blocks of "Why" and "What would close it", from the day's snapshot."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carers.law.vocabulary import KindOfCare
from placements.models import Snapshot
from placements.shortages.selectors.blocks import Block, Value
from placements.texts.words import TEST_WORDS


def _coverage(figures: dict[str, Any]) -> str:
    return _("every open referral of yours against %(homes)s homes of services that serve your area") % {
        "homes": f"{figures['homes']:,}"
    }


def why_sentence(figures: dict[str, Any]) -> str:
    """The first line of the page "Why"."""
    waiting, left = figures["children"], figures["children"] - figures["placed"]
    if not waiting:
        return _("No child of yours waits for a home.")
    if not left:
        return _("The best plan has a home for every one of the %(n)s children who wait.") % {"n": waiting}
    words = ngettext(
        "%(left)s of %(n)s children who wait has no home in the best plan.",
        "%(left)s of %(n)s children who wait have no home in the best plan.",
        left,
    )
    return words % {"left": left, "n": waiting}


def change_sentences(figures: dict[str, Any]) -> list[str]:
    """Each kind of change in a sentence: who would be placed, and what would have to be otherwise."""
    left = figures["children"] - figures["placed"]
    out = []
    for row in figures["changes"]:
        tests = " + ".join(str(TEST_WORDS.get(code, code)).lower() for code in row["codes"])
        words = ngettext(
            "%(children)s of %(left)s children would be placed if %(homes)s home changed this: %(tests)s.",
            "%(children)s of %(left)s children would be placed if %(homes)s homes changed this: %(tests)s.",
            row["homes"],
        )
        said = words % {"children": row["children"], "left": left, "homes": row["homes"], "tests": tests}
        out.append(f"{said} {_('For example:')} {row['example']}")
    return out


def tests_block(row: Snapshot) -> Block:
    """Where homes fall, on average over the needs that the plan cannot meet."""
    rows: list[list[Value]] = [
        [str(TEST_WORDS.get(code, code)), fall, left] for code, fall, left in row.figures["funnel"]
    ]
    columns = [("test", _("Test")), ("fall", _("Homes ruled out")), ("left", _("Homes left"))]
    notes = [_("For an unmet need on average; a home counts at the first test that rules it out.")]
    return Block(
        "why_tests", _("Where homes are ruled out"), columns, rows, row.as_of, _coverage(row.figures), notes
    )  # fmt: skip


def needs_block(row: Snapshot) -> Block:
    """Each unmet need with the smallest change that would give it a home."""
    rows: list[list[Value]] = []
    for need in row.figures["needs"]:
        worst = max(need["falls"], key=lambda code: need["falls"][code], default="")
        rows.append(
            [
                need["reference"], need["children"], ", ".join(str(age) for age in need["ages"]),
                str(KindOfCare(need["kind"]).label), need["unplaced"], need["eligible"],
                str(TEST_WORDS.get(worst, "")), " ".join(need["changes"]) or _("No single home comes near."),
            ]
        )  # fmt: skip
    columns = [
        ("referral", _("Referral")), ("children", _("Children")), ("ages", _("Ages")), ("kind", _("Kind of care")),
        ("unplaced", _("Without a home")), ("eligible", _("Homes that fit")), ("worst_test", _("Most homes fall at")),
        ("smallest_change", _("Smallest change that would give a home")),
    ]  # fmt: skip
    notes = [_("A need can have homes that fit and none left for it: other children need them too.")]
    return Block("why_needs", _("Needs without a home"), columns, rows, row.as_of, _coverage(row.figures), notes)


def _closing_notes(figures: dict[str, Any]) -> list[str]:
    return [
        _("Worked out exactly: the plan for all open referrals is solved again with the home added."),
        _("Counted as there already: %(n)s homes that open applications are likely to bring within a year.")
        % {"n": figures["closing"]["expected"]},
    ]


def profiles_block(row: Snapshot) -> Block:
    """One more home of a kind: children whom it would give a home."""
    rows: list[list[Value]] = [[*_profile(one), one["children"]] for one in row.figures["closing"]["ranked"]]
    columns = [*_profile_columns(), ("children", _("Children it would give a home"))]
    return Block(
        "closing_profiles", _("One more home, ranked"), columns, rows, row.as_of, _coverage(row.figures),
        _closing_notes(row.figures),
    )  # fmt: skip


def list_block(row: Snapshot) -> Block:
    """The campaign list: homes that together give most children a home, best first."""
    rows: list[list[Value]] = [
        [*_profile(one), one["homes"], one["children"]] for one in row.figures["closing"]["list"]
    ]  # fmt: skip
    columns = [*_profile_columns(), ("homes", _("Homes")), ("children", _("Children they would give a home"))]
    return Block(
        "closing_list", _("Campaign list"), columns, rows, row.as_of, _coverage(row.figures),
        _closing_notes(row.figures),
    )  # fmt: skip


def _profile_columns() -> list[tuple[str, str]]:
    return [
        ("near", _("Near")), ("ages", _("Ages")), ("places", _("Places")), ("skills", _("Skills that are a must")),
    ]  # fmt: skip


def _profile(one: dict[str, Any]) -> list[Value]:
    skills = ", ".join(skill.replace("_", " ") for skill in one["skills"]) or _("none")
    return [one["near"], _("%(low)s to %(high)s") % {"low": one["age_min"], "high": one["age_max"]}, one["places"],
            skills]  # fmt: skip


def closing_sentence(figures: dict[str, Any]) -> str:
    """The first line of the page "What would close it"."""
    wanted = figures["closing"]["list"]
    homes, children = sum(row["homes"] for row in wanted), sum(row["children"] for row in wanted)
    if not figures["closing"]["unplaced"]:
        return _("With the homes on the way, the best plan has a home for every child who waits.")
    if not wanted:
        return _("No single kind of home would give another child a home: look at the needs one by one.")
    words = ngettext(
        "%(homes)s more home like this would give %(children)s children a home.",
        "%(homes)s more homes like these would give %(children)s children a home.",
        homes,
    )
    return words % {"homes": homes, "children": children}


REASON_BLOCKS = {
    "why_tests": tests_block, "why_needs": needs_block, "closing_profiles": profiles_block, "closing_list": list_block,
}  # fmt: skip
