"""The lexicographic optimum of a tiny world by trying every plan; lawfulness is asked of the independent checker."""

from functools import cache

from placements.matching.verify import URGENCY, _Checker, codes, points


def best_value(data):
    """(placed, urgency, together, milli-points) of the best plan."""
    checker = _Checker(data)
    options = [list(_ways(data, group)) for group in data["groups"]]

    @cache
    def lawful(lines):
        rows = [{"group": g, "children": list(c), "household": h} for g, c, h in lines]
        return not list(checker.homes(rows))

    def search(i, taken, value):
        if i == len(options):
            return value
        found = (-1, 0, 0, 0)
        for lines, worth in options[i]:
            after = taken + lines
            if lawful(after):
                found = max(found, search(i + 1, after, tuple(a + b for a, b in zip(value, worth, strict=True))))
        return found

    return search(0, (), (0, 0, 0, 0))


def _ways(data, group):
    """Every way to place none, some or all of a group: (lines, what they are worth)."""
    serves = {a["id"]: a["serves"] for a in data["agencies"]}
    children = group["children"]
    whole_only = len(children) == 1 or group["together"] == "must"
    for split in _splits(list(range(len(children))), [None, *data["households"]]):
        lines, worth = [], [0, 0, 0, 0]
        for members, home in split:
            some = [children[i] for i in members]
            if codes(group, some, home, serves[home["agency"]]):
                break
            lines.append((group["id"], tuple(c["id"] for c in some), home["id"]))
            whole = len(some) == len(children)
            gain = (
                len(some),
                len(some) * URGENCY[group["urgency"]],
                whole and len(some) > 1,
                points(group, some, home),
            )
            worth = [a + b for a, b in zip(worth, gain, strict=True)]
        else:
            if not whole_only or not lines or len(lines[0][1]) == len(children):
                yield tuple(lines), tuple(worth)


def _splits(left, homes):
    """Every partition of some of ``left`` into sets, each in a home (None: not placed)."""
    if not left:
        yield []
        return
    first, rest = left[0], left[1:]
    for mask in range(1 << len(rest)):
        mates = [first] + [rest[i] for i in range(len(rest)) if mask >> i & 1]
        others = [rest[i] for i in range(len(rest)) if not mask >> i & 1]
        for place in homes:
            if place is None and len(mates) > 1:
                continue  # "not placed" is said child by child
            for tail in _splits(others, homes):
                yield tail if place is None else [(mates, place), *tail]
