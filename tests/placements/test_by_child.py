"""Need goes by child: whoever reads the children of referrals asks which of them still wait, or says why not."""

import ast

from tests.sources import sources

RULE = ("placements.candidates.waiting", "placements.referrals.selectors.beside")  # the second counts by the first
# Modules that mean every child of a referral, placed or not.
WHOLE = {
    "placements/records/services/forgetting.py": "what is kept of a referral goes for all of its children",
    "placements/records/retention.py": "the same, when it is due",
    "placements/shortages/services/world.py": "whose brother or sister each is; who waits comes with the groups",
    "placements/referrals/selectors/referrals.py": "the size of the group, beside how many wait (selectors.beside)",
    "placements/homes/selectors/above_terms.py": "a child may be named in an exemption before and after the move",
}


def reads_children(source: str) -> bool:
    """Whether a module queries the children of referrals, by the model or by its name in a query."""
    tree = ast.parse(source)
    by_model = any(
        isinstance(node, ast.Attribute) and node.attr == "objects" and getattr(node.value, "id", "") == "ReferralChild"
        for node in ast.walk(tree)
    )
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    attributes = (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    named = any("referral_children" in text.split(" ")[0] for text in texts if len(text) < 80)
    keywords = (word.arg or "" for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords)
    return by_model or named or "referral_children" in attributes or any("referral_children" in w for w in keywords)


def asks_who_waits(source: str) -> bool:
    return any(rule in source for rule in RULE)


def unruled(sources: dict[str, str]) -> set[str]:
    return {name for name, source in sources.items() if reads_children(source) and not asks_who_waits(source)} - set(
        WHOLE
    )


def _product() -> dict[str, str]:
    left_out = {"migrations", "models", "region"}
    return {name: source for name, source in sources("placements").items() if not left_out & set(name.split("/"))}


def test_whoever_reads_a_groups_children_asks_who_still_waits() -> None:
    assert unruled(_product()) == set()


def test_a_count_of_the_whole_group_is_found() -> None:
    counted = "from placements.models import ReferralChild\nn = ReferralChild.objects.filter(referral=r).count()\n"
    planted = {
        "placements/placing/services/new.py": counted,
        "placements/placing/pages/new.py": 'rows.annotate(n=Count("referral_children"))',
    }
    assert unruled(planted) == set(planted)
    assert unruled({"placements/placing/services/new.py": f"from {RULE[0]} import homes_found\n{counted}"}) == set()


def test_no_excuse_is_left_over() -> None:
    product = _product()
    assert all(reads_children(product[name]) for name in WHOLE)
